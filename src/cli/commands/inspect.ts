import type { Command } from './command.js';
import { JSON_ROW } from './shared-rows.js';

export const INSPECT = {
  help: 'Show what is in a recording, or what the bytes of a GIF are spent on; with both, and the options that made the GIF, also when in the recording',
  operands: [
    { name: 'FILE', kind: 'path' },
    { name: 'RECORDING', kind: 'path', optional: true },
  ],
  options: { json: JSON_ROW },
  renderOptions: 'all',
} as const satisfies Command;
