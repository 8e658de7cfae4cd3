/** The JSON Schema of `cast2gif.config.json`, from the table of options, so that editors complete and check it. */
import { expectation } from './describe.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES, type RenderOptionName } from './table.js';
import { isText, type ValueRow } from './value-row.js';

/** Its path in the package. */
export const CONFIG_SCHEMA_PATH = 'schema/cast2gif.config.schema.json';

/**
 * Options that a configuration file may set, by the names they have there. None names a program: a file that comes with
 * a pull request must not have one run.
 */
export const CONFIG_OPTIONS: ReadonlyMap<string, RenderOptionName> = new Map(
  RENDER_OPTION_NAMES.filter((option) => OPTION_ROWS[option].kind !== 'program').map((option) => [
    OPTION_ROWS[option].query ?? OPTION_ROWS[option].flag,
    option,
  ]),
);

/** The schema as a file. */
export function configSchemaText(): string {
  return `${JSON.stringify(configSchema(), null, 2)}\n`;
}

function configSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Pictures that cast2gif makes of the recordings of a project',
    type: 'object',
    additionalProperties: false,
    required: ['recordings'],
    properties: {
      $schema: { type: 'string' },
      options: { $ref: '#/definitions/options', description: 'Options of all pictures' },
      recordings: {
        type: 'object',
        description: 'What to make of each recording: a path or a glob pattern, relative to this file',
        minProperties: 1,
        additionalProperties: { $ref: '#/definitions/recording' },
      },
    },
    definitions: {
      recording: {
        type: 'object',
        additionalProperties: false,
        required: ['outputs'],
        properties: {
          outputs: {
            type: 'array',
            description:
              'Paths of the pictures, relative to this file; {name} is the name of the recording without its extension, {dir} its folder, {subfolder} what of that is below the fixed part of a pattern',
            minItems: 1,
            items: { type: 'string', minLength: 1 },
          },
          options: { $ref: '#/definitions/options', description: 'Options of these pictures alone' },
        },
      },
      options: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          [...CONFIG_OPTIONS].map(([name, option]) => [name, optionSchema(OPTION_ROWS[option])]),
        ),
      },
    },
  };
}

function optionSchema(row: ValueRow): object {
  return { description: `${row.help} (${expectation(row)})`, ...typeOf(row) };
}

function typeOf(row: ValueRow): object {
  const { kind, choices, words = [], minimum, maximum, aboveMinimum, synonyms = {} } = row;
  if (row.list !== undefined) return { type: 'array', items: { type: 'string' } };
  if (kind === 'boolean') return { type: 'boolean' };
  if (kind === 'choice') return { enum: choices };
  if (isText(row)) return { type: 'string' };
  const bounds = {
    ...(minimum !== undefined && { [aboveMinimum ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum !== undefined && { maximum }),
  };
  const number = { type: kind === 'number' || kind === 'duration' ? 'number' : 'integer', ...bounds };
  const others = [...words, ...Object.keys(synonyms)];
  const spelled = kind === 'bytes' || kind === 'duration' ? [{ type: 'string' }] : [];
  const enumerated = others.length > 0 ? [{ enum: others }] : [];
  return spelled.length + enumerated.length === 0 ? number : { anyOf: [number, ...spelled, ...enumerated] };
}
