import { SERVE_SETTINGS } from '../../options/service-settings.js';
import type { Command } from './command.js';

/** `cast2gif sweep`. */
export const SWEEP = {
  help: 'Remove the recordings of a server that nobody has claimed in time, and their pictures: a line for each, then a sum. A server with --uploads does the same every hour',
  operands: [],
  options: {
    store: SERVE_SETTINGS.store,
    unclaimedTtl: {
      ...SERVE_SETTINGS.unclaimedTtl,
      help: 'How many days recordings stay that nobody has claimed, as for the server: 30, or 7,30, of which the second counts here',
    },
    dryRun: { kind: 'boolean', flag: 'dry-run', default: false, help: 'Only print what would be removed' },
  },
} as const satisfies Command;
