/** `cast2gif worker`: renders for servers until it is asked to stop. */
import { once } from 'node:events';
import { WORKER_SETTINGS, type WorkerSettings } from '../../options/service-settings.js';
import { settingsText } from '../../options/settings.js';
import type { RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import { withServicePackages } from './service-packages.js';
import type { WORKER } from './worker.js';

/** Prints the settings, or renders until the signal fires and finishes the renders that are running. */
export const runWorker: RunCommand<typeof WORKER.options> = async (given, surroundings) => {
  const { console, signal, environment, endedOnRequest } = surroundings;
  const settings = await readCommandSettings(WORKER_SETTINGS, given, environment);
  if (given.options.printSettings) {
    console.print(settingsText(WORKER_SETTINGS, settings));
    return 0;
  }
  const worker = await withServicePackages(async () => {
    const { startWorker } = await import('../../server/start-worker.js');
    return startWorker(settings.values as WorkerSettings);
  });
  console.print(`rendering up to ${worker.concurrency} at once\n`);
  if (worker.watchAddress !== undefined) console.say(`health and metrics on ${worker.watchAddress}`);
  if (!signal.aborted) await once(signal, 'abort');
  await worker.stop();
  endedOnRequest();
  return 0;
};
