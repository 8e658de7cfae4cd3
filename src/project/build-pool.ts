/** Makes pictures in several processes at once. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asCast2gifError, Cast2gifError, throwIfAborted } from '../errors.js';
import type { BuildAnswer, BuildTask } from './build-messages.js';

/** What the caller is told about the work. */
export interface BuildHooks {
  readonly onProgress: (task: BuildTask, fraction: number) => void;
  readonly onWarning: (task: BuildTask, message: string) => void;
  /** Called when a task has ended, with an error if it failed. The others continue. */
  readonly onEnd: (task: BuildTask, error?: Cast2gifError) => void;
}

const WORKER = fileURLToPath(new URL('./build-worker.js', import.meta.url));

/**
 * Does all tasks, several at once; each process takes the next task when it is done with one.
 * @throws Cast2gifError `aborted`; the processes have ended then
 */
export async function buildAll(
  tasks: readonly BuildTask[],
  { jobs, signal, ...hooks }: BuildHooks & { readonly jobs: number; readonly signal: AbortSignal },
): Promise<void> {
  const waiting = [...tasks];
  const next = () => (signal.aborted ? undefined : waiting.shift());
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, () => workThrough(next, hooks, signal)));
  throwIfAborted(signal);
}

async function workThrough(
  next: () => BuildTask | undefined,
  { onProgress, onWarning, onEnd }: BuildHooks,
  signal: AbortSignal,
): Promise<void> {
  let child: ChildProcess | undefined;
  for (let task = next(); task !== undefined; task = next()) {
    const current = task;
    // A process that died, of memory for example, is replaced.
    if (child === undefined || !child.connected)
      child = fork(WORKER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    try {
      await doTask(child, current, signal, (answer) => {
        if (answer.kind === 'progress') onProgress(current, answer.fraction);
        if (answer.kind === 'warning') onWarning(current, answer.message);
      });
      onEnd(current);
    } catch (error) {
      if (!signal.aborted) onEnd(current, asCast2gifError(error));
    }
  }
  await ended(child);
}

function doTask(
  child: ChildProcess,
  task: BuildTask,
  signal: AbortSignal,
  onAnswer: (answer: BuildAnswer) => void,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const stop = () => void child.kill();
    const settle = (end: () => void) => {
      child.off('message', listen).off('exit', die);
      signal.removeEventListener('abort', stop);
      end();
    };
    const die = () => settle(() => reject(new Cast2gifError('io', 'the process that rendered it died')));
    const listen = (message: unknown) => {
      const answer = message as BuildAnswer;
      if (answer.kind === 'done') settle(resolve);
      else if (answer.kind === 'failed') settle(() => reject(Cast2gifError.fromJSON(answer.error)));
      else onAnswer(answer);
    };
    child.on('message', listen).on('exit', die);
    signal.addEventListener('abort', stop);
    child.send(task, (error) => {
      if (error) die();
    });
    if (signal.aborted) stop();
  });
}

function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    if (child.connected) child.disconnect();
  });
}
