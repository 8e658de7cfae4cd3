import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { addOwner } from '#cast2gif/recordings/owners.js';
import { surveyRecording } from '#cast2gif/recordings/recording-survey.js';
import { Recordings } from '#cast2gif/recordings/recordings.js';
import { Sessions } from '#cast2gif/server/accounts/sessions.js';
import { viewerOf } from '#cast2gif/server/accounts/viewer.js';
import { baseAddressOf, createRewrite } from '#cast2gif/server/http/base-address.js';
import { visibleRecording } from '#cast2gif/server/recordings/recording-access.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { Secrets } from '#cast2gif/store/secrets.js';

type Parts = Parameters<typeof visibleRecording>[2];

const INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01';
const CAST = Buffer.from('{"version":2,"width":20,"height":4}\n[0,"o","x"]\n');

const requestOf = (headers: Record<string, string> = {}, socket = {}) =>
  ({ headers, raw: { socket } }) as unknown as FastifyRequest;
const withToken = (token: string) => requestOf({ authorization: `Bearer ${token}` });

test('who sees a recording depends on its state, its visibility and its owner', async () => {
  const store = new MemoryStore();
  const clock = { nowMs: 1e12 };
  const retention = { hideAfterMs: 10, removeAfterMs: 20 };
  const recordings = new Recordings({ store, retention, now: () => clock.nowMs, survey: surveyRecording });
  const sessions = new Sessions({ store, secrets: await Secrets.open(store), now: () => clock.nowMs });
  const parts = { service: { store, recordings }, settings: {}, sessions } as unknown as Parts;
  const [owner, other] = [withToken(await addOwner(store, 'Ana', 0)), withToken(await addOwner(store, 'Bo', 0))];
  assert.deepEqual(
    await Promise.all(
      [owner, requestOf(), withToken('c2g_'.padEnd(40, 'x'))].map((request) => viewerOf(request, parts)),
    ),
    [{ owner: 'Ana', by: 'token' }, undefined, undefined],
  );
  const shared = await recordings.upload(CAST, { installId: INSTALL_ID });
  const own = await recordings.upload(CAST, { installId: INSTALL_ID, visibility: 'private' });
  const codeFor = async (request: FastifyRequest, id: string) => {
    try {
      return (await visibleRecording(request, id, parts)).id === id;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const seen = async (id: string) => Promise.all([requestOf(), owner, other].map((request) => codeFor(request, id)));
  assert.deepEqual(await seen('nothing'), ['not-found', 'not-found', 'not-found']);
  assert.deepEqual(await seen(shared.id), [true, true, true]);
  assert.deepEqual(await seen(own.id), ['unauthorized', 'not-found', 'not-found']);
  clock.nowMs += 10;
  assert.deepEqual(await seen(shared.id), ['gone', 'gone', 'gone']);
  clock.nowMs += 10;
  assert.deepEqual(await seen(shared.id), ['not-found', 'not-found', 'not-found']);
  await recordings.installations.claim(INSTALL_ID, 'Ana', clock.nowMs);
  assert.deepEqual(await seen(shared.id), [true, true, true]);
  assert.deepEqual(await seen(own.id), ['unauthorized', true, 'not-found']);
});

test('addresses begin with what the settings say, else with a name of this machine', () => {
  const base = (host: string | undefined, publicUrl?: string) =>
    baseAddressOf(requestOf(host === undefined ? {} : { host }, { localAddress: '::1', localPort: 8000 }), {
      publicUrl,
    });
  assert.equal(base('evil.example', 'https://casts.example.com/'), 'https://casts.example.com');
  assert.equal(base('x', 'https://casts.example.com/sub//'), 'https://casts.example.com/sub');
  assert.equal(base('localhost:8000'), 'http://localhost:8000');
  const impossible = ['localhost:99999', '127.999.1.1', '[localhost]', '::1'];
  for (const host of ['evil.example', 'evil.example:8000', undefined, ...impossible])
    assert.equal(base(host), 'http://[::1]:8000');
});

test('what recorders repeat of their setting is taken away from the address', () => {
  const rewritten = (url: string, publicUrl?: string) => createRewrite({ publicUrl })({ url });
  assert.equal(rewritten('//api/asciicasts'), '/api/asciicasts');
  assert.equal(rewritten('/r//x'), '/r//x');
  assert.equal(rewritten('//example.com/'), '//example.com/');
  const below = (url: string) => rewritten(url, 'https://example.com/sub/');
  assert.equal(below('/sub/api/asciicasts?x=/sub'), '/api/asciicasts?x=/sub');
  assert.equal(below('/sub//connect/x'), '/connect/x');
  assert.deepEqual([below('/sub'), below('/sub?x'), below('/sub/')], ['/', '/?x', '/']);
  assert.deepEqual([below('/subway'), below('/a/x')], ['/subway', '/a/x']);
});
