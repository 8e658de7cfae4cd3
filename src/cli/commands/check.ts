import type { Command } from './command.js';
import { PROJECT_OPERANDS, PROJECT_ROWS } from './project-rows.js';

/** `cast2gif check`. */
export const CHECK = {
  help: 'Check whether the pictures of a project are up to date with their recordings and options; exit status 1 if some are not',
  operands: PROJECT_OPERANDS,
  options: PROJECT_ROWS,
  renderOptions: 'all',
} as const satisfies Command;
