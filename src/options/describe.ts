/** Words about options for people: help on the command line, README's table, the types' comments. */
import { OPTION_ROWS, type OptionName, type OptionRow } from './table.js';
import { formatBytes } from './value.js';

/** `-s` or `--speed`. */
export function dashed(flag: string): string {
  return flag.length === 1 ? `-${flag}` : `--${flag}`;
}

/** What stands for the value behind a flag, the empty string for a switch. */
export function placeholder(row: OptionRow): string {
  if (row.kind === 'boolean') return '';
  const byUnit = { seconds: 'SEC', pixels: 'PX', bytes: 'SIZE' }[row.unit ?? ''];
  return row.placeholder ?? byUnit ?? 'N';
}

/** The default in words; the empty string for switches and where help says it all. */
export function defaultText(row: OptionRow): string {
  if (row.defaultText !== undefined) return row.defaultText;
  if (row.default === undefined || row.kind === 'boolean') return '';
  return row.kind === 'bytes' ? formatBytes(row.default as number) : String(row.default);
}

/** Options that help shows: all but those only accepted for the sake of other tools' command lines. */
export function shownOptions(): [OptionName, OptionRow][] {
  return (Object.entries(OPTION_ROWS) as [OptionName, OptionRow][]).filter(([, row]) => row.ignored === undefined);
}

/** All names of an option on the command line, short ones first: `-s`, `--speed`. */
export function flagsOf(row: OptionRow): string[] {
  const names = [row.flag, ...(row.aliases ?? [])];
  return [...names.filter((name) => name.length === 1), ...names.filter((name) => name.length > 1)].map(dashed);
}

/** The choices or the range of a row, briefly: `2–256, off`. */
export function valuesText(row: OptionRow): string {
  if (row.kind === 'choice') return (row.choices ?? []).join(', ');
  const words = [...(row.words ?? []), ...Object.keys(row.synonyms ?? {})];
  if (row.minimum === undefined) return words.join(', ');
  const show = (value: number) => (row.kind === 'bytes' ? formatBytes(value) : String(value));
  const lower = row.aboveMinimum ? `> ${show(row.minimum)}` : show(row.minimum);
  const upper = row.maximum === undefined ? '' : show(row.maximum);
  const range = row.aboveMinimum ? `${lower}${upper && `, ≤ ${upper}`}` : upper ? `${lower}–${upper}` : `≥ ${lower}`;
  return [range, ...words].join(', ');
}
