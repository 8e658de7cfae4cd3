/** Options that several commands have. */
import type { ValueRow } from '../../options/value-row.js';

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

export const PRINT_SETTINGS_ROW = {
  kind: 'boolean',
  flag: 'print-settings',
  default: false,
  help: 'Show the settings in effect and where each comes from, and do nothing else',
} as const satisfies ValueRow;
