/** Describes options, settings and commands' own options in words: for help, messages, documentation, types. */

import { OPTION_ROWS, type OptionName, type OptionRow } from './table.js';
import type { ValueKind, ValueRow } from './value-row.js';

/** `-s` or `--speed`. */
export function dashed(flag: string): string {
  return flag.length === 1 ? `-${flag}` : `--${flag}`;
}

const PLACEHOLDERS: Partial<Readonly<Record<ValueKind, string>>> = {
  boolean: '',
  bytes: 'SIZE',
  duration: 'TIME',
  text: 'TEXT',
  theme: 'THEME',
  fill: 'FILL',
  moment: 'MOMENT',
  selection: 'PARTS',
  font: 'NAME',
  path: 'FILE',
  program: 'PROGRAM',
  address: 'URL',
  choice: 'WORD',
};

/** The placeholder for a flag's value in help; the empty string for a switch. */
export function placeholder(row: ValueRow): string {
  const byUnit = { seconds: 'SEC', pixels: 'PX' }[row.unit ?? ''];
  return row.placeholder ?? byUnit ?? PLACEHOLDERS[row.kind] ?? 'N';
}

/** The default in words; the empty string for switches and where help says it all. */
export function defaultText(row: ValueRow): string {
  if (row.defaultText !== undefined) return row.defaultText;
  if (row.default === undefined || row.kind === 'boolean') return '';
  return spell(row, row.default);
}

/** Options that help shows: all but those only accepted for the sake of other tools' command lines. */
export function shownOptions(): [OptionName, OptionRow][] {
  return (Object.entries(OPTION_ROWS) as [OptionName, OptionRow][]).filter(([, row]) => row.ignored === undefined);
}

/** All names of an option on the command line, short ones first: `-s`, `--speed`. */
export function flagsOf(row: ValueRow): string[] {
  const names = [row.flag, ...(row.aliases ?? [])];
  return [...names.filter((name) => name.length === 1), ...names.filter((name) => name.length > 1)].map(dashed);
}

/** The choices or the range of a row, briefly: `2–256, off`. */
export function valuesText(row: ValueRow): string {
  if (row.kind === 'choice') return (row.choices ?? []).join(', ');
  const words = [...(row.words ?? []), ...Object.keys(row.synonyms ?? {})];
  if (row.minimum === undefined) return words.join(', ');
  const show = (value: number) => spell(row, value);
  const lower = row.aboveMinimum ? `> ${show(row.minimum)}` : show(row.minimum);
  const upper = row.maximum === undefined ? '' : show(row.maximum);
  const range = row.aboveMinimum ? `${lower}${upper && `, ≤ ${upper}`}` : upper ? `${lower}–${upper}` : `≥ ${lower}`;
  return [range, ...words].join(', ');
}

const NOUNS: Readonly<Record<Exclude<ValueKind, 'choice'>, string>> = {
  number: 'a number',
  integer: 'a whole number',
  bytes: 'a size such as 500k or 5MB',
  duration: 'a time such as 30s, 10m or 2h',
  boolean: 'true or false',
  text: 'text',
  theme: 'a theme',
  fill: 'a colour, two colours or transparent',
  moment: 'a moment such as 12.5, 1:20 or 50%',
  selection: 'parts such as 10..1:20',
  font: 'a font',
  path: 'a path',
  program: 'a program',
  address: 'an address that begins with http:// or https://',
};

/** What a row takes, as the end of a sentence: `a number of seconds above 0, or none`. */
export function expectation(row: ValueRow): string {
  if (row.kind === 'choice') return oneOf(row.choices ?? []);
  if (row.list !== undefined) return row.kind === 'font' ? 'a list of fonts' : `a list of ${row.kind}s`;
  const counted = row.kind === 'number' || row.kind === 'integer';
  const words = [...(row.words ?? []), ...Object.keys(row.synonyms ?? {})];
  return [
    NOUNS[row.kind],
    counted && row.unit !== undefined ? ` of ${row.unit}` : '',
    range(row),
    row.maximumParts === undefined ? '' : `, at most ${row.maximumParts} of them`,
    row.maximumLength === undefined ? '' : `, at most ${row.maximumLength} characters`,
    words.length === 0 ? '' : `, or ${words.join(', ')}`,
  ].join('');
}

function range(row: ValueRow): string {
  const { minimum, maximum, aboveMinimum } = row;
  if (minimum === undefined) return '';
  const from = aboveMinimum ? `above ${spell(row, minimum)}` : `from ${spell(row, minimum)}`;
  if (maximum !== undefined) return ` ${from} ${aboveMinimum ? 'and up ' : ''}to ${spell(row, maximum)}`;
  return aboveMinimum ? ` ${from}` : `, at least ${spell(row, minimum)}`;
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

/** A value as text that its row reads back: `2.5`, `16MB`, `true`, `a,b`. */
export function spell(row: ValueRow, value: unknown): string {
  if (row.kind === 'bytes' && typeof value === 'number') return formatBytes(value);
  if (row.kind === 'duration' && typeof value === 'number') return formatDuration(value);
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** `16MB` for 16,777,216; plain digits where it is not a round number of kilobytes. */
function formatBytes(bytes: number): string {
  for (const [unit, factor] of [
    ['GB', 2 ** 30],
    ['MB', 2 ** 20],
    ['KB', 2 ** 10],
  ] as const) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

/** `90s`, `10m`, `1h`, `7d`. */
function formatDuration(seconds: number): string {
  for (const [unit, factor] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    if (seconds >= factor && seconds % factor === 0) return `${seconds / factor}${unit}`;
  }
  return `${seconds}s`;
}
