import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif owner`. */
export const OWNER = {
  help: 'Add, list or remove the owners of a server; each gets a token with which to send it recordings, which is printed once and kept nowhere',
  operands: [
    { name: 'ACTION', kind: 'choice', choices: ['add', 'list', 'remove'] },
    { name: 'NAME', kind: 'text', optional: true },
  ],
  options: { store: SERVE_SETTINGS.store },
} as const satisfies Command;
