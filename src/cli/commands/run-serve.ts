/** `cast2gif serve`: runs the server until it is asked to stop. */
import { once } from 'node:events';
import { Cast2gifError } from '../../errors.js';
import { SERVE_SETTINGS, type ServeSettings } from '../../options/service-settings.js';
import { settingsText } from '../../options/settings.js';
import type { RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import type { SERVE } from './serve.js';

export const runServe: RunCommand<typeof SERVE.options> = async (given, surroundings) => {
  const { console, signal, environment, endedOnRequest } = surroundings;
  const settings = await readCommandSettings(SERVE_SETTINGS, given, environment);
  if (given.options.printSettings) {
    console.print(settingsText(SERVE_SETTINGS, settings));
    return 0;
  }
  const server = await start(settings.values as ServeSettings, environment);
  console.print(`listening on ${server.address}\n`);
  if (server.metricsAddress !== undefined) console.say(`metrics on ${server.metricsAddress}`);
  if (!signal.aborted) await once(signal, 'abort');
  await server.stop();
  endedOnRequest();
  return 0;
};

type StartServer = typeof import('../../server/start.js')['startServer'];

/** @throws Cast2gifError `helper` where packages that only the server needs were left out of the installation */
async function start(...terms: Parameters<StartServer>): ReturnType<StartServer> {
  try {
    const { startServer } = await import('../../server/start.js');
    return await startServer(...terms);
  } catch (error) {
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    const name = /'([^']+)'/.exec((error as Error).message)?.[1] ?? '';
    const problem = `the server needs ${name}, which is not installed: install cast2gif with its optional packages`;
    throw new Cast2gifError('helper', `${problem} (npm install --include=optional cast2gif)`, { cause: error });
  }
}
