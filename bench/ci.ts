/**
 * What `cast2gif check` and `cast2gif build` take: npm run bench:ci
 * Exit status 1 where a check of 50 fresh pictures takes a second or more, or a build of 20 recordings by two processes
 * more than 0.6 of the time that one conversion after another takes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/cast2gif.js', import.meta.url));
const PICTURES = 50;
const RECORDINGS = 20;
const CHECK_RUNS = 5;
const BUILD_RUNS = 2;
const MOST_CHECK_SECONDS = 1;
const MOST_BUILD_SHARE = 0.6;

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

try {
  const check = measureCheck();
  const { alone, together } = measureBuild();
  const share = together / alone;
  console.log(`check of ${PICTURES} fresh pictures: ${check.toFixed(2)} s (at most ${MOST_CHECK_SECONDS} s)`);
  console.log(
    `build of ${RECORDINGS} recordings: ${together.toFixed(2)} s by two processes, ${alone.toFixed(2)} s one after ` +
      `another: ${share.toFixed(2)} (at most ${MOST_BUILD_SHARE})`,
  );
  process.exitCode = check < MOST_CHECK_SECONDS && share <= MOST_BUILD_SHARE ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
