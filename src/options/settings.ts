/**
 * Settings: what an operator sets once for a long-running program, by a flag, an environment variable or a file. A table
 * of rows gives the flags (see src/cli/commands), the reading, the list that documentation shows, and the settings in
 * effect for `--print-settings`.
 */
import { Cast2gifError, didYouMean } from '../errors.js';
import { dashed, defaultText, placeholder, spell, valuesText } from './describe.js';
import { readValue } from './value.js';
import type { OptionValue, ValueRow, ValuesOf } from './value-row.js';

/** One setting. Its key in a file is its flag. */
export interface SettingRow extends ValueRow {
  /** Environment variable, where it is not `CAST2GIF_` and the flag in capitals. */
  readonly variable?: string;
  /** Never printed, and not a flag: other users of the machine can read command lines. */
  readonly secret?: true;
}

/** Rows by the names that the program knows the settings by. */
export type SettingTable = Readonly<Record<string, SettingRow>>;

/** Where settings may come from; the first that has one wins. */
export interface SettingSources {
  /** Values that the command line has checked. */
  readonly flags: Readonly<Partial<Record<string, OptionValue>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a configuration file holds, and its name for messages. */
  readonly file?: { readonly name: string; readonly values: Readonly<Record<string, unknown>> };
}

/** Where a setting came from. */
export type SettingOrigin = 'flag' | 'variable' | 'file' | 'default';

/** All settings, checked. */
export interface Settings<Rows extends SettingTable> {
  readonly values: ValuesOf<Rows>;
  readonly origins: Readonly<Record<keyof Rows, SettingOrigin>>;
}

/** The environment variable of a setting: `CAST2GIF_STORE_MAX`. */
export function variableOf(row: SettingRow): string {
  return row.variable ?? `CAST2GIF_${row.flag.replaceAll('-', '_').toUpperCase()}`;
}

/** The rows that are flags: a command's own options. */
export function flagRows<Rows extends SettingTable>(rows: Rows): Partial<Rows> {
  return Object.fromEntries(Object.entries(rows).filter(([, { secret }]) => !secret)) as Partial<Rows>;
}

/**
 * Reads every setting: a flag wins over an environment variable, that over the file, that over the default. An empty
 * variable counts as not set.
 * @throws Cast2gifError `usage`, naming the flag, variable or key
 */
export function readSettings<const Rows extends SettingTable>(rows: Rows, sources: SettingSources): Settings<Rows> {
  checkKeys(rows, sources.file);
  const found = Object.entries(rows).map(([name, row]) => [name, findSetting(name, row, sources)] as const);
  return {
    // Every value has been read by its row, which is what the type says.
    values: Object.fromEntries(found.map(([name, { value }]) => [name, value])) as ValuesOf<Rows>,
    origins: Object.fromEntries(found.map(([name, { origin }]) => [name, origin])) as Settings<Rows>['origins'],
  };
}

function findSetting(
  name: string,
  row: SettingRow,
  { flags, environment, file }: SettingSources,
): { value: OptionValue | undefined; origin: SettingOrigin } {
  const flag = flags[name];
  if (flag !== undefined) return { value: flag, origin: 'flag' };
  const variable = environment[variableOf(row)];
  if (variable !== undefined && variable !== '') {
    return { value: readSetting(row, variable, 'variable', variableOf(row)), origin: 'variable' };
  }
  const written = file?.values[row.flag];
  if (written !== undefined) {
    return { value: readSetting(row, written, 'file', `${file?.name}: ${row.flag}`), origin: 'file' };
  }
  return { value: row.default, origin: 'default' };
}

/** A wrong secret is not repeated in the message. */
function readSetting(row: SettingRow, value: unknown, surface: 'variable' | 'file', label: string): OptionValue {
  try {
    return readValue(row, value, surface, { label });
  } catch (error) {
    if (!row.secret) throw error;
    throw new Cast2gifError('usage', 'not in the expected form; see the documentation', { label });
  }
}

function checkKeys(rows: SettingTable, file: SettingSources['file']): void {
  const keys = Object.values(rows).map(({ flag }) => flag);
  for (const key of Object.keys(file?.values ?? {})) {
    if (keys.includes(key)) continue;
    throw new Cast2gifError('usage', `unknown setting ${key}${didYouMean(key, keys)}`, { label: file?.name });
  }
}

/** The settings in effect, a line each: `--port 8000 (CAST2GIF_PORT)`; secrets only as set or not set. */
export function settingsText<Rows extends SettingTable>(rows: Rows, { values, origins }: Settings<Rows>): string {
  return Object.entries(rows)
    .map(([name, row]) => {
      const value = values[name as keyof Rows];
      const unset = row.secret ? 'not set' : defaultText(row) || 'not set';
      const text = value === undefined ? unset : row.secret ? 'set' : spell(row, value);
      return `${row.flag} = ${text} (${originText(row, origins[name as keyof Rows])})\n`;
    })
    .join('');
}

function originText(row: SettingRow, origin: SettingOrigin): string {
  const words = { flag: dashed(row.flag), variable: variableOf(row), file: 'configuration file', default: 'default' };
  return words[origin];
}

/** The settings for documentation: a heading and a table for each group. */
export function groupsMarkdown(groups: Readonly<Record<string, SettingTable>>): string {
  return Object.entries(groups)
    .map(([heading, rows]) => `### ${heading}\n\n${settingsMarkdown(rows)}`)
    .join('\n\n');
}

function settingsMarkdown(rows: SettingTable): string {
  const lines = Object.values(rows).map((row) => {
    const flag = row.secret ? '' : `\`${dashed(row.flag)}${placeholder(row) && ` ${placeholder(row)}`}\``;
    const byDefault = defaultText(row) || (row.kind === 'boolean' ? (row.default === true ? 'on' : 'off') : '–');
    const cells = [flag, `\`${variableOf(row)}\``, byDefault, valuesText(row), row.help];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| flag | variable | default | values | |', '|---|---|---|---|---|', ...lines].join('\n');
}
