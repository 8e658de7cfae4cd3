import type { Command } from './command.js';

/** `cast2gif completion`. */
export const COMPLETION = {
  help: 'Print a completion script for your shell',
  operands: [{ name: 'SHELL', kind: 'choice', choices: ['bash', 'zsh', 'fish'] }],
  options: {},
} as const satisfies Command;
