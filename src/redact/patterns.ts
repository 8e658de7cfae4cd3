/** What counts as a secret: patterns, and the work they may take. */
import { createContext, Script } from 'node:vm';
import { type Cast2gifError, optionError, quotedShort } from '../errors.js';

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Shapes of well-known tokens, as their issuers document them: GitHub, GitLab, AWS, Google, Slack, Stripe, npm, PyPI,
 * OpenAI and Anthropic, SendGrid, JSON Web Tokens, passwords in addresses, private keys in PEM.
 */
const WELL_KNOWN: readonly string[] = [
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_[A-Za-z0-9_]{60,255}',
  'glpat-[A-Za-z0-9_-]{20,64}',
  '(?:AKIA|ASIA|AROA|AIDA)[A-Z2-7]{16}',
  'AIza[A-Za-z0-9_-]{35}',
  'ya29\\.[A-Za-z0-9_-]{20,512}',
  'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
  'xapp-[A-Za-z0-9-]{10,255}',
  'hooks\\.slack\\.com/services/[A-Za-z0-9/]{20,80}',
  '[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,255}',
  'sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,255}',
  'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}',
  'eyJ[A-Za-z0-9_-]{8,2048}\\.eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,1024}',
];

/** Secrets that are known by what is before them: the group at the end of a match. Each is looked for by itself. */
const WELL_KNOWN_BEHIND: readonly string[] = [
  'aws.{0,30}(?:secret|key).{0,20}[=:\\s"\']{1,5}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])',
  '[a-z][a-z0-9+.-]{1,20}://[^\\s:@/]{0,80}:([^\\s@/]{1,200})(?=@)',
  '-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----([A-Za-z0-9+/=\\s,:-]{1,12000}?)(?=-----END|$(?![\\s\\S]))',
];

/** Stands for all of them. */
const WELL_KNOWN_NAME = 'secrets';

/** What all texts of one call may take. */
const LONGEST_MS = 2000;

/** Looks for secrets. Each pattern works in a context of its own, which is stopped when it takes too long. */
export class SecretPatterns {
  readonly #searches: readonly Search[];

  /**
   * @param sources regular expressions, or `secrets`
   * @throws Cast2gifError `usage` for what is not a regular expression, or matches the empty text
   */
  constructor(sources: readonly string[]) {
    this.#searches = sources.flatMap(searchesFor);
  }

  /**
   * The parts of each text that are secret, in no particular order.
   * @throws Cast2gifError `usage` if a pattern takes too long
   */
  find(texts: readonly string[]): TextRange[][] {
    const found: TextRange[][] = texts.map(() => []);
    for (const search of this.#searches) {
      for (const [number, ranges] of search.find(texts).entries()) found[number]!.push(...ranges);
    }
    return found;
  }

  /** A text with what is secret in it replaced by asterisks; spaces stay. */
  mask(text: string): string {
    let masked = text;
    for (const { start, end } of this.find([text])[0]!) {
      masked = masked.slice(0, start) + masked.slice(start, end).replace(/\S/g, '*') + masked.slice(end);
    }
    return masked;
  }
}

/** Runs where the patterns are: nothing but strings and numbers crosses. */
const SEARCH = new Script(`
  texts.map((text) =>
    text.search(pattern) < 0
      ? []
      : Array.from(text.matchAll(pattern), ({ index, 0: match, 1: group }) => {
          const end = index + match.length;
          return [isGroupSecret ? end - group.length : index, end];
        }),
  )
`);

/** One pattern. */
class Search {
  readonly #source: string;
  readonly #context: { texts: readonly string[]; pattern: RegExp; isGroupSecret: boolean };

  /**
   * @param source what the caller wrote, for messages
   * @param isGroupSecret whether the group at the end of a match is the secret, rather than all of it
   */
  constructor(source: string, pattern: RegExp, isGroupSecret = false) {
    this.#source = source;
    this.#context = { texts: [], pattern, isGroupSecret };
    createContext(this.#context);
  }

  find(texts: readonly string[]): TextRange[][] {
    this.#context.texts = texts;
    try {
      const found = SEARCH.runInContext(this.#context, { timeout: LONGEST_MS }) as readonly [number, number][][];
      return found.map((ranges) => Array.from(ranges, ([start, end]) => ({ start, end })));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw optionError(
        'redact',
        `${quotedShort(this.#source)} takes too long; expected a pattern that needs less backtracking`,
      );
    }
  }
}

function searchesFor(source: string): Search[] {
  if (source !== WELL_KNOWN_NAME) return [new Search(source, patternOf(source))];
  return [
    new Search(source, new RegExp(WELL_KNOWN.join('|'), 'gi')),
    ...WELL_KNOWN_BEHIND.map((behind) => new Search(source, new RegExp(behind, 'gi'), true)),
  ];
}

function patternOf(source: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'gmu');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw optionError('redact', `${quotedShort(source)} is not a regular expression: ${reason}`, error);
  }
  if (new RegExp(source, 'mu').test('')) throw emptyMatch(source);
  return pattern;
}

function emptyMatch(source: string): Cast2gifError {
  return optionError('redact', `${quotedShort(source)} matches the empty text; expected a pattern of what to hide`);
}
