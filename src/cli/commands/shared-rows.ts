/** Options that several commands have. */
import type { ValueRow } from '../../options/value-row.js';

export const JSON_ROW = {
  kind: 'boolean',
  flag: 'json',
  default: false,
  help: 'Print JSON, for programs',
} as const satisfies ValueRow;
