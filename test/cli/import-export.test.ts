/** Recordings leave a server and come back, as operators do it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { addOwner } from '#cast2gif/recordings/owners.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { serve } from '../server/harness.js';
import { claim, DAY_MS, recordingsOf, upload } from '../server/uploaded.js';
import { realCommand, run, temporaryFolder } from './run.js';

const castOf = (text: string) => `{"version":2,"width":20,"height":4}\n[0,"o",${JSON.stringify(text)}]\n`;
const OTHER_INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab02';

function foldersOf(context: TestContext) {
  const folder = temporaryFolder(context);
  const at = (name: string) => join(folder, name);
  const start = (...words: string[]) => run(words, { command: realCommand, folder });
  const storeOf = (name: string) => `file:${at(name)}`;
  return { at, start, storeOf };
}

/** Names and contents of the files of a folder. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

test('what was exported and imported is the same to the last byte, whatever it is called', async (context) => {
  const { at, start, storeOf } = foldersOf(context);
  const [first, second] = [storeOf('first'), storeOf('second')];
  const store = { store: first };
  const ids = ['14', 'bJMOlPe5F4mFLY0Rl6fiJSOp3', '_x-Y'];
  for (const id of ids) await upload(store, castOf(id), { id, title: `Title "${id}"`, uploadedMs: 1e12 + 5 });
  const { id: own } = await upload(store, castOf('own'), {
    description: '# Markdown\n',
    visibility: 'private',
    audioUrl: 'https://example.com/sound.mp3',
  });
  const { id: zipped } = await upload(store, gzipSync(castOf('zipped')), { installId: OTHER_INSTALL_ID });
  await claim(store, 'Ana');
  assert.equal((await start('export', 'out', '--store', first)).stdout, 'wrote 5, unchanged 0, refused 0\n');
  const imported = await start('import', 'out', '--store', second);
  assert.deepEqual(imported, { status: 0, stderr: '', stdout: 'imported 5, there already 0, refused 0\n' });
  const [before, after] = [await recordingsOf(store), await recordingsOf({ store: second })];
  for (const id of [...ids, own, zipped]) assert.deepEqual(await after.find(id), await before.find(id));
  assert.equal((await after.find(own))!.owner, 'Ana');
  assert.equal((await after.find(zipped))!.owner, undefined);
  assert.equal((await start('import', 'out', '--store', second)).stdout, 'imported 0, there already 5, refused 0\n');
  await start('export', 'back', '--store', second);
  assert.deepEqual(filesIn(at('back')), filesIn(at('out')));
  await after.revise('14', { title: 'Another' });
  assert.equal((await start('export', 'back', '--store', second)).stdout, 'wrote 1, unchanged 4, refused 0\n');
  assert.match(readFileSync(at('back/14.json'), 'utf8'), /"title": "Another"/);
});

test('recordings of another server are taken, what is none is named with its line', async (context) => {
  const { at, start, storeOf } = foldersOf(context);
  mkdirSync(at('from'));
  const files = {
    '14.cast': castOf('numbered'),
    'bJMOlPe5.cast': castOf('unlisted'),
    'bad.cast': '{"version":2,"width":20,"height":4}\n[0,"o","x"]\n{"not": "an event"\n[1,"o","y"]\n',
    'empty.cast': '',
    'no id.cast': castOf('x'),
    'said.cast': castOf('said'),
    'said.json': '{"id":"other"}',
    'notes.txt': 'not ours',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(`from/${name}`), text);
  const store = storeOf('store');
  const { status, stdout, stderr } = await start('import', 'from', '--store', store, '--owner', 'ana');
  assert.equal(status, 3);
  assert.match(stdout, /^imported \d, there already 0, refused \d\n$/);
  for (const name of ['empty.cast', 'no id.cast', 'said.cast']) assert.ok(stderr.includes(`from/${name}: `), stderr);
  const recordings = await recordingsOf({ store });
  for (const id of ['14', 'bJMOlPe5']) assert.equal((await recordings.find(id))!.owner, 'ana');
  // Nothing can be uploaded in the name of that owner: the id of the installation is a secret of the store.
  const { installId } = (await recordings.find('14'))!;
  assert.match(installId, /^[0-9a-f]{8}-[0-9a-f]{4}-/);
  writeFileSync(at('from/14.cast'), castOf('changed'));
  assert.match((await start('import', 'from', '--store', store)).stderr, /14\.cast: the server has another recording/);
  assert.equal((await recordings.find('14'))!.byteLength, Buffer.byteLength(castOf('numbered')));
});

test('export touches no file that it has not written, and follows no link', async (context) => {
  const { at, start, storeOf } = foldersOf(context);
  const store = storeOf('store');
  for (const id of ['a', 'b', 'c', 'd']) await upload({ store }, castOf(id), { id });
  mkdirSync(at('out'));
  writeFileSync(at('outside'), 'outside');
  writeFileSync(at('out/a.cast'), 'mine');
  writeFileSync(at('out/b.json'), 'mine');
  symlinkSync(at('outside'), at('out/c.cast'));
  const { status, stdout, stderr } = await start('export', 'out', '--store', store);
  assert.deepEqual([status, stdout], [4, 'wrote 1, unchanged 0, refused 3\n']);
  for (const name of ['a.cast', 'b.json', 'c.cast']) {
    assert.match(stderr, new RegExp(`out/${name} is there already and was not written by cast2gif export; it stays`));
  }
  assert.equal(readFileSync(at('out/a.cast'), 'utf8'), 'mine');
  assert.equal(readFileSync(at('out/b.json'), 'utf8'), 'mine');
  assert.equal(readFileSync(at('outside'), 'utf8'), 'outside');
  assert.equal(readFileSync(at('out/d.cast'), 'utf8'), castOf('d'));
});

test('a server on a copy of a store has all that the first had', async (context) => {
  const { at, storeOf } = foldersOf(context);
  const store = { store: storeOf('store') };
  const { id } = await upload(store, castOf('kept'), { title: 'Kept', uploadedMs: Date.now() - 40 * DAY_MS });
  const headers = await claim(store, 'ana');
  const token = await addOwner(await openStore(store.store), 'bo', Date.now());
  cpSync(at('store'), at('copy'), { recursive: true });
  const server = await serve(context, { uploads: true, unclaimedTtl: ['30'], store: storeOf('copy') });
  assert.equal(await (await server.fetch(`/a/${id}.cast`)).text(), castOf('kept'));
  assert.match(await (await server.fetch('/me', { headers })).text(), />Kept</);
  assert.equal((await server.fetch('/me', { headers: { authorization: `Bearer ${token}` } })).status, 200);
});
