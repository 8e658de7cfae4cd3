import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Long enough for a machine that is busy with everything else. */
const LIMIT_MS = 60_000;

/**
 * Waits until something is so, for what cannot be awaited: files and processes of others.
 * @param what the state that is waited for, for the message of a failure
 */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const startedMs = performance.now(); !(await isSo()); await wait(5))
    assert.ok(performance.now() - startedMs < LIMIT_MS, `still waiting, after ${LIMIT_MS / 1000} s: ${what}`);
}
