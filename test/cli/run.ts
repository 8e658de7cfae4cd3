/** Runs the command line in a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { afterTest } from '../clean-up.js';
import { projectFolder } from '../support.js';

/** The command with the stub library. */
export const stubCommand = fileURLToPath(new URL('./stub-command.js', import.meta.url));

/** The command that users start. */
export const realCommand = join(projectFolder, 'bin/cast2gif.js');

/** What came of a run. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run. */
export interface RunOptions {
  readonly command?: string;
  readonly folder?: string;
  /** What standard input holds: nothing unless given; null leaves it open. */
  readonly stdin?: string | null;
  readonly environment?: Record<string, string>;
  readonly onStart?: (child: ChildProcess) => void;
  /** Called whenever the child has written to standard output. */
  readonly onOutput?: (child: ChildProcess) => void;
}

/** Runs to the end. */
export function run(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { FORCE_COLOR: _, NO_COLOR: __, ...environment } = process.env;
  const child = spawn(process.execPath, [options.command ?? stubCommand, ...words], {
    cwd: options.folder,
    env: { ...environment, ...options.environment },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {});
  if (options.stdin !== null) child.stdin.end(options.stdin ?? '');
  options.onStart?.(child);
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
    options.onOutput?.(child);
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...texts }));
  });
}

/** A folder of its own, removed after the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-cli-'));
  afterTest(context, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
