import { SERVE_GROUPS, SERVE_SETTINGS } from '../../options/service-settings.js';
import { flagRows } from '../../options/settings.js';
import type { Command } from './command.js';
import { CONFIG_ROW, PRINT_SETTINGS_ROW } from './shared-rows.js';

/** `cast2gif serve`. */
export const SERVE = {
  help: 'Run a server that makes pictures of recordings, for sites that show them by their address',
  operands: [],
  options: { ...flagRows(SERVE_SETTINGS), config: CONFIG_ROW, printSettings: PRINT_SETTINGS_ROW },
  groups: SERVE_GROUPS,
  runsOn: true,
} as const satisfies Command;
