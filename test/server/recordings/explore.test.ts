/** `GET /explore`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castOf } from '../cast-of.js';
import { serve, type TestServer } from '../harness.js';
import { claim, DAY_MS, recordingsOf, upload } from '../uploaded.js';

async function textOf(server: TestServer, path = '/explore'): Promise<string> {
  const response = await server.fetch(path);
  assert.equal(response.status, 200);
  return response.text();
}

/** What a browser shows, whatever the status. */
async function pageAt(server: TestServer, path: string): Promise<string> {
  return (await server.fetch(path, { headers: { accept: 'text/html' } })).text();
}

const idsOf = (html: string) => Array.from(html.matchAll(/<a href="a\/([^"]+)">/g), ([, id]) => id);

test('public recordings that are shown, the newest first', async (context) => {
  const server = await serve(context, { uploads: true, list: true, unclaimedTtl: ['2', '30'] });
  const nowMs = Date.now();
  const newest = await upload(server, castOf('a'), { visibility: 'public', title: '<b>"New"</b>' });
  const older = await upload(server, castOf('b'), { visibility: 'public', uploadedMs: nowMs - DAY_MS });
  const hidden = await upload(server, castOf('c'), { visibility: 'public', uploadedMs: nowMs - 3 * DAY_MS });
  const unlisted = await upload(server, castOf('d'));
  await upload(server, castOf('e'), { visibility: 'private' });
  const html = await textOf(server);
  assert.deepEqual(idsOf(html), [newest.id, older.id]);
  assert.ok(html.includes('&lt;b&gt;&quot;New&quot;&lt;/b&gt;') && !html.includes('<b>"New'));
  await claim(server, 'Ana');
  assert.deepEqual(idsOf(await textOf(server)), [newest.id, older.id, hidden.id]);
  const recordings = await recordingsOf(server);
  await recordings.revise(older.id, { visibility: 'private' });
  await recordings.revise(unlisted.id, { visibility: 'public' });
  await recordings.remove(hidden.id);
  assert.deepEqual(new Set(idsOf(await textOf(server))), new Set([newest.id, unlisted.id]));
});

test('page after page shows each once', async (context) => {
  const server = await serve(context, { uploads: true, list: true });
  const nowMs = Date.now();
  for (let at = 0; at < 50; at += 1) {
    await upload(server, castOf('x'), { visibility: 'public', uploadedMs: nowMs - at * 1000, id: `id${at}` });
  }
  const seen: (string | undefined)[] = [];
  const lengths: number[] = [];
  for (let path: string | undefined = '/explore'; path !== undefined; ) {
    const html = await textOf(server, path);
    seen.push(...idsOf(html));
    lengths.push(idsOf(html).length);
    const next = /<a rel="next" href="([^"]+)">/.exec(html)?.[1];
    path = next && `/${next}`;
  }
  assert.deepEqual(lengths, [24, 24, 2]);
  assert.deepEqual(
    seen,
    Array.from({ length: 50 }, (_, at) => `id${at}`),
  );
  for (const odd of ['x', '../..', '', '%00'])
    assert.equal(idsOf(await textOf(server, `/explore?after=${odd}`)).length, 24);
});

test("pages lead to the list and to the reader's own recordings, where there are such", async (context) => {
  const [listing, silent] = [
    await serve(context, { uploads: true, list: true }),
    await serve(context, { uploads: true }),
  ];
  assert.match(await textOf(listing), /There is none yet/);
  assert.equal((await silent.fetch('/explore')).status, 404);
  const plain = await serve(context, {});
  for (const path of ['/', '/docs', '/connect/x', '/nothing', '/me', '/a/nothing']) {
    assert.match(await pageAt(listing, path), /<a href="[./]*explore">Explore<\/a>/, path);
    assert.match(await pageAt(silent, path), /<a href="[./]*me">Your recordings<\/a>/, path);
    assert.doesNotMatch(await pageAt(silent, path), /explore/i, path);
    assert.doesNotMatch(await pageAt(plain, path), /Your recordings<\/a>/, path);
  }
});
