/** `cast2gif build`: makes the pictures that are not up to date. */
import { Cast2gifError } from '../../errors.js';
import { ChangeWatcher } from '../../project/watch.js';
import { buildPictures } from '../build-pictures.js';
import { openTargets } from '../project-targets.js';
import type { BUILD } from './build.js';
import type { CommandSurroundings, GivenCommand, RunCommand } from './command.js';
import { jsonText } from './json-text.js';

/** @property isAgain something has changed since the last build */
type Given = GivenCommand<typeof BUILD.options> & { readonly isAgain?: boolean };

/** Makes what is stale; with `--watch`, again and again until it is stopped. */
export const runBuild: RunCommand<typeof BUILD.options> = async (given, surroundings) => {
  const watcher = given.options.watch ? new ChangeWatcher() : undefined;
  try {
    const status = await build(given, surroundings, watcher);
    if (watcher === undefined) return status;
    // Its own pictures are changes too, after which there is nothing to do or say.
    for (;;) {
      await watcher.changed(surroundings.signal);
      await build({ ...given, isAgain: true }, surroundings, watcher);
    }
  } finally {
    watcher?.close();
  }
};

/** Builds and reports. @returns the exit status */
async function build(given: Given, surroundings: CommandSurroundings, watcher?: ChangeWatcher): Promise<number> {
  try {
    return await buildOnce(given, surroundings, watcher);
  } catch (error) {
    // Somebody is editing the configuration.
    if (watcher === undefined || !given.isAgain || !(error instanceof Cast2gifError) || error.code === 'aborted')
      throw error;
    surroundings.console.complain(error.message);
    return error.exitStatus;
  }
}

async function buildOnce(
  given: Given,
  { console, signal }: CommandSurroundings,
  watcher: ChangeWatcher | undefined,
): Promise<number> {
  const { project, targets } = await openTargets(given);
  watcher?.watch([...(project.file === undefined ? [] : [project.file]), ...targets.map(({ recording }) => recording)]);
  const { quiet, verbose, options } = given;
  const { exitStatus, ...report } = await buildPictures(targets, {
    console,
    signal,
    quiet,
    verbose,
    jobs: options.jobs,
  });
  if (!quiet && !given.isAgain && report.built.length + report.failed.length === 0) {
    console.say(`${report.fresh} picture${report.fresh === 1 ? '' : 's'} up to date`);
  }
  if (options.json) console.print(jsonText(report));
  return exitStatus;
}
