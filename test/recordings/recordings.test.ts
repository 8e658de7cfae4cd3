import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { installIdOf } from '#cast2gif/recordings/installations.js';
import { idOfStoredName, isRecordingId, storedName } from '#cast2gif/recordings/recording-id.js';
import { surveyRecording } from '#cast2gif/recordings/recording-survey.js';
import { Recordings } from '#cast2gif/recordings/recordings.js';
import type { Retention } from '#cast2gif/recordings/retention.js';
import { checkKey } from '#cast2gif/store/key.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { castKey, recordingKey } from '#cast2gif/store/store-layout.js';

const INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01';
const OTHER_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab02';

const castOf = (text: string) =>
  Buffer.from(`{"version":2,"width":20,"height":4}\n[0,"o",${JSON.stringify(text)}]\n[9,"m","end"]\n`);

function newRecordings(retention: Retention = {}) {
  const store = new MemoryStore();
  const clock = { nowMs: 1e12 };
  const recordings = new Recordings({ store, retention, now: () => clock.nowMs, survey: surveyRecording });
  return { store, clock, recordings };
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

test('every id has a name of its own in the store, and its name leads back to it', () => {
  const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  fc.assert(
    fc.property(ids, ids, (id, other) => {
      assert.ok(isRecordingId(id));
      checkKey(recordingKey(storedName(id)));
      assert.equal(idOfStoredName(storedName(id)), id);
      assert.equal(storedName(id) === storedName(other), id === other);
    }),
  );
});

test('an installation has a UUID, in whatever case', () => {
  assert.equal(installIdOf(INSTALL_ID.toUpperCase()), INSTALL_ID);
  for (const wrong of ['', 'x', `${INSTALL_ID}0`, INSTALL_ID.replaceAll('-', ''), `../${INSTALL_ID}`]) {
    assert.equal(installIdOf(wrong), undefined, wrong);
  }
});

test('what was uploaded is found, with what its header and events say', async () => {
  const { recordings, store, clock } = newRecordings();
  const bytes = castOf('hello');
  const { id } = await recordings.upload(bytes, { installId: INSTALL_ID, title: ' Demo ', description: '' });
  assert.match(id, /^[0-9a-z]{20}$/);
  const found = (await recordings.find(id))!;
  const { title, description, visibility, uploadedMs, owner, state, survey, castHash } = found;
  assert.deepEqual(
    { title, description, visibility, uploadedMs, owner, state },
    {
      ...{ title: 'Demo', description: undefined, visibility: 'unlisted' },
      ...{ uploadedMs: clock.nowMs, owner: undefined, state: 'shown' },
    },
  );
  assert.deepEqual(survey, {
    ...{ version: 2, columns: 20, rows: 4, durationUs: 9e6, pictureDurationUs: 5e6 },
    markers: [{ timeUs: 9e6, pictureUs: 5e6, label: 'end' }],
  });
  assert.deepEqual(Buffer.from((await store.get(castKey(castHash)))!.bytes), bytes);
  for (const other of ['', 'x', '../x', `${id}/`, id.toUpperCase()])
    assert.equal(await recordings.find(other), undefined);
});

test('what is not a recording leaves nothing behind', async () => {
  const { recordings, store } = newRecordings();
  for (const text of ['', 'garbage', '{"version":7}\n', '<html>']) {
    await assert.rejects(recordings.upload(Buffer.from(text), { installId: INSTALL_ID }), { code: 'recording' }, text);
  }
  await assert.rejects(recordings.upload(castOf('x'), { installId: INSTALL_ID, visibility: 'secret' }), {
    message: 'visibility: expected public, unlisted, private, not "secret"',
  });
  assert.deepEqual(await all(store.list('')), []);
});

test('claiming an installation shows again what was hidden, and gives it to one owner only', async () => {
  const { recordings, clock } = newRecordings({ hideAfterMs: 10, removeAfterMs: 20 });
  const { id } = await recordings.upload(castOf('mine'), { installId: INSTALL_ID });
  const other = await recordings.upload(castOf('other'), { installId: OTHER_ID });
  clock.nowMs += 10;
  assert.equal((await recordings.find(id))!.state, 'hidden');
  const claims = ['Ana', 'Bo'].map((owner) => recordings.installations.claim(INSTALL_ID, owner, clock.nowMs));
  assert.deepEqual(await Promise.all(claims), [
    { owner: 'Ana', isNew: true },
    { owner: 'Ana', isNew: false },
  ]);
  clock.nowMs += 1000;
  const { state, owner } = (await recordings.find(id))!;
  assert.deepEqual({ state, owner }, { state: 'shown', owner: 'Ana' });
  assert.equal((await recordings.find(other.id))!.state, 'expired');
  assert.deepEqual(
    (await recordings.ofOwner('Ana', 10)).recordings.map((recording) => recording.id),
    [id],
  );
  assert.deepEqual((await recordings.ofOwner('Bo', 10)).recordings, []);
});

test('details change one by one, also by several at once; null takes away', async () => {
  const { recordings } = newRecordings();
  const { id, castHash } = await recordings.upload(castOf('x'), { installId: INSTALL_ID, title: 'One' });
  await Promise.all([
    recordings.revise(id, { description: 'Text' }),
    recordings.revise(id, { visibility: 'public' }),
    recordings.revise(id, { title: null, audioUrl: 'https://example.com/a.mp3' }),
    recordings.replaceCast(id, castOf('y')),
  ]);
  const { title, description, visibility, audioUrl, castHash: replaced } = (await recordings.find(id))!;
  assert.deepEqual(
    [title, description, visibility, audioUrl],
    [undefined, 'Text', 'public', 'https://example.com/a.mp3'],
  );
  assert.notEqual(replaced, castHash);
  for (const wrong of [
    { audioUrl: 'file:///etc' },
    { audioUrl: 'https://a;sandbox/x' },
    { title: 'x'.repeat(256) },
    { visibility: 'x' },
  ]) {
    await assert.rejects(recordings.revise(id, wrong), { code: 'usage' });
  }
  await assert.rejects(recordings.revise('nothing', {}), { code: 'not-found' });
});

test('bytes are replaced together with what is said about them, or not at all', async () => {
  const { recordings, store } = newRecordings();
  const { id, castHash } = await recordings.upload(castOf('x'), { installId: INSTALL_ID, visibility: 'public' });
  await assert.rejects(recordings.replaceCast(id, castOf('y'), { visibility: 'x' }), { code: 'usage' });
  assert.equal((await recordings.find(id))!.castHash, castHash);
  const visibilities = new Set<string>();
  const replace = store.replace.bind(store);
  store.replace = async (...terms) => {
    const isDone = await replace(...terms);
    visibilities.add((await recordings.find(id))!.visibility);
    return isDone;
  };
  await recordings.replaceCast(id, castOf('y'), { visibility: 'private' });
  assert.deepEqual([...visibilities], ['private']);
});

test('public recordings are listed, the newest first, in parts', async () => {
  const { recordings, clock } = newRecordings({ removeAfterMs: 1000 });
  const ids: string[] = [];
  for (const [index, visibility] of ['public', 'private', 'public', 'unlisted', 'public'].entries()) {
    clock.nowMs += 1;
    ids.push((await recordings.upload(castOf(`${index}`), { installId: INSTALL_ID, visibility })).id);
  }
  await recordings.revise(ids[3]!, { visibility: 'public' });
  await recordings.revise(ids[0]!, { visibility: 'unlisted' });
  const first = await recordings.listed(2);
  const rest = await recordings.listed(2, first.next);
  assert.deepEqual(
    [...first.recordings, ...rest.recordings].map(({ id }) => id),
    [ids[4], ids[3], ids[2]],
  );
  assert.equal(rest.next, undefined);
  clock.nowMs += 1000;
  assert.deepEqual(await recordings.listed(2), { recordings: [], next: undefined });
});

test('what was removed is gone, and so are its bytes with the last recording that has them', async () => {
  const { recordings, store } = newRecordings();
  const terms = { installId: INSTALL_ID, visibility: 'public' };
  const { id, castHash } = await recordings.upload(castOf('x'), terms);
  const equal = await recordings.upload(castOf('x'), terms);
  await recordings.remove(id);
  assert.equal(await recordings.find(id), undefined);
  assert.equal(await recordings.remove(id), undefined);
  assert.notEqual(await store.head(castKey(castHash)), undefined);
  await recordings.replaceCast(equal.id, castOf('y'));
  assert.equal(await store.head(castKey(castHash)), undefined);
  await recordings.remove(equal.id);
  assert.deepEqual(await all(store.list('')), []);
});

test('an owner is shown what several installations have sent, the newest first, a part at a time', async () => {
  const age = fc.record({ install: fc.constantFrom(INSTALL_ID, OTHER_ID), ageMs: fc.nat(5) });
  await fc.assert(
    fc.asyncProperty(fc.array(age, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (sent, count) => {
      const { recordings, clock } = newRecordings();
      const expected: { id: string; uploadedMs: number }[] = [];
      for (const [at, { install: installId, ageMs }] of sent.entries()) {
        const uploadedMs = clock.nowMs - ageMs;
        expected.push(await recordings.upload(castOf(`${at}`), { installId, uploadedMs }));
      }
      await recordings.installations.claim(INSTALL_ID, 'Ana', clock.nowMs);
      await recordings.installations.claim(OTHER_ID, 'Ana', clock.nowMs);
      const shown: { id: string; uploadedMs: number }[] = [];
      for (let after: string | undefined, isOver = false; !isOver; ) {
        const part = await recordings.ofOwner('Ana', count, after);
        assert.ok(part.recordings.length <= count);
        shown.push(...part.recordings);
        after = part.next;
        isOver = after === undefined;
      }
      assert.deepEqual(new Set(shown.map(({ id }) => id)), new Set(expected.map(({ id }) => id)));
      assert.equal(shown.length, expected.length);
      const times = shown.map(({ uploadedMs }) => uploadedMs);
      assert.deepEqual(
        times,
        times.toSorted((one, other) => other - one),
      );
    }),
    { numRuns: 50 },
  );
});
