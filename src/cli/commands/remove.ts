import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif remove`. */
export const REMOVE = {
  help: "Remove recordings from a server, whoever's they are, and the pictures that nobody shares; an ID is what follows /a/ in the address of a page",
  operands: [{ name: 'ID', kind: 'text', repeated: true }],
  options: { store: SERVE_SETTINGS.store },
} as const satisfies Command;
