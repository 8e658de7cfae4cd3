/** What `build` and `check` have in common: which pictures they work on. */
import type { ValueRow } from '../../options/value-row.js';
import type { Operand } from './command.js';
import { JSON_ROW } from './shared-rows.js';

/** The recordings to work on; without any, those of the configuration. */
export const PROJECT_OPERANDS = [
  { name: 'RECORDING', kind: 'path', optional: true, repeated: true },
] as const satisfies readonly Operand[];

/** Options that say which pictures to work on. */
export const PROJECT_ROWS = {
  config: {
    kind: 'path',
    flag: 'config',
    defaultText: 'cast2gif.config.json here, or "cast2gif" in package.json',
    help: 'Configuration file: which pictures to make of which recordings',
  },
  output: {
    kind: 'path',
    list: 'repeated',
    flag: 'output',
    aliases: ['o'],
    placeholder: 'PICTURE',
    defaultText: '{dir}/{name}.gif',
    help: 'Without a configuration file: the pictures to make of the recordings named; {name} and {dir} are those of the recording',
  },
  json: JSON_ROW,
} as const satisfies Record<string, ValueRow>;
