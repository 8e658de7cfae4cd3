/** Scripts of what to type: the lines of a file, read and checked before anything runs. */
import { Cast2gifError, quotedShort } from '../errors.js';
import { keySequence } from './keys.js';

/** One line of a script. */
export type Instruction = { readonly line: number } & (
  | { readonly kind: 'type'; readonly text: string }
  /** Types, presses Enter and waits for the prompt. */
  | { readonly kind: 'run'; readonly text: string }
  | { readonly kind: 'press'; readonly sequences: readonly string[] }
  /** Undefined: the prompt. */
  | { readonly kind: 'wait'; readonly pattern: RegExp | undefined; readonly timeoutMs: number }
  | { readonly kind: 'sleep'; readonly durationUs: number }
  /** Keys a second from here on. */
  | { readonly kind: 'pace'; readonly keysPerSecond: number }
  /** What the prompt looks like from here on. */
  | { readonly kind: 'prompt'; readonly pattern: RegExp }
  | { readonly kind: 'marker'; readonly label: string }
  | { readonly kind: 'hide' | 'show' }
);

type Parsed = Instruction extends infer I ? (I extends Instruction ? Omit<I, 'line'> : never) : never;

/** How long `wait` waits unless it says. */
export const DEFAULT_WAIT_MS = 15_000;
const LONGEST_SECONDS = 86_400;
const FASTEST_KEYS = 1000;

const SYNTAX = {
  type: 'type TEXT',
  run: 'run COMMAND',
  press: 'press KEY, as in press Enter, press Ctrl+C or press Down Down',
  wait: 'wait, wait /REGEX/ or wait /REGEX/ 30s',
  sleep: 'sleep SECONDS, as in sleep 1.5',
  pace: 'pace KEYS, the number of keys a second',
  prompt: 'prompt /REGEX/',
  marker: 'marker LABEL',
  hide: 'hide',
  show: 'show',
} as const;

type Word = keyof typeof SYNTAX;

/**
 * Reads a script: an instruction a line; empty lines and those that begin with `#` say nothing.
 * @param name of the file, for messages
 * @throws Cast2gifError `usage`, naming the line and what was expected
 */
export function parseScript(text: string, name: string): Instruction[] {
  const instructions: Instruction[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const number = index + 1;
    const [, word = '', rest = ''] = /^\s*(\S+)(?: (.*))?$/s.exec(line) ?? [];
    if (!isWord(word))
      throw wrong(
        name,
        number,
        `unknown instruction ${quotedShort(word)}; expected one of ${Object.keys(SYNTAX).join(', ')}`,
      );
    const parsed = parseInstruction(word, rest);
    if (parsed === undefined) throw wrong(name, number, `expected ${SYNTAX[word]}, not ${quotedShort(line.trim())}`);
    instructions.push({ ...parsed, line: number });
  }
  return instructions;
}

function isWord(word: string): word is Word {
  return Object.hasOwn(SYNTAX, word);
}

function wrong(name: string, line: number, problem: string): Cast2gifError {
  return new Cast2gifError('usage', `line ${line}: ${problem}`, { subject: name, line });
}

/** @returns undefined for what cannot be understood */
function parseInstruction(word: Word, rest: string): Parsed | undefined {
  switch (word) {
    case 'type':
    case 'run':
      return rest === '' ? undefined : { kind: word, text: rest };
    case 'press':
      return parsePress(rest);
    case 'wait':
      return parseWait(rest.trim());
    case 'sleep':
      return mapped(parseNumber(rest.trim().replace(/s$/, ''), LONGEST_SECONDS), (seconds) => ({
        kind: 'sleep',
        durationUs: Math.round(seconds * 1e6),
      }));
    case 'pace':
      return mapped(parseNumber(rest.trim(), FASTEST_KEYS), (keysPerSecond) =>
        keysPerSecond > 0 ? { kind: 'pace', keysPerSecond } : undefined,
      );
    case 'prompt':
      return mapped(parsePattern(rest.trim()), (pattern) => ({ kind: 'prompt', pattern }));
    case 'marker':
      return { kind: 'marker', label: rest.trim() };
    case 'hide':
    case 'show':
      return rest.trim() === '' ? { kind: word } : undefined;
  }
}

function mapped<From, To>(value: From | undefined, map: (value: From) => To): To | undefined {
  return value === undefined ? undefined : map(value);
}

function parsePress(rest: string): Parsed | undefined {
  const sequences = rest.trim().split(/\s+/).map(keySequence);
  return sequences.includes(undefined) ? undefined : { kind: 'press', sequences: sequences as string[] };
}

function parseWait(rest: string): Parsed | undefined {
  if (rest === '') return { kind: 'wait', pattern: undefined, timeoutMs: DEFAULT_WAIT_MS };
  const [, source, seconds] = /^(\/.+\/[a-z]*)(?:\s+(\S+?)s?)?$/s.exec(rest) ?? [];
  const pattern = parsePattern(source ?? '');
  const timeout = seconds === undefined ? DEFAULT_WAIT_MS / 1000 : parseNumber(seconds, LONGEST_SECONDS);
  return pattern && timeout ? { kind: 'wait', pattern, timeoutMs: timeout * 1000 } : undefined;
}

/** `^` and `$` match at lines. */
function parsePattern(text: string): RegExp | undefined {
  const [, source, flags] = /^\/(.+)\/([isu]*)$/s.exec(text) ?? [];
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, `m${flags}`);
  } catch {
    return undefined;
  }
}

function parseNumber(text: string, most: number): number | undefined {
  const number = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : undefined;
}
