/** Lets the workers of a queue do the tasks of a build. */
import { abortedError, asCast2gifError } from '../errors.js';
import type { BuildTask } from '../project/build-messages.js';
import type { BuildHooks } from '../project/build-pool.js';
import type { DoTasks } from './build-pictures.js';

/** What makes one picture somewhere else. */
export type RemoteBatch = Awaited<ReturnType<typeof import('../server/service/remote-batch.js').openRemoteBatch>>;

/** A failure ends one task; the others go on. */
export function remoteTasks(batch: RemoteBatch): DoTasks {
  return async (tasks, { jobs, signal, ...hooks }) => {
    const waiting = [...tasks];
    const workThrough = async () => {
      for (let task = waiting.shift(); task !== undefined && !signal.aborted; task = waiting.shift()) {
        await doTask(batch, task, hooks, signal);
      }
    };
    await Promise.all(Array.from({ length: jobs }, workThrough));
    if (signal.aborted) throw abortedError();
  };
}

/** Each output is a job of its own. */
async function doTask(batch: RemoteBatch, task: BuildTask, hooks: BuildHooks, signal: AbortSignal): Promise<void> {
  const { recording, outputs, options } = task;
  const fractions = outputs.map(() => 0);
  const rendered = outputs.map(({ path, format }, at) => {
    const onProgress = (fraction: number) => {
      fractions[at] = fraction;
      hooks.onProgress(task, fractions.reduce((sum, each) => sum + each, 0) / fractions.length);
    };
    const onWarning = (message: string) => hooks.onWarning(task, message);
    return batch.render({ recording, output: path, format, options }, { signal, onProgress, onWarning });
  });
  const results = await Promise.allSettled(rendered);
  if (signal.aborted) return;
  const failed = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  hooks.onEnd(task, failed && asCast2gifError(failed.reason));
}
