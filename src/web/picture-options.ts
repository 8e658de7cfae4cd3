/** The options that a visitor has chosen, as a query and as flags; the option table says how each is spelt. */
import { canonicalOptions } from '../options/canonical.js';
import { spell } from '../options/describe.js';
import type { Format } from '../options/formats.js';
import { queryName } from '../options/labels.js';
import type { RenderOptions } from '../options/render-options.js';
import type { ServiceBounds } from '../options/request.js';
import { OPTION_ROWS, type OptionRow, RENDER_OPTION_NAMES, type RenderOptionName } from '../options/table.js';
import { requestRow } from '../options/value.js';

/** An option that a request may set, within the bounds of a service. */
export interface RequestOption {
  readonly name: RenderOptionName;
  readonly row: OptionRow;
}

/** All options that a request may set, in the order of the table. */
export const REQUEST_OPTIONS: readonly RenderOptionName[] = RENDER_OPTION_NAMES.filter(
  (name) => queryName(OPTION_ROWS[name]) !== undefined,
);

/** An option by its name. @param bounds those of the service, where they are not the table's */
export function requestOption(name: RenderOptionName, bounds: ServiceBounds): RequestOption {
  return { name, row: { ...requestRow(OPTION_ROWS[name]), ...bounds[name] } };
}

/** The query that asks for a picture: the format, then what differs from the defaults. */
export function queryOf(format: Format, options: RenderOptions): string {
  const pairs = canonicalOptions(format, options).map(([name, value]): [string, string] => [name, value]);
  return new URLSearchParams([['format', format], ...pairs]).toString();
}

/** The flags that ask for the same on the command line. */
export function flagsFor(format: Format, options: RenderOptions): string[] {
  const shown = new Set(canonicalOptions(format, options).map(([name]) => name));
  return RENDER_OPTION_NAMES.filter((name) => shown.has(queryName(OPTION_ROWS[name]) ?? '')).flatMap((name) =>
    flagOf(OPTION_ROWS[name], options[name]),
  );
}

function flagOf(row: OptionRow, value: unknown): string[] {
  if (row.negation !== undefined && row.negation.value === value) return [`--${row.negation.flag}`];
  if (value === true) return [`--${row.flag}`];
  return [`--${row.flag}`, spell(row, value)];
}

/** Parts of flags that are spelt out on a page. */
const SPELT_OUT: Readonly<Record<string, string>> = { aa: 'antialiasing', cols: 'columns', crf: 'CRF', fps: 'FPS' };

/** What an option is called on a page: `Idle time limit`. */
export function titleOf({ flag }: OptionRow): string {
  const words = flag.split('-').map((word) => SPELT_OUT[word] ?? word);
  const title = words.join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}
