/** Things the tests share: where the corpus lies, which programs the machine has. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder, wherever the tests were compiled to. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Recordings that lie beside the checkout, not in it. */
export const corpusFolder =
  process.env.CAST2GIF_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

/** A reason to skip a test that reads the corpus, or false. */
export const withoutCorpus: string | false = existsSync(corpusFolder)
  ? false
  : 'no ../shared/corpus beside the checkout';

/** A reason to skip a test that needs a program, or false. */
export function withoutProgram(program: string, versionFlag = '--version'): string | false {
  return spawnSync(program, [versionFlag], { stdio: 'ignore' }).error === undefined
    ? false
    : `${program} is not installed`;
}
