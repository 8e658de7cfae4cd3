/**
 * What `cast2gif check` and `cast2gif build` take, and whether `cast2gif rec` loses output:
 * npm run bench:ci [-- --takes 200] [check] [build] [rec]
 * Exit status 1 where a check of 50 fresh pictures takes a second or more, a build of 20 recordings by two processes
 * more than 0.6 of the time that one conversion after another takes, or a recording lacks a byte.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const COMMAND = fileURLToPath(new URL('../../bin/cast2gif.js', import.meta.url));
const PICTURES = 50;
const RECORDINGS = 20;
const CHECK_RUNS = 5;
const BUILD_RUNS = 1;
const MOST_CHECK_SECONDS = 1;
const MOST_BUILD_SHARE = 0.6;
const TAKES = '100';
const TAKES_AT_ONCE = 4;

const { values, positionals } = parseArgs({
  options: { takes: { type: 'string', default: TAKES } },
  allowPositionals: true,
});

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-bench-'));

/** A few seconds of coloured output, a different one for each number. */
function recording(number: number, events: number): string {
  const lines = Array.from({ length: events }, (_, at) => {
    const words = Array.from(
      { length: 6 },
      (_, word) => `\u001b[3${(at + word) % 8}m${(at * 7919 + word * number) % 99991}`,
    );
    return JSON.stringify([at / 20, 'o', `${words.join(' ')}\r\n`]);
  });
  return [`{"version": 2, "width": 80, "height": 24, "title": "number ${number}"}`, ...lines, ''].join('\n');
}

function seconds(...words: readonly string[]): number {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...words], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`cast2gif ${words.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - startMs) / 1000;
}

function least(count: number, measure: () => number): number {
  return Math.min(...Array.from({ length: count }, measure));
}

function measureCheck(): number {
  for (let number = 0; number < PICTURES; number += 1) {
    writeFileSync(join(folder, `small-${number}.cast`), recording(number, 3));
  }
  seconds('build', 'small-*.cast', '--quiet');
  return least(CHECK_RUNS, () => seconds('check', 'small-*.cast', '--quiet'));
}

function measureBuild(): { readonly alone: number; readonly together: number } {
  const names = Array.from({ length: RECORDINGS }, (_, number) => `large-${number}`);
  for (const [number, name] of names.entries()) writeFileSync(join(folder, `${name}.cast`), recording(number, 60));
  const alone = least(BUILD_RUNS, () =>
    names.reduce((sum, name) => sum + seconds(`${name}.cast`, `${name}.gif`, '--threads', '1', '--quiet'), 0),
  );
  const together = least(BUILD_RUNS, () => {
    for (const name of names) rmSync(join(folder, `${name}.gif`), { force: true });
    return seconds('build', 'large-*.cast', '--jobs', '2', '--threads', '1', '--quiet');
  });
  return { alone, together };
}

/** Prints 1 MiB and ends: the terminal makes `\r\n` of each line's end. */
const PRINTER = 'seq -w 1 131072';
const PRINTED = Array.from({ length: 131_072 }, (_, at) => `${String(at + 1).padStart(6, '0')}\r\n`).join('');

/** Records the printer once. @returns how many bytes are missing or wrong */
async function bytesLost(name: string): Promise<number> {
  const path = join(folder, name);
  const words = [COMMAND, 'rec', '-q', '-c', PRINTER, path];
  const [status] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'close');
  if (status !== 0) throw new Error(`cast2gif rec ended with ${status}`);
  const events = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  const output = events
    .map((line) => JSON.parse(line) as [number, string, string])
    .filter(([, code]) => code === 'o')
    .map(([, , text]) => text)
    .join('');
  rmSync(path);
  if (output === PRINTED) return 0;
  return Math.max(1, PRINTED.length - output.length);
}

async function measureRec(count: number): Promise<number> {
  let [begun, lost] = [0, 0];
  const recordInTurn = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      // The sum is read after the wait: others add to it meanwhile.
      const missing = await bytesLost(`take-${begun}.cast`);
      lost += missing;
    }
  };
  await Promise.all(Array.from({ length: TAKES_AT_ONCE }, recordInTurn));
  return lost;
}

/** What is measured, by name: each says what came out, and whether that will do. */
const PARTS: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  check() {
    const check = measureCheck();
    console.log(`check of ${PICTURES} fresh pictures: ${check.toFixed(2)} s (at most ${MOST_CHECK_SECONDS} s)`);
    return check < MOST_CHECK_SECONDS;
  },
  build() {
    const { alone, together } = measureBuild();
    const share = together / alone;
    console.log(
      `build of ${RECORDINGS} recordings: ${together.toFixed(2)} s by two processes, ${alone.toFixed(2)} s one after ` +
        `another: ${share.toFixed(2)} (at most ${MOST_BUILD_SHARE})`,
    );
    return share <= MOST_BUILD_SHARE;
  },
  async rec() {
    const lost = await measureRec(Number(values.takes));
    console.log(`rec of ${values.takes} programs that print a megabyte and end: ${lost} bytes lost (at most 0)`);
    return lost === 0;
  },
};

try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
    if (!(await PARTS[name]!())) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
