/** `cast2gif serve`: runs the server until it is asked to stop. */
import { once } from 'node:events';
import { SERVE_SETTINGS, type ServeSettings } from '../../options/service-settings.js';
import { settingsText } from '../../options/settings.js';
import type { RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import type { SERVE } from './serve.js';
import { withServicePackages } from './service-packages.js';

/** Prints the settings, or listens until the signal fires and finishes the renders that are running. */
export const runServe: RunCommand<typeof SERVE.options> = async (given, surroundings) => {
  const { console, signal, environment, endedOnRequest } = surroundings;
  const settings = await readCommandSettings(SERVE_SETTINGS, given, environment);
  if (given.options.printSettings) {
    console.print(settingsText(SERVE_SETTINGS, settings));
    return 0;
  }
  const server = await withServicePackages(async () => {
    const { startServer } = await import('../../server/start.js');
    return startServer(settings.values as ServeSettings, environment);
  });
  console.print(`listening on ${server.address}\n`);
  if (server.metricsAddress !== undefined) console.say(`metrics on ${server.metricsAddress}`);
  if (!signal.aborted) await once(signal, 'abort');
  await server.stop();
  endedOnRequest();
  return 0;
};
