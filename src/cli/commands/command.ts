/**
 * What a command besides converting is.
 *
 * To add one, called `embed`:
 * 1. `commands/embed.ts`: `export const EMBED = { help, operands, options } as const satisfies Command`, where `options`
 *    are rows as in the option table, or `flagRows(…)` of a table of settings. It is loaded with every start, so it
 *    imports nothing but types and tables.
 * 2. `commands/run-embed.ts`: `export const runEmbed: RunCommand<typeof EMBED.options> = async (given, surroundings) => …`
 * 3. A line in `commands/command-table.ts` and one in `commands/command-loaders.ts`.
 *
 * Its help, its completion and the checks of its command line follow from the rows.
 */
import type { RenderOptions } from '../../options/render-options.js';
import type { ValueKind, ValuesOf } from '../../options/value-row.js';
import type { RowTable } from '../arguments.js';
import type { Console } from '../console.js';

/** A word of the command line that belongs to no option. */
export interface Operand {
  /** For help, in capitals: `RECORDING`. */
  readonly name: string;
  readonly kind: Extract<ValueKind, 'path' | 'address' | 'text' | 'choice'>;
  readonly choices?: readonly string[];
  readonly optional?: true;
  /** Any number of them; the last operand only. */
  readonly repeated?: true;
}

/** What a command was given. */
export interface GivenCommand<Rows extends RowTable = RowTable> {
  readonly operands: readonly string[];
  /** Its own options, defaults filled in. */
  readonly options: ValuesOf<Rows>;
  /** Its own options that were really given: what a table of settings reads. */
  readonly given: Partial<ValuesOf<Rows>>;
  /** Options of rendering that were given, where the command takes them. */
  readonly render: RenderOptions;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What a command has around it. */
export interface CommandSurroundings {
  readonly console: Console;
  /** Fires when the command is to stop. */
  readonly signal: AbortSignal;
  /** Says that the command has stopped as it should: its own exit status holds, not that of the signal. */
  readonly endedOnRequest: () => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Does the work of a command. @returns the exit status */
export type RunCommand<Rows extends RowTable = RowTable> = (
  given: GivenCommand<Rows>,
  surroundings: CommandSurroundings,
) => Promise<number>;

/** A command, as help, completion and the reading of its command line know it. */
export interface Command {
  /** What it does, as a sentence without its full stop. */
  readonly help: string;
  readonly operands: readonly Operand[];
  readonly options: RowTable;
  /** Headings in help, each with the options below it; the others stand below "Options". */
  readonly groups?: Readonly<Record<string, RowTable>>;
  /** Options of rendering that it takes too: all, or those that a request may set. */
  readonly renderOptions?: 'all' | 'request';
  /** Whether it runs until it is stopped; its errors then go to logs, a line each. */
  readonly runsOn?: true;
}
