import type { Command } from './command.js';
import { VERSION_ROW } from './shared-rows.js';

/** `cast2gif rec`. */
export const REC = {
  help: 'Record a program in a terminal of its own: a recording (.cast), or any picture at once; the exit status is that of the program',
  operands: [{ name: 'OUTPUT', kind: 'path', repeated: true }],
  options: {
    command: {
      kind: 'text',
      flag: 'command',
      aliases: ['c'],
      placeholder: 'CMD',
      defaultText: 'your shell',
      help: 'What to run, with sh -c',
    },
    size: {
      kind: 'text',
      flag: 'size',
      placeholder: 'COLSxROWS',
      defaultText: "the terminal's, else 80x24",
      help: 'Size of the terminal',
    },
    script: {
      kind: 'path',
      flag: 'script',
      help: 'File that says what to type: each line types, presses keys, waits or hides; see docs/recording.md',
    },
    timing: {
      kind: 'choice',
      flag: 'timing',
      placeholder: 'HOW',
      choices: ['live', 'fixed'],
      default: 'live',
      help: 'Where times come from; fixed derives them from the output, so that the same output gives the same recording',
    },
    input: {
      kind: 'boolean',
      flag: 'record-input',
      default: false,
      help: 'Record what is typed too, passwords included',
    },
    environment: {
      kind: 'text',
      list: 'repeated',
      flag: 'env',
      placeholder: 'NAME[=VALUE]',
      defaultText: 'PATH, HOME, USER, SHELL, LANG, TZ and the like',
      help: 'Another variable for the program; can be given several times',
    },
    castVersion: VERSION_ROW,
  },
  renderOptions: 'all',
} as const satisfies Command;
