/** Workers as operators start them, in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { afterTest } from '../clean-up.js';
import { realCommand } from '../cli/run.js';

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** Resolves to how it ended. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Where its health and metrics are. */
  readonly watchAddress: string;
}

/** Starts a worker that ends with the test. Resolves when it takes jobs. */
export async function startWorkerProcess(context: TestContext, words: readonly string[]): Promise<WorkerProcess> {
  const all = [
    'worker',
    '--concurrency',
    '1',
    '--spares',
    '0',
    '--metrics-port',
    '0',
    '--log-level',
    'silent',
    ...words,
  ];
  const child = spawn(process.execPath, [realCommand, ...all], { stdio: ['ignore', 'pipe', 'pipe'] });
  afterTest(context, () => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([status, signal]) => status ?? signal);
  const lines = { first: nextLine(child.stdout!), watched: nextLine(child.stderr!) };
  await lines.first;
  return { process: child, ended, watchAddress: /(http:\S+)/.exec(await lines.watched)![1]! };
}

async function nextLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) {
    stream.resume();
    return line;
  }
  throw new Error('the worker ended at once');
}
