/** Command line → options and files, by the option table. */
import { Cast2gifError, didYouMean, shortened } from '../errors.js';
import { dashed } from '../options/describe.js';
import type { RenderOptions } from '../options/render-options.js';
import { OPTION_NAMES, OPTION_ROWS, type OptionName, type OptionRow } from '../options/table.js';
import { readValue } from '../options/value.js';
import type { OptionValue } from '../options/value-row.js';

/** A command line, understood. */
export interface Arguments {
  /** Input and outputs, in their order; `-` among them stands for a standard stream. */
  readonly files: readonly string[];
  /** Options for the library: only those that were given. */
  readonly render: RenderOptions;
  /** Options of the command line itself: only those that were given. */
  readonly command: Readonly<Partial<Record<OptionName, OptionValue>>>;
  /** What was accepted without having a meaning, a line each. */
  readonly notices: readonly string[];
}

/** A flag of the command line and the option it belongs to. */
interface Flag {
  readonly name: OptionName;
  readonly row: OptionRow;
  /** Set for a flag without a value that stands for a fixed one. */
  readonly fixed?: OptionValue;
}

const FLAGS: ReadonlyMap<string, Flag> = new Map(
  OPTION_NAMES.flatMap((name): [string, Flag][] => {
    const row = OPTION_ROWS[name];
    const names = [row.flag, ...(row.aliases ?? [])].map((flag): [string, Flag] => [flag, { name, row }]);
    return row.negation ? [...names, [row.negation.flag, { name, row, fixed: row.negation.value }]] : names;
  }),
);

const takesValue = (flag: Flag) => flag.fixed === undefined && flag.row.kind !== 'boolean';

/** What `-h` may be followed by to mean rows, as asciicast2gif has it, instead of help. */
const ROWS_VALUE = /^=?(\d+|auto)$/;

/**
 * Rewrites what the parser would misread into long options: `-h 30` and `-h` alone, values attached to short options
 * (`-tmonokai`, `-s2`), and several short ones in one word (`-qv`). Unknown options never reach it.
 * @throws Cast2gifError `usage` for an unknown option
 */
export function normaliseArguments(words: readonly string[]): string[] {
  const normalised: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') return [...normalised, ...words.slice(at)];
    if (word === '-h' && !ROWS_VALUE.test(words[at + 1] ?? '')) normalised.push('--help');
    else if (/^-[^-]/.test(word)) normalised.push(...longForms(word));
    else normalised.push(word);
    const [, name, value] = /^--([^=]+)(=.*)?$/s.exec(normalised.at(-1)!) ?? [];
    if (name === undefined) continue;
    const flag = FLAGS.get(name);
    if (!flag) throw new Cast2gifError('usage', `unknown option --${shortened(name)}${suggestion(name)}`);
    // `--window` stands for one of the choices, `--window=plain` names another.
    if (value !== undefined && flag.fixed !== undefined && flag.row.kind === 'choice') {
      normalised[normalised.length - 1] = `--${flag.row.flag}${value}`;
    }
    // The next word is this option's value, whatever it looks like.
    if (value === undefined && takesValue(flag) && at + 1 < words.length) normalised.push(words[++at]!);
  }
  return normalised;
}

function longForms(word: string): string[] {
  const forms: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const flag = FLAGS.get(word[at]!);
    if (!flag)
      throw new Cast2gifError('usage', `unknown option -${word[at]}${word.length > 2 ? ` in ${shortened(word)}` : ''}`);
    const rest = word.slice(at + 1).replace(/^=/, '');
    if (!takesValue(flag)) forms.push(`--${flag.row.flag}`);
    else return [...forms, rest === '' ? `--${flag.row.flag}` : `--${flag.row.flag}=${rest}`];
  }
  return forms;
}

/**
 * Understands a command line that `normaliseArguments` has rewritten.
 * @throws Cast2gifError `usage`, naming the flag as the user wrote it
 */
export async function parseArguments(words: readonly string[]): Promise<Arguments> {
  const parsed = await parseWords(words);
  const values = new Map<OptionName, OptionValue>();
  const notices: string[] = [];
  for (const [key, given] of Object.entries(parsed)) {
    const flag = FLAGS.get(key);
    if (!flag) continue; // `_`, `$0`
    if (flag.row.ignored !== undefined) notices.push(`--${key} is ignored: ${flag.row.ignored}`);
    else values.set(flag.name, combine(flag, values.get(flag.name), given, dashed(key)));
  }
  const inScope = (scope: OptionRow['scope']) =>
    Object.fromEntries([...values].filter(([name]) => OPTION_ROWS[name].scope === scope));
  return {
    files: (parsed._ as unknown[]).map(String),
    render: inScope(undefined),
    command: inScope('command'),
    notices,
  };
}

/**
 * The reading of yargs' own parser. It is used without yargs around it, whose help and completion are made from the
 * table here and whose import costs 65 ms, twice the rest of a small conversion's start.
 */
async function parseWords(words: readonly string[]): Promise<Record<string, unknown>> {
  const { default: parser } = await import('yargs-parser');
  const flags = [...FLAGS];
  const valued = flags.filter(([, flag]) => takesValue(flag)).map(([name]) => name);
  const { argv, error } = parser.detailed([...words], {
    string: valued,
    narg: Object.fromEntries(valued.map((name) => [name, 1])),
    boolean: flags.filter(([, flag]) => !takesValue(flag)).map(([name]) => name),
    configuration: {
      'boolean-negation': false, // the table names each --no-… there is
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    },
  });
  if (error) {
    const flag = /Not enough arguments following: (.*)/.exec(error.message)?.[1];
    throw new Cast2gifError('usage', flag === undefined ? error.message : `--${flag} needs a value`);
  }
  return argv;
}

/** A known option close to a mistyped one, with its dashes, as one would type it. */
function suggestion(key: string): string {
  return didYouMean(
    dashed(key),
    [...FLAGS].filter(([, { row }]) => row.ignored === undefined).map(([flag]) => dashed(flag)),
  );
}

/** The value after one more flag: lists grow, switches that may be repeated count as given, else the last wins. */
function combine(flag: Flag, before: OptionValue | undefined, given: unknown, label: string): OptionValue {
  if (flag.fixed !== undefined) return flag.fixed;
  let value = before;
  for (const word of Array.isArray(given) ? given : [given]) {
    const parsed =
      typeof word === 'boolean' ? word : readValue(flag.row, String(word), 'command', { label, option: flag.name });
    value = Array.isArray(parsed) && Array.isArray(value) ? [...value, ...parsed] : parsed;
  }
  return value!;
}
