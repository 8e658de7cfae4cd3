/** What an option is called, depending on where the reader meets it. */
import type { Cast2gifError } from '../errors.js';
import { dashed } from './describe.js';
import { OPTION_ROWS, type OptionName, type OptionRow } from './table.js';
import type { Surface, ValueName } from './value.js';

/** Name of an option in a query; undefined where a request must not set it. */
export function queryName(row: OptionRow): string | undefined {
  return row.trust === 'request' ? (row.query ?? row.flag) : undefined;
}

/** `--at` on the command line, `at` in the library, `?at=` in a query, the flag without dashes in files. */
export function labelOf(option: OptionName, surface: Surface): string {
  const row = OPTION_ROWS[option];
  if (surface === 'command') return dashed(row.flag);
  if (surface === 'library') return option;
  return surface === 'query' ? `?${queryName(row) ?? row.flag}=` : row.flag;
}

/** Options with values as their reader would write them: `--fps-cap 5`, `fpsCap: 5`, `?fps-cap=5`. */
export function settingsText(
  settings: Readonly<Partial<Record<OptionName, string | number>>>,
  surface: Surface,
): string {
  const all = Object.entries(settings).map(([name, value]) => ({ label: labelOf(name as OptionName, surface), value }));
  if (surface === 'command') return all.map(({ label, value }) => `${label} ${value}`).join(' ');
  if (surface === 'query') return `?${all.map(({ label, value }) => `${label.slice(1)}${value}`).join('&')}`;
  const quote = surface === 'library' ? "'" : '';
  const spelled = (value: string | number) => (typeof value === 'string' ? `${quote}${value}${quote}` : value);
  return all.map(({ label, value }) => `${label}: ${spelled(value)}`).join(', ');
}

/** An option with its label, for `readValue`. */
export function nameOf(option: OptionName, surface: Surface): ValueName {
  return surface === 'library' ? { option } : { option, label: labelOf(option, surface) };
}

/** An error about an option, with the name by which its reader knows the option; any other error unchanged. */
export function labelled(error: Cast2gifError, surface: Surface): Cast2gifError {
  if (error.label !== undefined || error.option === undefined) return error;
  // An option of one command alone has no other name.
  if (!Object.hasOwn(OPTION_ROWS, error.option))
    return surface === 'command' ? error.withLabel(dashed(error.option)) : error;
  return error.withLabel(labelOf(error.option as OptionName, surface));
}
