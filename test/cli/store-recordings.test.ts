/** The commands that work on the recordings of a server's store, as operators start them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { keysBelow } from '../server/backend.js';
import { DAY_MS, upload } from '../server/uploaded.js';
import { realCommand, run, temporaryFolder } from './run.js';

const castOf = (text: string) => `{"version":2,"width":20,"height":4}\n[0,"o","${text}"]\n`;

function storeOf(context: TestContext) {
  const store = `file:${temporaryFolder(context)}/store`;
  const start = (...words: string[]) => run([...words, '--store', store], { command: realCommand });
  return { store, start };
}

test('sweep says what it would remove, and removes it', async (context) => {
  const { store, start } = storeOf(context);
  const at = { store };
  const daysAgo = (days: number) => ({ uploadedMs: Date.now() - days * DAY_MS });
  const old = await upload(at, castOf('old'), { ...daysAgo(31), title: 'An old one' });
  const young = await upload(at, castOf('young'), daysAgo(29));
  const idle = await start('sweep');
  assert.deepEqual([idle.status, idle.stdout], [0, 'removed 0 recordings, 0 bytes\n']);
  assert.match(idle.stderr, /^warning: without --unclaimed-ttl, recordings stay for ever\n$/);
  const dry = await start('sweep', '--dry-run', '--unclaimed-ttl', '7,30');
  const day = new Date(old.uploadedMs).toISOString().slice(0, 10);
  const line = `${old.id}  ${day}  ${old.byteLength} bytes  An old one\n`;
  assert.deepEqual(dry, {
    status: 0,
    stderr: '',
    stdout: `${line}would remove 1 recording, ${old.byteLength} bytes\n`,
  });
  assert.equal((await keysBelow(store, 'casts/')).length, 2);
  const { stdout } = await start('sweep', '--unclaimed-ttl', '7,30');
  assert.equal(stdout, `${line}removed 1 recording, ${old.byteLength} bytes\n`);
  assert.deepEqual(await keysBelow(store, 'casts/'), [`casts/${young.castHash}`]);
  assert.match((await start('sweep', '--unclaimed-ttl', '30,7')).stderr, /--unclaimed-ttl: .*not after\n/);
});

test('remove takes recordings away by their ids, and says which are not there', async (context) => {
  const { store, start } = storeOf(context);
  const { id } = await upload({ store }, castOf('mine'));
  const { status, stderr } = await start('remove', 'missing', id);
  assert.deepEqual([status, stderr], [4, 'cast2gif: there is no recording "missing"\n']);
  assert.deepEqual(await keysBelow(store, 'recordings/'), []);
  assert.deepEqual(await keysBelow(store, 'casts/'), []);
});
