import type { Command } from './command.js';
import { JSON_ROW } from './shared-rows.js';

/** `cast2gif fonts`. */
export const FONTS = {
  help: 'List the bundled fonts and their licences',
  operands: [],
  options: { json: JSON_ROW },
} as const satisfies Command;
