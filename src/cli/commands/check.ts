import type { Command } from './command.js';
import { PROJECT_OPERANDS, PROJECT_ROWS } from './project-rows.js';

export const CHECK = {
  help: 'Tell whether the pictures of a project are what their recordings and options give; exit status 1 where some are not',
  operands: PROJECT_OPERANDS,
  options: PROJECT_ROWS,
  renderOptions: 'all',
} as const satisfies Command;
