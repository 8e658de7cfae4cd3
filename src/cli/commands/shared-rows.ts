/** Options that several commands have. */
import type { ValueRow } from '../../options/value-row.js';

/** For commands that report to people or to programs. */
export const JSON_ROW = {
  kind: 'boolean',
  flag: 'json',
  default: false,
  help: 'Print JSON, for programs',
} as const satisfies ValueRow;

/** For commands with a table of settings. */
export const CONFIG_ROW = {
  kind: 'path',
  flag: 'config',
  help: 'File with settings: a JSON object whose keys are the flags without dashes',
} as const satisfies ValueRow;

/** For commands with a table of settings. */
export const PRINT_SETTINGS_ROW = {
  kind: 'boolean',
  flag: 'print-settings',
  default: false,
  help: 'Show the settings in effect and where each comes from, and do nothing else',
} as const satisfies ValueRow;

/** For commands that write recordings. */
export const VERSION_ROW = {
  kind: 'choice',
  flag: 'cast-version',
  placeholder: 'N',
  choices: ['2', '3'],
  default: '3',
  help: 'Version of asciicast to write; asciinema before 3.0 reads version 2 only',
} as const satisfies ValueRow;
