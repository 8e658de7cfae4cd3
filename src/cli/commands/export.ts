import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif export`. */
export const EXPORT = {
  help: 'Write all recordings of a server into a folder, each as ID.cast, with its title, visibility and owner in ID.json; cast2gif import reads them back. Doing it again writes only what has changed; files of others are never touched',
  operands: [{ name: 'FOLDER', kind: 'path' }],
  options: { store: SERVE_SETTINGS.store },
} as const satisfies Command;
