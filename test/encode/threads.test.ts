import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../support.js';

test('threads start in a program that Node was given as text', () => {
  const program = `
    import { CodingThreads } from '#cast2gif/encode/threads.js';
    const threads = new CodingThreads(1, { url: new URL('dist/encode/gif/worker.js', 'file://' + process.cwd() + '/') });
    await threads.run(undefined, []).catch((error) => console.log(error.message));
    await threads.close();`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
  // The worker runs, and is asked for something that is no segment.
  assert.match(run.stdout, /Cannot (read|destructure)/, run.stderr);
});
