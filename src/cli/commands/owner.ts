import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif owner`. */
export const OWNER = {
  help: 'Manage the owners of a server, who may send it recordings and keep them: add prints a token, once, since only its hash is kept; rotate prints a new one and makes all earlier ones invalid; remove makes them invalid, and leaves the recordings; list shows who there is',
  operands: [
    { name: 'ACTION', kind: 'choice', choices: ['add', 'list', 'rotate', 'remove'] },
    { name: 'NAME', kind: 'text', optional: true },
  ],
  options: { store: SERVE_SETTINGS.store },
} as const satisfies Command;
