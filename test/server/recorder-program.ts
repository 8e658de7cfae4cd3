/** The real recorders, each at home in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALL_ID } from './recorder.js';

export interface RecorderRun {
  readonly status: number | null;
  /** Standard output and error output, as the user sees both. */
  readonly text: string;
}

export interface RecorderOptions {
  readonly server: string;
  readonly folder: string;
  readonly installId?: string;
}

/** Runs a recorder, while the server of the test goes on. */
export async function runRecorder(
  program: string,
  words: readonly string[],
  { server, folder, installId = INSTALL_ID }: RecorderOptions,
): Promise<RecorderRun> {
  const state = join(folder, '.local/state/asciinema');
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'install-id'), `${installId}\n`);
  const env = {
    ...{ HOME: folder, PATH: process.env.PATH, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
    ...{ ASCIINEMA_API_URL: server, ASCIINEMA_INSTALL_ID: installId },
  };
  const child = spawn(program, words, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const [status] = await once(child, 'close');
  return { status, text };
}
