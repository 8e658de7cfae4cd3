/** Makes the pictures that are not up to date, shows how that goes, and reports it: for `build` and `render-many`. */
import { statSync } from 'node:fs';
import { type Cast2gifError, printable } from '../errors.js';
import { availableThreads } from '../io/cores.js';
import type { BuildTask } from '../project/build-messages.js';
import { type BuildHooks, buildAll } from '../project/build-pool.js';
import { type StalePicture, stateOf, tasksFor } from '../project/project-state.js';
import type { StaleReason } from '../project/stale-reasons.js';
import type { PictureTarget } from '../project/targets.js';
import { BuildDisplay } from './build-display.js';
import type { Console } from './console.js';
import { shownPath } from './project-targets.js';

/** A picture that was made, for programs. */
interface BuiltPicture {
  readonly output: string;
  readonly recording: string;
  readonly reasons: readonly StaleReason[];
  /** Absent where there was none. */
  readonly bytesBefore?: number;
  readonly bytes: number;
}

/** What was done, for programs. */
export interface BuildReport {
  /** How many pictures were up to date. */
  readonly fresh: number;
  readonly built: readonly BuiltPicture[];
  readonly failed: readonly { readonly output: string; readonly recording: string; readonly error: string }[];
}

/** Does tasks, several at once. @throws Cast2gifError `aborted` */
export type DoTasks = (
  tasks: readonly BuildTask[],
  terms: BuildHooks & { readonly jobs: number; readonly signal: AbortSignal },
) => Promise<void>;

/** How pictures are built, and where messages go. */
export interface BuildTerms {
  readonly console: Console;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** How many tasks to do at once; as many as there are cores by default. */
  readonly jobs?: number | undefined;
  /** What does them: processes of this machine by default. */
  readonly doTasks?: DoTasks;
}

/** The result of a build. */
export interface Build extends BuildReport {
  /** That of the first failure. */
  readonly exitStatus: number;
}

/** A failure is reported and does not keep others from being made. @throws Cast2gifError `aborted` */
export async function buildPictures(targets: readonly PictureTarget[], terms: BuildTerms): Promise<Build> {
  const { console, signal, doTasks = buildAll } = terms;
  const { freshCount, stale, broken } = await stateOf(targets, signal);
  const before = new Map(stale.map(({ target }) => [target.output, sizeOf(target.output)]));
  const jobs = Math.min(terms.jobs ?? availableThreads(), Math.max(1, stale.length));
  const tasks = tasksFor(stale, Math.max(1, Math.floor(availableThreads() / jobs)));
  const display = new BuildDisplay(console, new Map(tasks.map((task) => [namesOf(task), weightOf(task)])), terms.quiet);
  const failures = new Map<string, Cast2gifError>(broken.map(({ target, error }) => [target.output, error]));
  try {
    await doTasks(tasks, {
      jobs,
      signal,
      onProgress: (task, fraction) => display.progress(namesOf(task), fraction),
      onWarning: (task, message) => {
        if (terms.verbose) display.say(printable(`warning: ${shownPath(task.recording)}: ${message}`));
      },
      onEnd: (task, error) => {
        if (error !== undefined) for (const { path } of task.outputs) failures.set(path, error);
        display.done(namesOf(task), printable(error === undefined ? namesOf(task) : `${namesOf(task)} failed`));
      },
    });
  } finally {
    display.clear();
  }
  for (const [output, error] of failures) console.complain(printable(`${shownPath(output)}: ${error.message}`));
  return {
    fresh: freshCount,
    built: stale
      .filter(({ target }) => !failures.has(target.output))
      .map((picture) => builtPicture(picture, before.get(picture.target.output))),
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

/** What starting a render counts as, in bytes of a recording. */
const START_BYTES = 10_000;

/** Long recordings take longer. */
function weightOf({ recording, outputs }: BuildTask): number {
  return (START_BYTES + (sizeOf(recording) ?? 0)) * outputs.length;
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
