import type { Command } from './command.js';
import { JSON_ROW } from './shared-rows.js';

/** `cast2gif themes`. */
export const THEMES = {
  help: 'List the themes, or draw them all into a picture',
  operands: [],
  options: {
    json: JSON_ROW,
    preview: { kind: 'path', flag: 'preview', help: 'Draw all themes into this picture instead (.png, .gif, .svg)' },
  },
} as const satisfies Command;
