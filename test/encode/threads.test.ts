import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { CodingThreads, EarlyThreads } from '#cast2gif/encode/threads.js';
import { projectFolder } from '../support.js';

test('threads start in a program that Node was given as text', () => {
  const program = `
    import { CodingThreads } from '#cast2gif/encode/threads.js';
    const threads = new CodingThreads(1, { url: new URL('dist/encode/gif/gif-worker.js', 'file://' + process.cwd() + '/') });
    await threads.run(undefined, []).catch((error) => console.log(error.message));
    await threads.close();`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
  // The worker runs, and is asked for something that is no segment.
  assert.match(run.stdout, /Cannot (read|destructure)/, run.stderr);
});

test('threads that started early are used as needed; the others end', async () => {
  const program = { url: new URL('data:text/javascript,') };
  const early = new EarlyThreads(3, program);
  const taken = early.take(2);
  assert.equal(taken.length, 2);
  assert.deepEqual(early.take(2), []);
  await Promise.all(taken.map((worker) => worker.terminate()));
  await early.close();
});

test('an early thread that cannot start is replaced by one that reports why', async () => {
  const program = { url: new URL('data:text/javascript,throw new Error("no such luck")') };
  const failed = new Promise((resolve) => {
    process.once('worker', (worker: Worker) => {
      worker.ref();
      worker.once('error', resolve);
    });
  });
  const early = new EarlyThreads(1, program);
  await failed;
  const threads = new CodingThreads(1, program, early);
  await assert.rejects(threads.run(undefined, []), /no such luck/);
  await threads.close();
});
