/** A server in a process of its own, as operators start it, that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectFolder } from '../support.js';

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly address: string;
  /** Ends it, unless it has ended. */
  end(): Promise<void>;
}

const WORDS = ['serve', '--port', '0', '--uploads', '--upload-rate', '1000000', '--unclaimed-recordings', '1000000'];
const QUIET = ['--log-level', 'silent', '--spares', '0', '--concurrency', '1', '--grace', '0'];

/** Resolves when it listens. */
export async function startServerProcess(store: string, words: readonly string[] = []): Promise<ServerProcess> {
  const all = [join(projectFolder, 'bin/cast2gif.js'), ...WORDS, ...QUIET, '--store', store, ...words];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  for await (const line of createInterface(child.stdout)) {
    child.stdout.resume();
    return { child, address: /http:\S+/.exec(line)![0], end };
  }
  throw new Error('the server ended at once');
}
