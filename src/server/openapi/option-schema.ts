/** JSON Schema of values, from their rows. */
import { expectation } from '../../options/describe.js';
import { queryName } from '../../options/labels.js';
import type { ServiceBounds } from '../../options/request.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES } from '../../options/table.js';
import { requestRow } from '../../options/value.js';
import { isText, type ValueRow } from '../../options/value-row.js';

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Every option that a request may set, by its name in a query. */
export function requestOptionSchemas(bounds: ServiceBounds): Readonly<Record<string, JsonSchema>> {
  const schemas = RENDER_OPTION_NAMES.flatMap((option) => {
    const row = OPTION_ROWS[option];
    const name = queryName(row);
    return name === undefined ? [] : [[name, schemaOf({ ...requestRow(row), ...bounds[option] })] as const];
  });
  return Object.fromEntries(schemas);
}

/** What a row takes as text of a query. */
function schemaOf(row: ValueRow & { readonly requestHelp?: string }): JsonSchema {
  const description = `${requestHelpOf(row)}. Takes ${expectation(row)}.`;
  const words = [...(row.words ?? []), ...Object.keys(row.synonyms ?? {})];
  const value = valueSchema(row);
  const schema = words.length === 0 ? value : { anyOf: [value, { type: 'string', enum: words }] };
  return { ...schema, description, ...(row.default !== undefined && { default: row.default }) };
}

/** Other options are called what they are called in a query. */
function requestHelpOf({ help, requestHelp }: ValueRow & { readonly requestHelp?: string }): string {
  return (requestHelp ?? help).replace(/(?<!\S)--(?=[a-z])/g, '');
}

function valueSchema(row: ValueRow): JsonSchema {
  if (row.kind === 'boolean') return { type: 'boolean' };
  if (row.kind === 'choice') return { type: 'string', enum: row.choices ?? [] };
  if (row.kind === 'bytes') return { type: 'string', pattern: '^\\d+(\\.\\d+)? ?[kmgKMG]?(i?[bB])?$' };
  if (isText(row)) return { type: 'string', ...(row.maximumLength !== undefined && { maxLength: row.maximumLength }) };
  const { minimum, maximum, aboveMinimum } = row;
  return {
    type: row.kind === 'integer' ? 'integer' : 'number',
    ...(minimum !== undefined && { [aboveMinimum ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum !== undefined && { maximum }),
  };
}
