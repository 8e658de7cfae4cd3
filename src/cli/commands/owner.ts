import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif owner`. */
export const OWNER = {
  help: "Give out the tokens with which a server's owners may send it recordings, list or remove them; a new token is printed once and kept nowhere",
  operands: [
    { name: 'ACTION', kind: 'choice', choices: ['add', 'list', 'remove'] },
    { name: 'NAME', kind: 'text', optional: true },
  ],
  options: { store: SERVE_SETTINGS.store },
} as const satisfies Command;
