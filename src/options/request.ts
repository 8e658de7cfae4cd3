/** Reads the options of a request: text from a stranger becomes checked options, within the bounds of a service. */
import { Cast2gifError, didYouMean, shortened } from '../errors.js';
import { labelOf, nameOf, queryName } from './labels.js';
import type { RenderOptions } from './render-options.js';
import { OPTION_ROWS, type OptionRow, RENDER_OPTION_NAMES, type RenderOptionName } from './table.js';
import { readValue } from './value.js';
import type { OptionValue, ValueBounds } from './value-row.js';

/** Bounds in place of the table's, by option: what an operator has set. */
export type ServiceBounds = Readonly<Partial<Record<RenderOptionName, ValueBounds>>>;

/** What a request says: pairs as a `URLSearchParams` has them, or an object whose lists are names given twice. */
export type RequestFields = Iterable<readonly [string, string]> | Readonly<Record<string, unknown>>;

/** How a service reads options. */
export interface RequestReading {
  /** Names that the service itself reads (`format`, `expires`); passed over here. */
  readonly otherNames?: readonly string[];
  readonly bounds?: ServiceBounds;
}

const OPTION_OF_QUERY: ReadonlyMap<string, RenderOptionName> = new Map(
  RENDER_OPTION_NAMES.flatMap((option) => {
    const name = queryName(OPTION_ROWS[option]);
    return name === undefined ? [] : [[name, option] as const];
  }),
);

/** Names of options that only the operator sets, in every spelling that a request may try. */
const OPERATOR_NAMES: ReadonlySet<string> = new Set(
  Object.entries(OPTION_ROWS)
    .filter(([, row]) => row.trust === 'operator')
    .flatMap(([option, row]) => [option, row.flag, ...(row.aliases ?? [])]),
);

/** Sizes that a request may not exceed together, after scaling. */
const SCALED_BOUNDS = [
  { option: 'fontSizePx', maximumPx: 64 },
  { option: 'paddingPx', maximumPx: 200 },
  { option: 'marginPx', maximumPx: 200 },
] as const;

/**
 * Reads the options of a request. None can name a file, a font, a program or an address.
 * @throws Cast2gifError `usage` for an option that is unknown, given twice, out of bounds or not for strangers
 */
export function readRequestOptions(fields: RequestFields, reading: RequestReading = {}): RenderOptions {
  const { otherNames = [], bounds = {} } = reading;
  const options: Partial<Record<RenderOptionName, OptionValue>> = {};
  for (const [name, value] of pairsOf(fields)) {
    if (otherNames.includes(name)) continue;
    const option = optionOf(name, otherNames);
    if (options[option] !== undefined) {
      throw new Cast2gifError('usage', 'expected once, but given twice', nameOf(option, 'query'));
    }
    options[option] = readValue(boundedRow(option, bounds), value, 'query', nameOf(option, 'query'));
  }
  // Every value has been read by its row, which is what the type says.
  const checked = options as RenderOptions;
  checkScaled(checked);
  return checked;
}

function boundedRow(option: RenderOptionName, bounds: ServiceBounds): OptionRow {
  const row = OPTION_ROWS[option];
  return bounds[option] === undefined ? row : { ...row, service: { ...row.service, ...bounds[option] } };
}

function* pairsOf(fields: RequestFields): Generator<readonly [string, unknown]> {
  if (Symbol.iterator in fields) {
    yield* fields as Iterable<readonly [string, string]>;
    return;
  }
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) yield [name, each];
  }
}

function optionOf(name: string, otherNames: readonly string[]): RenderOptionName {
  const option = OPTION_OF_QUERY.get(name);
  if (option !== undefined) return option;
  const label = `?${shortened(name)}=`;
  if (OPERATOR_NAMES.has(name)) throw new Cast2gifError('usage', 'cannot be set by a request', { label });
  const alias = RENDER_OPTION_NAMES.find((each) => each === name || OPTION_ROWS[each].aliases?.includes(name));
  const hint =
    alias === undefined
      ? didYouMean(name, [...OPTION_OF_QUERY.keys(), ...otherNames])
      : `, did you mean "${queryName(OPTION_ROWS[alias])}"?`;
  throw new Cast2gifError('usage', `unknown option${hint}`, { label });
}

function checkScaled(options: RenderOptions): void {
  const scale = options.scale ?? 1;
  for (const { option, maximumPx } of SCALED_BOUNDS) {
    const sizePx = options[option] ?? (OPTION_ROWS[option].default as number | undefined) ?? 0;
    if (sizePx * scale <= maximumPx) continue;
    const problem = `expected at most ${maximumPx} pixels after scaling, not ${sizePx} times ${scale}`;
    throw new Cast2gifError('usage', problem, { option, label: labelOf(option, 'query') });
  }
}
