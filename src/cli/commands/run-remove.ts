/** `cast2gif remove`: takes recordings off a server. */
import { Cast2gifError, quotedShort } from '../../errors.js';
import type { RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import { REMOVE } from './remove.js';
import { withRecordings } from './store-recordings.js';

/** Removes those that are there, then says which are not. */
export const runRemove: RunCommand<typeof REMOVE.options> = async (given, { environment }) => {
  const { values } = await readCommandSettings(REMOVE.options, given, environment);
  const missing: string[] = [];
  await withRecordings(values.store, {}, environment, async ({ recordings }) => {
    for (const id of given.operands) if ((await recordings.remove(id)) === undefined) missing.push(id);
  });
  if (missing.length === 0) return 0;
  throw new Cast2gifError('not-found', `there is no recording ${missing.map(quotedShort).join(', ')}`);
};
