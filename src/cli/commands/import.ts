import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif import`. */
export const IMPORT = {
  help: 'Put the recordings of a folder onto a server: ID.cast becomes the recording /a/ID, with what ID.json says of it, if cast2gif export has written one. Doing it again adds only what is not there yet; what is not a recording is named, and left out',
  operands: [{ name: 'FOLDER', kind: 'path' }],
  options: {
    store: SERVE_SETTINGS.store,
    owner: {
      kind: 'text',
      flag: 'owner',
      placeholder: 'NAME',
      default: 'imported',
      help: 'Who gets the recordings that have no ID.json; "cast2gif owner add NAME" gives them a token, now or later',
    },
  },
} as const satisfies Command;
