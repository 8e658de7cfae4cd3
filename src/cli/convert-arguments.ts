/** The command line of a conversion, by the option table. */
import type { RenderOptions } from '../options/render-options.js';
import { OPTION_ROWS, type OptionName } from '../options/table.js';
import type { OptionValue } from '../options/value-row.js';
import { readArguments } from './arguments.js';

/** What a conversion was asked for. */
export interface ConvertArguments {
  /** Input and outputs, in their order; `-` among them stands for a standard stream. */
  readonly files: readonly string[];
  /** Options for the library: only those that were given. */
  readonly render: RenderOptions;
  /** Options of the command line itself: only those that were given. */
  readonly command: Readonly<Partial<Record<OptionName, OptionValue>>>;
  /** What was accepted without having a meaning, a line each. */
  readonly notices: readonly string[];
}

/** @throws Cast2gifError `usage`, naming the flag as it was written */
export function readConvertArguments(words: readonly string[]): ConvertArguments {
  const { operands, values, notices } = readArguments(OPTION_ROWS, words);
  const isForCommand = (name: string) => OPTION_ROWS[name as OptionName].scope === 'command';
  const pick = (isWanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
  return { files: operands, render: pick((name) => !isForCommand(name)), command: pick(isForCommand), notices };
}
