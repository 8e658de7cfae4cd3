/** Reads the words of a command line by a table of rows. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Cast2gifError, didYouMean, shortened } from '../errors.js';
import { dashed } from '../options/describe.js';
import { readValue } from '../options/value.js';
import type { OptionValue, ValueRow } from '../options/value-row.js';

/** Rows by the names of their values. */
export type RowTable = Readonly<Record<string, ValueRow>>;

/** A command line, understood. */
export interface Arguments {
  /** What belongs to no option, in order; `-` among it stands for a standard stream. */
  readonly operands: readonly string[];
  /** Values by the names of their rows: only those that were given. */
  readonly values: Readonly<Record<string, OptionValue>>;
  /** What was accepted without having a meaning, a line each. */
  readonly notices: readonly string[];
}

/** A flag of the command line and the row it belongs to. */
interface Flag {
  readonly name: string;
  readonly row: ValueRow;
  /** Set for a flag without a value that stands for a fixed one. */
  readonly fixed?: OptionValue;
}

type Flags = ReadonlyMap<string, Flag>;
type Token = Extract<NonNullable<ReturnType<typeof parseArgs>['tokens']>[number], { kind: 'option' }>;

/** What `-h` may be followed by to mean rows, as asciicast2gif has it, instead of help. */
const ROWS_VALUE = /^=?(\d+|auto)$/;

/**
 * Reads a command line. The value of an option is the next word, whatever it looks like, or what follows `=`; short
 * options may have their values attached (`-s2`) and be joined (`-qv`). The last of contradicting options wins, lists add
 * up.
 * @throws Cast2gifError `usage`, naming the flag as it was written
 */
export function readArguments(rows: RowTable, words: readonly string[]): Arguments {
  const flags = flagsOfTable(rows);
  const values: Record<string, OptionValue> = {};
  const operands: string[] = [];
  const notices: string[] = [];
  const tokens = tokensOf(flags, words);
  const question = tokens.map((token) => token.kind === 'option' && flags.get(token.name)?.name).find(isQuestion);
  if (question) return { operands, values: { [question]: true }, notices };
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags.get(token.name);
    if (flag === undefined) throw unknownOption(token, words[token.index]!, flags);
    const label = dashed(token.name);
    if (flag.row.ignored !== undefined) notices.push(`${label} is ignored: ${flag.row.ignored}`);
    else values[flag.name] = combined(values[flag.name], valueOfToken(flag, token, label));
  }
  return { operands, values, notices };
}

/** Help and version are shown whatever else is on the command line, even mistakes. */
function isQuestion(name: string | undefined | false): boolean {
  return name === 'help' || name === 'version';
}

function flagsOfTable(rows: RowTable): Flags {
  return new Map(
    Object.entries(rows).flatMap(([name, row]) => {
      const names = [row.flag, ...(row.aliases ?? [])].map((flag): [string, Flag] => [flag, { name, row }]);
      return row.negation
        ? [...names, [row.negation.flag, { name, row, fixed: row.negation.value }] as [string, Flag]]
        : names;
    }),
  );
}

const takesValue = (flag: Flag) => flag.fixed === undefined && flag.row.kind !== 'boolean';

function tokensOf(flags: Flags, words: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, flag] of flags) {
    if (name.length === 1) continue;
    const short = name === flag.row.flag ? flag.row.aliases?.find((alias) => alias.length === 1) : undefined;
    options[name] = { type: takesValue(flag) ? 'string' : 'boolean', ...(short !== undefined && { short }) };
  }
  const args = [...words];
  for (;;) {
    const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
    const help = tokens.find((token) => token.kind === 'option' && isHelp(token));
    if (help === undefined) return tokens;
    args[help.index] = '--help';
  }
}

/** `-h` without a number behind it, where that would be the number of rows. */
function isHelp({ rawName, value, inlineValue }: Token): boolean {
  return rawName === '-h' && !inlineValue && !ROWS_VALUE.test(value ?? '');
}

function valueOfToken(flag: Flag, token: Token, label: string): OptionValue {
  const { rawName, inlineValue } = token;
  // A value attached to a short option may begin with `=`.
  const value = rawName.startsWith('--') || !inlineValue ? token.value : token.value?.replace(/^=/, '');
  const name = { label, option: flag.name };
  // `--window` stands for one of the choices, `--window=plain` names another.
  if (flag.fixed !== undefined && !(inlineValue && flag.row.kind === 'choice')) {
    if (inlineValue) throw new Cast2gifError('usage', 'takes no value', name);
    return flag.fixed;
  }
  if (value === undefined && takesValue(flag)) throw new Cast2gifError('usage', `${label} needs a value`);
  return value === undefined ? true : readValue(flag.row, value, 'command', name);
}

function combined(before: OptionValue | undefined, value: OptionValue): OptionValue {
  return Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
}

function unknownOption({ name, rawName }: Token, word: string, flags: Flags): Cast2gifError {
  if (!rawName.startsWith('--')) {
    return new Cast2gifError('usage', `unknown option ${rawName}${word.length > 2 ? ` in ${shortened(word)}` : ''}`);
  }
  const known = [...flags].filter(([, { row }]) => row.ignored === undefined).map(([flag]) => dashed(flag));
  return new Cast2gifError('usage', `unknown option --${shortened(name)}${didYouMean(dashed(name), known)}`);
}
