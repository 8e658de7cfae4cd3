/** Workers and servers as operators start them, in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { afterTest } from '../clean-up.js';
import { realCommand } from '../cli/run.js';

type ProcessEnd = number | NodeJS.Signals | null;

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** Resolves to how it ended. */
  readonly ended: Promise<ProcessEnd>;
  /** Where its health and metrics are. */
  readonly watchAddress: string;
}

/** How a process is started. */
export interface ProcessSurroundings {
  /** What starts Node: a program and its arguments. */
  readonly through?: readonly string[];
  /** Switches of Node. */
  readonly switches?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a worker that ends with the test. Resolves when it takes jobs. */
export async function startWorkerProcess(
  context: TestContext,
  words: readonly string[],
  surroundings?: ProcessSurroundings,
): Promise<WorkerProcess> {
  const few = ['--concurrency', '1', '--spares', '0', '--metrics-port', '0', '--log-level', 'silent'];
  const { child, ended } = startProcess(context, ['worker', ...few, ...words], surroundings);
  const lines = { first: nextLine(child.stdout!), watched: nextLine(child.stderr!) };
  await lines.first;
  return { process: child, ended, watchAddress: addressIn(await lines.watched) };
}

export interface ServerProcess extends Omit<WorkerProcess, 'watchAddress'> {
  readonly address: string;
  /** Asks the server. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts a server that ends with the test. Resolves when it listens. */
export async function startServerProcess(
  context: TestContext,
  words: readonly string[],
  surroundings?: ProcessSurroundings,
): Promise<ServerProcess> {
  const quiet = ['--port', '0', '--log-level', 'silent', '--rate-limit', '100000'];
  const { child, ended } = startProcess(context, ['serve', ...quiet, ...words], surroundings);
  const address = addressIn(await nextLine(child.stdout!));
  child.stderr!.resume();
  return { process: child, ended, address, fetch: (path, init) => fetch(`${address}${path}`, init) };
}

function startProcess(
  context: TestContext,
  words: readonly string[],
  { through = [], switches = [], environment = {} }: ProcessSurroundings = {},
) {
  const [program, ...all] = [...through, process.execPath, ...switches, realCommand, ...words];
  const child = spawn(program!, all, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  afterTest(context, () => child.kill('SIGKILL'));
  return { child, ended: once(child, 'exit').then(([status, signal]): ProcessEnd => status ?? signal) };
}

const addressIn = (line: string) => /(http:\S+?)[.,]?(?:\s|$)/.exec(line)![1]!;

async function nextLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) {
    stream.resume();
    return line;
  }
  throw new Error('the process ended at once');
}
