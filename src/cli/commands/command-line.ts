/** The command line of a command: which rows it takes, and what was given. */
import { Cast2gifError, quotedShort } from '../../errors.js';
import type { RenderOptions } from '../../options/render-options.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES } from '../../options/table.js';
import { readValue } from '../../options/value.js';
import type { OptionValue } from '../../options/value-row.js';
import { type RowTable, readArguments } from '../arguments.js';
import type { Command, GivenCommand, Operand } from './command.js';

/** Options of every command. */
export const COMMON_ROWS: RowTable = {
  help: OPTION_ROWS.help,
  quiet: OPTION_ROWS.quiet,
  verbose: OPTION_ROWS.verbose,
};

/** Options of rendering that a command takes; one of its own has the name to itself. */
export function renderRowsOf({ renderOptions, options }: Command): RowTable {
  if (renderOptions === undefined) return {};
  const names = RENDER_OPTION_NAMES.filter(
    (name) => !Object.hasOwn(options, name) && (renderOptions === 'all' || OPTION_ROWS[name].trust === 'request'),
  );
  return Object.fromEntries(names.map((name) => [name, OPTION_ROWS[name]]));
}

/**
 * Reads the words behind a command's name.
 * @param name the command's, for messages
 * @returns undefined where help is asked for
 * @throws Cast2gifError `usage`
 */
export function readCommandLine(name: string, command: Command, words: readonly string[]): GivenCommand | undefined {
  const renderRows = renderRowsOf(command);
  const read = readArguments({ ...COMMON_ROWS, ...renderRows, ...command.options }, words);
  if (read.values.help === true) return undefined;
  checkOperands(name, command, read.operands);
  const pick = (rows: RowTable) =>
    Object.fromEntries(Object.entries(read.values).filter(([key]) => Object.hasOwn(rows, key)));
  const given = pick(command.options);
  const { quiet, verbose } = read.values;
  // Each value has been read by its row, which is what the types say.
  return {
    operands: read.operands,
    options: { ...defaultsOf(command.options), ...given } as GivenCommand['options'],
    given: given as GivenCommand['given'],
    render: pick(renderRows) as RenderOptions,
    quiet: quiet === true,
    verbose: verbose === true,
  };
}

function defaultsOf(rows: RowTable): Record<string, OptionValue | undefined> {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, row.default]));
}

/** `cast2gif inspect [OPTIONS] FILE [RECORDING]`. */
export function usageOf(name: string, { operands }: Command): string {
  return ['cast2gif', name, '[OPTIONS]', ...operands.map(operandText)].join(' ');
}

function operandText({ name, choices, optional, repeated }: Operand): string {
  const text = `${choices?.join('|') ?? name}${repeated ? '...' : ''}`;
  return optional ? `[${text}]` : text;
}

function checkOperands(name: string, command: Command, words: readonly string[]): void {
  const { operands } = command;
  const wanted = operands.filter(({ optional }) => !optional);
  const usage = `expected: ${usageOf(name, command)}`;
  if (words.length < wanted.length)
    throw new Cast2gifError('usage', `${wanted[words.length]?.name} is missing; ${usage}`);
  for (const [at, word] of words.entries()) {
    const operand = operands[at] ?? (operands.at(-1)?.repeated ? operands.at(-1) : undefined);
    if (operand === undefined) throw new Cast2gifError('usage', `unexpected ${quotedShort(word)}; ${usage}`);
    readValue({ ...operand, flag: '', help: '' }, word, 'command', { label: operand.name });
  }
}
