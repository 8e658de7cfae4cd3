import type { Command } from './command.js';
import { JSON_ROW } from './shared-rows.js';

/** `cast2gif inspect`. */
export const INSPECT = {
  help: 'Show what is in a recording, what made a picture, or what the bytes of a GIF are spent on; with a GIF, its recording and the options that made it, also when in the recording',
  operands: [
    { name: 'FILE', kind: 'path' },
    { name: 'RECORDING', kind: 'path', optional: true },
  ],
  options: { json: JSON_ROW },
  renderOptions: 'all',
} as const satisfies Command;
