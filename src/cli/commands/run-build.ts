/** `cast2gif build`: makes the pictures that are not up to date. */
import { statSync } from 'node:fs';
import { Cast2gifError, printable } from '../../errors.js';
import { availableThreads } from '../../io/cores.js';
import type { BuildTask } from '../../project/build-messages.js';
import { buildAll } from '../../project/build-pool.js';
import { type StalePicture, stateOf, tasksFor } from '../../project/project-state.js';
import type { StaleReason } from '../../project/stale-reasons.js';
import { ChangeWatcher } from '../../project/watch.js';
import { BuildDisplay } from '../build-display.js';
import { openTargets, shownPath } from '../project-targets.js';
import type { BUILD } from './build.js';
import type { CommandSurroundings, GivenCommand, RunCommand } from './command.js';
import { jsonText } from './json-text.js';

/** @property isAgain something has changed since the last build */
type Given = GivenCommand<typeof BUILD.options> & { readonly isAgain?: boolean };

/** A picture that was made, for programs. */
interface BuiltPicture {
  readonly output: string;
  readonly recording: string;
  readonly reasons: readonly StaleReason[];
  /** Absent where there was none. */
  readonly bytesBefore?: number;
  readonly bytes: number;
}

/** What a build did. */
interface Build {
  readonly fresh: number;
  readonly built: readonly BuiltPicture[];
  readonly failed: readonly { readonly output: string; readonly recording: string; readonly error: string }[];
  readonly exitStatus: number;
}

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
    const { exitStatus, ...report } = await buildOnce(given, surroundings, watcher);
    if (given.options.json) surroundings.console.print(jsonText(report));
    return exitStatus;
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
): Promise<Build> {
  const { project, targets } = await openTargets(given);
  watcher?.watch([...(project.file === undefined ? [] : [project.file]), ...targets.map(({ recording }) => recording)]);
  const { freshCount, stale, broken } = await stateOf(targets, signal);
  const before = new Map(stale.map(({ target }) => [target.output, sizeOf(target.output)]));
  const jobs = Math.min(given.options.jobs ?? availableThreads(), Math.max(1, stale.length));
  const tasks = tasksFor(stale, Math.max(1, Math.floor(availableThreads() / jobs)));
  const display = new BuildDisplay(console, tasks.length, given.quiet);
  const failures = new Map<string, Cast2gifError>(broken.map(({ target, error }) => [target.output, error]));
  try {
    await buildAll(tasks, {
      jobs,
      signal,
      onProgress: (task, fraction) => display.progress(namesOf(task), fraction),
      onWarning: (task, message) => {
        if (given.verbose) display.say(printable(`warning: ${shownPath(task.recording)}: ${message}`));
      },
      onEnd: (task, error) => {
        if (error !== undefined) for (const { path } of task.outputs) failures.set(path, error);
        display.done(namesOf(task), printable(error === undefined ? namesOf(task) : `${namesOf(task)} failed`));
      },
    });
  } finally {
    display.clear();
  }
  for (const [output, error] of failures) console.complain(`${shownPath(output)}: ${error.message}`);
  const built = stale.filter(({ target }) => !failures.has(target.output));
  if (!given.quiet && !given.isAgain && stale.length + failures.size === 0) {
    console.say(`${freshCount} picture${freshCount === 1 ? '' : 's'} up to date`);
  }
  return {
    fresh: freshCount,
    built: built.map((picture) => builtPicture(picture, before.get(picture.target.output))),
    failed: targets
      .filter(({ output }) => failures.has(output))
      .map(({ output, recording }) => ({
        output: shownPath(output),
        recording: shownPath(recording),
        error: failures.get(output)!.message,
      })),
    exitStatus: [...failures.values()][0]?.exitStatus ?? 0,
  };
}

function namesOf({ outputs }: BuildTask): string {
  return outputs.map(({ path }) => shownPath(path)).join(', ');
}

function builtPicture({ target, reasons }: StalePicture, bytesBefore: number | undefined): BuiltPicture {
  const { output, recording } = target;
  return {
    output: shownPath(output),
    recording: shownPath(recording),
    reasons,
    ...(bytesBefore !== undefined && { bytesBefore }),
    bytes: sizeOf(output) ?? 0,
  };
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
