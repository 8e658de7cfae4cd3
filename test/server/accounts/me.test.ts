/** An owner's recordings: shown, renamed, hidden, deleted. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addOwner } from '#cast2gif/recordings/owners.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { keysBelow } from '../backend.js';
import { castOf } from '../cast-of.js';
import { EchoRenderer, problemOf, serve } from '../harness.js';
import { addRecording, FormBrowser, INSTALL_ID, OTHER_INSTALL_ID } from '../owner-session.js';
import { recordingsOf } from '../uploaded.js';

async function signedIn(context: TestContext) {
  const server = await serve(context, { uploads: true });
  const store = await openStore(server.store);
  const token = await addOwner(store, 'ana', Date.now());
  const recordings = await recordingsOf(server);
  await recordings.installations.claim(INSTALL_ID, 'ana', Date.now());
  await recordings.installations.claim(OTHER_INSTALL_ID, 'bo', Date.now());
  const browser = new FormBrowser(server);
  await browser.open('/me');
  await browser.send('/me/sign-in', { token });
  return { server, recordings, browser, token };
}

test('a stranger is asked who they are; a program is told so', async (context) => {
  const server = await serve(context, { uploads: true });
  const page = await server.fetch('/me', { headers: { accept: 'text/html' } });
  assert.equal(page.status, 401);
  assert.equal(page.headers.get('cache-control'), 'private, no-store');
  assert.match(await page.text(), /<form method="post" action="me\/sign-in">/);
  const document = await server.fetch('/me', { headers: { accept: 'application/json' } });
  assert.deepEqual([document.status, (await problemOf(document)).code], [401, 'unauthorized']);
  const wrong = await server.fetch('/me', {
    headers: { accept: 'text/html', authorization: 'Bearer c2g_wrong-xxxxx' },
  });
  assert.equal(wrong.status, 401);
});

test('it shows what belongs to its owner, the newest first, a page at a time', async (context) => {
  const { server, browser } = await signedIn(context);
  assert.match((await browser.open('/me')).html, /asciinema upload demo\.cast/);
  const ids: string[] = [];
  for (let count = 0; count < 26; count++) {
    const terms = { uploadedMs: Date.now() - count * 60_000, title: `Title <${count}>` };
    ids.push((await addRecording(server, `${count}`, terms)).id);
  }
  const other = await addRecording(server, 'of bo', { installId: OTHER_INSTALL_ID });
  const shownOn = (html: string) => [...html.matchAll(/<li id="([^"]+)">/g)].map(([, id]) => id);
  const first = await browser.open('/me');
  assert.deepEqual(shownOn(first.html), ids.slice(0, 24));
  assert.ok(first.html.includes('Title &lt;0&gt;') && !first.html.includes('<0>') && !first.html.includes(other.id));
  const older = /href="(me\?after=[^"]+)" rel="next"/.exec(first.html)![1]!;
  const second = await browser.open(`/${older}`);
  assert.deepEqual(shownOn(second.html), ids.slice(24));
  assert.ok(!second.html.includes('rel="next"'));
});

test('a program gets the same as a document', async (context) => {
  const { server, token } = await signedIn(context);
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  const uploadedMs = Date.UTC(2026, 10, 29);
  const ids: string[] = [];
  for (let count = 0; count < 25; count++) {
    ids.push((await addRecording(server, `${count}`, { uploadedMs: uploadedMs - count, title: `No ${count}` })).id);
  }
  await addRecording(server, 'of bo', { installId: OTHER_INSTALL_ID });
  const first = await server.fetch('/me', { headers });
  assert.match(first.headers.get('content-type')!, /^application\/json/);
  assert.equal(first.headers.get('cache-control'), 'private, no-store');
  const { owner, recordings, next } = JSON.parse(await first.text());
  assert.deepEqual([owner, recordings.map(({ id }: { id: string }) => id)], ['ana', ids.slice(0, 24)]);
  const url = `${server.address}/a/${ids[0]}`;
  assert.deepEqual(recordings[0], {
    ...{ id: ids[0], url, file_url: `${url}.cast`, audio_url: null, title: 'No 0', description: null },
    ...{ visibility: 'unlisted', uploaded_at: '2026-11-29T00:00:00.000Z' },
    ...{ byte_length: Buffer.byteLength(castOf('0')), duration_seconds: 1, columns: 20, rows: 4 },
  });
  const older = JSON.parse(await (await fetch(next, { headers })).text());
  assert.deepEqual([older.recordings.map(({ id }: { id: string }) => id), older.next], [ids.slice(24), null]);
  for (const accept of ['*/*', 'text/html,*/*;q=0.8', 'application/json;q=0.5, text/html']) {
    const page = await server.fetch('/me', { headers: { ...headers, accept } });
    assert.match(page.headers.get('content-type')!, /^text\/html/, accept);
  }
});

test('title and visibility are changed by a form, and only by the owner', async (context) => {
  const { server, recordings, browser } = await signedIn(context);
  const { id } = await addRecording(server, 'mine', { title: 'Before' });
  const other = await addRecording(server, 'of bo', { installId: OTHER_INSTALL_ID, title: 'Of Bo' });
  await browser.open('/me');
  const saved = await browser.send(`/me/recordings/${id}`, { title: 'After "it"', visibility: 'private' });
  assert.deepEqual([saved.status, saved.headers.get('location')], [303, `/me#${id}`]);
  const { title, visibility } = (await recordings.find(id))!;
  assert.deepEqual({ title, visibility }, { title: 'After "it"', visibility: 'private' });
  assert.match((await browser.open('/me')).html, /value="After &quot;it&quot;"/);
  // An empty title is none.
  assert.equal((await browser.send(`/me/recordings/${id}`, { title: ' ' })).status, 303);
  assert.equal((await recordings.find(id))!.title, undefined);
  const wrong = await browser.send(`/me/recordings/${id}`, { title: 'x', visibility: 'secret' });
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /expected public, unlisted, private/);
  for (const path of [
    `/me/recordings/${other.id}`,
    `/me/recordings/${other.id}/delete`,
    '/me/recordings/none/delete',
  ]) {
    assert.equal((await browser.send(path, { title: 'Mine now' })).status, 404, path);
  }
  assert.equal((await recordings.find(other.id))!.title, 'Of Bo');
});

test('what is deleted is gone, with its bytes unless another recording has the same', async (context) => {
  const { server, recordings, browser } = await signedIn(context);
  const [one, equal] = [await addRecording(server, 'same'), await addRecording(server, 'same')];
  await browser.open('/me');
  assert.equal((await browser.send(`/me/recordings/${one.id}/delete`)).status, 303);
  assert.equal(await recordings.find(one.id), undefined);
  assert.deepEqual(await keysBelow(server.store, 'casts/'), [`casts/${equal.castHash}`]);
  assert.ok(!(await browser.open('/me')).html.includes(one.id));
  await browser.send(`/me/recordings/${equal.id}/delete`);
  assert.deepEqual(await keysBelow(server.store, 'casts/'), []);
  assert.deepEqual(await keysBelow(server.store, 'by-'), [...(await keysBelow(server.store, 'by-owner/'))]);
});

test('pictures go with the last recording that has the same bytes', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer: new EchoRenderer() });
  const recordings = await recordingsOf(server);
  const token = await addOwner(await openStore(server.store), 'ana', Date.now());
  await recordings.installations.claim(INSTALL_ID, 'ana', Date.now());
  const headers = { authorization: `Bearer ${token}` };
  const [one, equal] = [await addRecording(server, 'same'), await addRecording(server, 'same')];
  for (const format of ['gif', 'png']) assert.equal((await server.fetch(`/a/${one.id}.${format}`)).status, 200);
  const remove = (id: string) => server.fetch(`/api/v1/recordings/${id}`, { method: 'DELETE', headers });
  const ofPictures = async () => [
    ...(await keysBelow(server.store, 'pictures/')),
    ...(await keysBelow(server.store, 'by-picture/')),
    ...(await keysBelow(server.store, 'latest/')),
  ];
  const made = await ofPictures();
  assert.ok(made.length >= 8);
  assert.equal((await remove(one.id)).status, 204);
  assert.deepEqual(await ofPictures(), made);
  assert.equal((await remove(equal.id)).status, 204);
  assert.deepEqual(await ofPictures(), []);
});
