import { FORMAT_NAMES, formatRow } from '../../options/formats.js';
import { SITE_NAMES } from '../../options/sites.js';
import { OPTION_ROWS } from '../../options/table.js';
import type { Command } from './command.js';

const MOVING_FORMATS = FORMAT_NAMES.filter((format) => formatRow(format).shows === 'animation');

/** `cast2gif embed`. */
export const EMBED = {
  help: 'Make the pictures that a page needs, and print what to put into it: light and dark, still for readers who want less motion, with alternative text and transcript',
  operands: [{ name: 'RECORDING', kind: 'path' }],
  options: {
    for: {
      ...OPTION_ROWS.for,
      kind: 'choice',
      choices: SITE_NAMES,
      default: 'github',
      flag: 'for',
      help: 'The site whose page it is; only what it allows is made',
    },
    out: {
      kind: 'path',
      flag: 'out',
      placeholder: 'DIR',
      defaultText: 'that of the recording',
      help: 'Folder for the pictures',
    },
    baseUrl: {
      kind: 'address',
      flag: 'base-url',
      defaultText: 'addresses relative to this folder',
      help: 'Where the pictures will be found; sites that take full addresses only need it',
    },
    format: {
      kind: 'choice',
      flag: 'format',
      placeholder: 'FORMAT',
      choices: MOVING_FORMATS,
      defaultText: 'the usual one of the site',
      help: 'Format of the animation; an SVG is light and dark in one',
    },
    themeLight: { kind: 'theme', flag: 'theme-light', default: 'github-light', help: 'Theme on light pages' },
    themeDark: { kind: 'theme', flag: 'theme-dark', default: 'github-dark', help: 'Theme on dark pages' },
  },
  renderOptions: 'all',
} as const satisfies Command;
