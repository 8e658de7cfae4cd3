import { DEFAULT_FORMAT } from '../../options/formats.js';
import { BATCH_SETTINGS } from '../../options/service-settings.js';
import { flagRows } from '../../options/settings.js';
import type { Command } from './command.js';
import { JSON_ROW } from './shared-rows.js';

/** `cast2gif render-many`. */
export const RENDER_MANY = {
  help: 'Make pictures of many recordings, on this machine or on workers; a run that was stopped continues where it left off',
  operands: [{ name: 'RECORDING', kind: 'path', repeated: true }],
  options: {
    out: {
      kind: 'path',
      flag: 'out',
      aliases: ['o'],
      placeholder: 'FOLDER',
      help: 'The folder for the pictures; folders that a pattern such as "casts/**/*.cast" finds below casts are kept in it',
    },
    formats: {
      kind: 'text',
      list: 'commas',
      flag: 'formats',
      placeholder: 'FORMATS',
      default: [DEFAULT_FORMAT],
      help: 'What to make of each recording, separated by commas',
    },
    jobs: {
      kind: 'integer',
      flag: 'jobs',
      aliases: ['j'],
      minimum: 1,
      maximum: 10_000,
      defaultText: 'one per core; 200 with --queue',
      help: 'How many recordings to render at once, or with --queue how many to have in the queue',
    },
    json: JSON_ROW,
    ...flagRows(BATCH_SETTINGS),
  },
  renderOptions: 'all',
} as const satisfies Command;
