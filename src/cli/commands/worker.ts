import { WORKER_GROUPS, WORKER_SETTINGS } from '../../options/service-settings.js';
import { flagRows } from '../../options/settings.js';
import type { Command } from './command.js';
import { CONFIG_ROW, PRINT_SETTINGS_ROW } from './shared-rows.js';

/** `cast2gif worker`. */
export const WORKER = {
  help: 'Run a worker that renders for servers on other machines',
  operands: [],
  options: { ...flagRows(WORKER_SETTINGS), config: CONFIG_ROW, printSettings: PRINT_SETTINGS_ROW },
  groups: WORKER_GROUPS,
  runsOn: true,
} as const satisfies Command;
