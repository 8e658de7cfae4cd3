import { DEFAULT_FORMAT, FORMAT_NAMES } from '../../options/formats.js';
import type { Command } from './command.js';

/** `cast2gif sign`. */
export const SIGN = {
  help: "Print the address under which a server shows the recording at another address, signed with the first of the server's keys (CAST2GIF_KEYS)",
  operands: [{ name: 'ADDRESS', kind: 'address' }],
  options: {
    base: {
      kind: 'address',
      flag: 'base',
      help: 'Where the server is: https://host, perhaps with a path',
    },
    format: {
      kind: 'choice',
      flag: 'format',
      placeholder: 'FORMAT',
      choices: FORMAT_NAMES,
      default: DEFAULT_FORMAT,
      help: 'Format of the picture',
    },
    expiresIn: {
      kind: 'duration',
      flag: 'expires-in',
      minimum: 1,
      defaultText: 'never',
      help: 'How long the address is valid',
    },
    whilePending: {
      kind: 'choice',
      flag: 'pending',
      choices: ['error'],
      help: 'Answer with an error while the picture is not ready, not with a still: for sites that copy a picture once',
    },
  },
  renderOptions: 'request',
} as const satisfies Command;
