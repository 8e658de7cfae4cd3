/** The same bytes whatever the surroundings: each run is a process of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realCommand, temporaryFolder } from '../cli/run.js';
import { projectFolder, withoutProgram } from '../support.js';

/** Latin, Greek, CJK, emoji, box drawing, symbols; colours, and more frames than it takes to start threads. */
const RECORDING = [
  '{"version": 2, "width": 40, "height": 6, "timestamp": 1700000000, "env": {"SHELL": "/bin/bash", "LANG": "C"}}',
  ...Array.from({ length: 40 }, (_, at) => {
    const text = `\u001b[3${at % 8}m${at} àÉ Ωλ 漢字 한글 🚀 ┌─┐ ▒ ★ עברית \r\n`;
    return JSON.stringify([at / 10, 'o', text]);
  }),
].join('\n');
const OUTPUTS = ['a.gif', 'a.svg', 'a.png', 'a.apng', 'a.webp', 'a.txt', 'a.vtt'];
const VIDEOS = withoutProgram('ffmpeg', '-version') ? [] : ['a.mp4', 'a.webm'];

interface Run {
  readonly name: string;
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly umask?: string;
}

test('recordings give the same bytes whatever the surroundings', async (context) => {
  const folder = temporaryFolder(context);
  const [home, data] = [join(folder, 'home'), join(folder, 'data')];
  mkdirSync(join(home, '.fonts'), { recursive: true });
  mkdirSync(join(data, 'fonts'), { recursive: true });
  // A family that covers everything and comes first in the alphabet, where fonts of a user are looked for.
  for (const place of [join(home, '.fonts'), join(data, 'fonts')]) {
    writeFileSync(join(place, 'aaa.ttf'), readFileSync(join(projectFolder, 'fonts/jetbrains-mono/boldItalic.ttf')));
  }
  const runs: readonly Run[] = [
    { name: 'again' },
    { name: 'one thread', words: ['--threads', '1'] },
    { name: 'five threads', words: ['--threads', '5'] },
    { name: 'a Turkish locale', environment: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' } },
    { name: 'no locale', environment: { LANG: 'C', LC_ALL: 'C' } },
    { name: 'a time zone', environment: { TZ: 'Pacific/Apia' } },
    { name: 'installed fonts', environment: { HOME: home, XDG_DATA_HOME: data, XDG_DATA_DIRS: '/usr/share' } },
    {
      name: 'no installed fonts',
      environment: { HOME: '/nonexistent', XDG_DATA_HOME: '/nonexistent', XDG_DATA_DIRS: '/nonexistent' },
    },
    { name: 'a umask', umask: '077' },
    { name: 'a terminal', environment: { TERM: 'dumb', COLUMNS: '40', FORCE_COLOR: '3' } },
  ];
  const first = digestsOf({ name: 'first' }, folder);
  assert.equal(Object.keys(first).length, OUTPUTS.length + VIDEOS.length);
  for (const run of runs) assert.deepEqual(digestsOf(run, folder), first, run.name);
});

/** The hash of each output. */
function digestsOf({ name, words = [], environment = {}, umask = '022' }: Run, parent: string): Record<string, string> {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.cast'), RECORDING);
  const command = [process.execPath, realCommand, 'a.cast', ...OUTPUTS, ...VIDEOS, '--quiet', ...words];
  const { status, stderr } = spawnSync('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...command], {
    cwd: folder,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const made = readdirSync(folder).filter((file) => file !== 'a.cast');
  return Object.fromEntries(
    made.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
}
