/** Things the tests share: where recordings lie, which programs the machine has, who runs the tests. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The project's folder, wherever the tests were compiled to. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

const fixturesFolder = join(projectFolder, 'test/fixtures');

/** Recordings that lie beside the checkout, not in it. */
const corpusFolder = process.env.CAST2GIF_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

/** Sorts of recordings, each a folder of the fixtures and of the corpus. */
type Collection = 'recordings' | 'malformed' | 'hostile';

/** Folders that hold such recordings: our own, and those of the corpus if it is beside the checkout. */
export function foldersOf(collection: Collection): string[] {
  return [fixturesFolder, corpusFolder]
    .map((folder) => join(folder, collection))
    .filter((folder) => existsSync(folder));
}

/** Paths of all such recordings. */
export function recordingsIn(collection: Collection): string[] {
  return foldersOf(collection).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(cast|json|gz)$/.test(name))
      .map((name) => join(folder, name)),
  );
}

/** Of the rows about a recording each, those whose recording is here; the corpus may be absent. */
export function withPaths<Row extends { readonly file: string }>(rows: readonly Row[]): (Row & { path: string })[] {
  const paths = new Map(recordingsIn('recordings').map((path) => [basename(path), path]));
  return rows.flatMap((row) => {
    const path = paths.get(row.file);
    return path === undefined ? [] : [{ ...row, path }];
  });
}

/** A reason to skip a test that needs a program, or false. */
export function withoutProgram(program: string, versionFlag = '--version'): string | false {
  return spawnSync(program, [versionFlag], { stdio: 'ignore' }).error === undefined
    ? false
    : `${program} is not installed`;
}

/** An ordinary user: `nobody` on most systems. */
const ORDINARY_USER = 65_534;

/**
 * A test of permissions, which the superuser does not feel: where the superuser runs the tests, the test of this name
 * in this file is run by another process, an ordinary user's.
 */
export function testAsOrdinaryUser(name: string, file: string, run: () => Promise<void>): void {
  if (process.getuid?.() !== 0) test(name, run);
  else test(name, () => runAsOrdinaryUser(name, fileURLToPath(file)));
}

function runAsOrdinaryUser(name: string, path: string): void {
  const { NODE_TEST_CONTEXT: _, TMPDIR: __, ...environment } = process.env;
  const words = ['--test', '--test-reporter=tap', `--test-name-pattern=^${name}$`, path];
  const user = { uid: ORDINARY_USER, gid: ORDINARY_USER };
  const { stdout, stderr } = spawnSync(process.execPath, words, { ...user, env: environment, encoding: 'utf8' });
  assert.match(stdout, /^# pass 1$/m, stdout + stderr);
}
