import type { Command } from './command.js';
import { PROJECT_OPERANDS, PROJECT_ROWS } from './project-rows.js';

/** `cast2gif build`. */
export const BUILD = {
  help: 'Make the pictures of a project that are not up to date',
  operands: PROJECT_OPERANDS,
  options: {
    ...PROJECT_ROWS,
    jobs: {
      kind: 'integer',
      flag: 'jobs',
      aliases: ['j'],
      minimum: 1,
      maximum: 64,
      defaultText: 'one per core',
      help: 'How many recordings to render at once',
    },
    watch: {
      kind: 'boolean',
      flag: 'watch',
      default: false,
      help: 'Keep running, and build again whenever a recording or the configuration changes',
    },
  },
  renderOptions: 'all',
} as const satisfies Command;
