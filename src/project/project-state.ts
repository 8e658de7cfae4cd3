/** Which pictures of a project are stale, and what it takes to make them. */
import { asCast2gifError, type Cast2gifError } from '../errors.js';
import { RenderContext } from '../render/context.js';
import type { BuildTask } from './build-messages.js';
import { FreshnessCheck } from './freshness.js';
import type { StaleReason } from './stale-reasons.js';
import type { PictureTarget } from './targets.js';

/** A picture that is not what it should be. */
export interface StalePicture {
  readonly target: PictureTarget;
  readonly reasons: readonly StaleReason[];
}

/** A picture that cannot be made as asked for. */
export interface BrokenPicture {
  readonly target: PictureTarget;
  readonly error: Cast2gifError;
}

/** The state of all pictures of a project. */
export interface ProjectState {
  readonly freshCount: number;
  readonly stale: readonly StalePicture[];
  readonly broken: readonly BrokenPicture[];
}

/**
 * Looks at every picture.
 * @throws Cast2gifError `aborted`
 */
export async function stateOf(targets: readonly PictureTarget[], signal: AbortSignal): Promise<ProjectState> {
  const context = new RenderContext({ signal });
  const check = new FreshnessCheck(context);
  const stale: StalePicture[] = [];
  const broken: BrokenPicture[] = [];
  for (const target of targets) {
    try {
      const reasons = await check.reasonsOf(target);
      if (reasons.length > 0) stale.push({ target, reasons });
    } catch (error) {
      if (signal.aborted) throw error;
      broken.push({ target, error: asCast2gifError(error) });
    }
    await context.turn();
  }
  return { freshCount: targets.length - stale.length - broken.length, stale, broken };
}

/** The tasks that make these pictures: one replay makes all pictures of a recording with the same options. */
export function tasksFor(stale: readonly StalePicture[], threads: number): readonly BuildTask[] {
  const tasks = new Map<string, BuildTask & { outputs: BuildTask['outputs'][number][] }>();
  for (const { target } of stale) {
    const { recording, output, format, options } = target;
    const key = JSON.stringify([recording, options]);
    const task = tasks.get(key) ?? { recording, outputs: [], options: { threads, ...options } };
    task.outputs.push({ path: output, format });
    tasks.set(key, task);
  }
  return [...tasks.values()];
}
