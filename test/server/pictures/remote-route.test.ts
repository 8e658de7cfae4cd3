import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { UNSIGNED } from '#cast2gif/server/pictures/signed-address.js';
import { readKeys } from '#cast2gif/server/service/signing-keys.js';
import { eventually } from '../../eventually.js';
import { castOf } from '../cast-of.js';
import { bytesOf, EchoRenderer, problemOf, serve, type TestServer } from '../harness.js';
import { INTRANET, KEYS, pathOf, SECOND, startOrigin } from '../origin.js';

const statusOf = async (server: TestServer, path: string) => (await server.fetch(path)).status;

test('a recording elsewhere is fetched, rendered and kept', async (context) => {
  const origin = await startOrigin(context);
  const server = await serve(context, INTRANET);
  const path = pathOf(`${origin.address}/demo.cast`, { options: [['theme', 'nord']] });
  const first = await server.fetch(path);
  assert.equal(first.status, 200);
  assert.equal(first.headers.get('content-type'), 'image/gif');
  assert.equal(first.headers.get('cache-control'), 'public, max-age=300');
  const bytes = await bytesOf(first);
  assert.deepEqual(await bytesOf(await server.fetch(path)), bytes);
  const etag = first.headers.get('etag')!;
  assert.equal((await server.fetch(path, { headers: { 'if-none-match': etag } })).status, 304);
  assert.equal(origin.asked.length, 1);
  const png = pathOf(`${origin.address}/demo.cast`, { format: 'png' }, SECOND);
  assert.equal((await server.fetch(png)).headers.get('content-type'), 'image/png');
  assert.equal(origin.asked.length, 1);
});

test('requirement 8: a hundred equal requests cost one fetch and one render', async (context) => {
  const renderer = new EchoRenderer();
  const origin = await startOrigin(context);
  const server = await serve(context, { ...INTRANET, posterAfterSeconds: 60 }, { renderer });
  const path = pathOf(`${origin.address}/demo.cast`);
  const responses = await Promise.all(Array.from({ length: 100 }, () => server.fetch(path)));
  const texts = await Promise.all(
    responses.map(async (response) => `${response.headers.get('etag')}${await response.text()}`),
  );
  assert.deepEqual([new Set(texts).size, origin.asked.length, renderer.tasks.length], [1, 1, 1]);
});

test('requirement 18: who may show what', async (context) => {
  const origin = await startOrigin(context);
  const source = `${origin.address}/demo.cast`;
  const server = await serve(context, INTRANET, { renderer: new EchoRenderer() });
  const path = pathOf(source);
  const unsigned = path.replace(/^\/r\/[^/]+/, `/r/${UNSIGNED}`);
  const now = Math.floor(Date.now() / 1000);
  const foreign = readKeys('the key of somebody else is long enough too')[0];
  for (const refused of [
    unsigned,
    `${path}?x=1`,
    path.replace('.gif', '.png'),
    path.replace('/-/', '/speed%3D2/'),
    path.slice(0, -5) + path.slice(-4),
    pathOf(source, {}, foreign),
    pathOf(source, { options: [['expires', String(now - 1)]] }),
    '/r/',
    '/r/x',
    '/r/%/x',
  ]) {
    const response = await server.fetch(refused);
    assert.equal(response.status, 403, refused);
    assert.equal((await problemOf(response)).code, 'forbidden');
  }
  const soon = await server.fetch(pathOf(source, { options: [['expires', String(now + 100)]] }));
  assert.equal(soon.status, 200);
  const age = Number(/max-age=(\d+)/.exec(soon.headers.get('cache-control')!)![1]);
  assert.ok(age > 50 && age <= 100, `${age}`);
  const withoutKeys = await serve(context, {}, { renderer: new EchoRenderer() });
  assert.equal(await statusOf(withoutKeys, path), 403);
  const open = await serve(context, { ...INTRANET, allowUnsigned: true }, { renderer: new EchoRenderer() });
  assert.equal(await statusOf(open, unsigned), 200);
  assert.equal(await statusOf(open, path.replace('/-/', '/speed%3D2/')), 403);
});

test('an option of the address is checked as one of a query', async (context) => {
  const server = await serve(context, INTRANET, { renderer: new EchoRenderer() });
  for (const [options, detail] of [
    [[['spede', '2']], /^spede: unknown option, did you mean "speed"\?$/],
    [[['speed', '1000']], /^speed: expected/],
    [[['theme', 'nrod']], /^theme: unknown/],
    [[['pending', 'never']], /^pending: expected error/],
    [[['expires', 'soon']], /^expires: expected/],
    [[['font-dir', '/']], /^font-dir: cannot be set/],
  ] as const) {
    const response = await server.fetch(pathOf('http://example.com/x.cast', { options }));
    assert.equal(response.status, 400);
    assert.match((await problemOf(response)).detail, detail);
  }
});

test('requirements 1 and 3: inner addresses are not reached, signed or not, listed or not', async (context) => {
  const inner = await startOrigin(context);
  const { port } = new URL(inner.address);
  const server = await serve(context, { keys: KEYS, sources: ['127.0.0.1', 'localhost', '*.localhost'] });
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    'localhost',
    '[::1]',
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
    '127.0.0.1.',
  ]) {
    assert.equal(await statusOf(server, pathOf(`http://${host}:${port}/x.cast`)), 403, host);
  }
  assert.equal(await statusOf(server, pathOf('file:///etc/passwd')), 403);
  assert.equal(inner.asked.length, 0);
});

test('requirement 2: a name is resolved once for each request, and what was checked is what is dialled', async (context) => {
  const origin = await startOrigin(context, (request, response) => {
    if (request.url === '/moved.cast') response.writeHead(302, { location: '/x.cast' }).end();
    else response.end(castOf('origin'));
  });
  const { port } = new URL(origin.address);
  const answers: Record<string, string[][]> = {
    // What a second look would find does not matter; nobody looks.
    'once.example': [['127.0.0.1'], ['169.254.169.254']],
    // The second request is one of its own, and is checked like the first.
    'turning.example': [['127.0.0.1'], ['169.254.169.254']],
    'inner.example': [['169.254.169.254']],
    'mixed.example': [['127.0.0.1', '0.0.0.0']],
    'nothing.example': [[]],
  };
  const resolved: string[] = [];
  const resolve = async (host: string) => {
    resolved.push(host);
    return (answers[host]?.shift() ?? []).map((address) => ({ address, family: 4 }));
  };
  const server = await serve(context, INTRANET, { renderer: new EchoRenderer(), resolve });
  const ask = (host: string, path: string) => statusOf(server, pathOf(`http://${host}:${port}${path}`));
  assert.equal(await ask('once.example', '/x.cast'), 200);
  assert.equal(await ask('turning.example', '/moved.cast'), 403);
  assert.equal(await ask('inner.example', '/x.cast'), 403);
  assert.equal(await ask('mixed.example', '/x.cast'), 403);
  assert.equal(await ask('nothing.example', '/x.cast'), 502);
  assert.deepEqual(origin.asked, ['/x.cast', '/moved.cast']);
  const times = (host: string) => resolved.filter((each) => each === host).length;
  assert.deepEqual(Object.keys(answers).map(times), [1, 2, 1, 1, 1]);
});

test('only listed hosts are asked where there is a list', async (context) => {
  const origin = await startOrigin(context);
  const server = await serve(context, { ...INTRANET, sources: ['example.com'] }, { renderer: new EchoRenderer() });
  assert.equal(await statusOf(server, pathOf(`${origin.address}/x.cast`)), 403);
  assert.equal(origin.asked.length, 0);
});

test('a recording is asked for again when it is no longer fresh', async (context) => {
  const renderer = new EchoRenderer();
  let text = 'one';
  const origin = await startOrigin(context, ({ headers }, response) => {
    const etag = `"${text}"`;
    if (headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(castOf(text));
  });
  const server = await serve(context, { ...INTRANET, sourceTtlSeconds: 0 }, { renderer });
  const path = pathOf(`${origin.address}/x.cast`);
  for (const [now, renders] of [
    ['one', 1],
    ['one', 1],
    ['two', 2],
  ] as const) {
    text = now;
    assert.equal(await statusOf(server, path), 200);
    assert.equal(renderer.tasks.length, renders);
  }
  assert.equal(origin.asked.length, 3);
});

test('what goes wrong elsewhere is no fault of ours', async (context) => {
  const origin = await startOrigin(context, ({ url }, response) => {
    if (url === '/404') response.writeHead(404).end();
    else if (url === '/text') response.end('plain text');
    else if (url === '/large') response.end('x'.repeat(3000));
  });
  const limits = { fetchTimeoutSeconds: 0.3, maxUploadBytes: 2000 };
  const server = await serve(context, { ...INTRANET, ...limits });
  assert.equal(await statusOf(server, pathOf(`${origin.address}/404`)), 502);
  assert.equal(await statusOf(server, pathOf(`${origin.address}/text`)), 422);
  assert.equal(await statusOf(server, pathOf(`${origin.address}/large`)), 413);
  assert.equal(await statusOf(server, pathOf(`${origin.address}/never`)), 504);
});

test('a picture outlasts the failure of its host, but not its refusal', async (context) => {
  let answerNow: (response: ServerResponse) => void = (response) => response.end(castOf('origin'));
  const origin = await startOrigin(context, (_, response) => answerNow(response));
  const server = await serve(context, { ...INTRANET, sourceTtlSeconds: 0, fetchTimeoutSeconds: 1 });
  const path = pathOf(`${origin.address}/x.cast`);
  const bytes = await bytesOf(await server.fetch(path));
  const failures: readonly (typeof answerNow)[] = [
    (response) => response.writeHead(500).end(),
    (response) => response.writeHead(429).end(),
    (response) => response.destroy(),
    () => {},
  ];
  for (const fail of failures) {
    answerNow = fail;
    const stale = await server.fetch(path);
    assert.equal(stale.status, 200);
    assert.equal(stale.headers.get('cache-control'), 'public, max-age=0');
    assert.deepEqual(await bytesOf(stale), bytes);
    const other = pathOf(`${origin.address}/other.cast`);
    assert.ok([502, 504].includes(await statusOf(server, other)), 'there is none to show');
  }
});

test('requirement 14: who embeds does not wait: first a still, then the picture', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = ({ options }) => options.select === undefined && options.at === undefined;
  const origin = await startOrigin(context);
  const server = await serve(context, { ...INTRANET, posterAfterSeconds: 4, concurrency: 8 }, { renderer });
  for (const format of ['gif', 'svg'] as const) {
    const path = pathOf(`${origin.address}/x.cast`, { format });
    const poster = await server.fetch(path);
    assert.equal(poster.status, 200);
    assert.equal(poster.headers.get('x-cast2gif-pending'), '1');
    assert.equal(poster.headers.get('cache-control'), 'no-store');
    assert.match(await poster.text(), new RegExp(`^${format} .*"select":"50%"`));
  }
  const mp4 = await server.fetch(pathOf(`${origin.address}/x.cast`, { format: 'mp4' }));
  assert.equal(mp4.status, 503);
  assert.ok(Number(mp4.headers.get('retry-after')) > 0);
  const options = [['pending', 'error']] as const;
  assert.equal(await statusOf(server, pathOf(`${origin.address}/x.cast`, { options })), 503);
  renderer.release();
  const path = pathOf(`${origin.address}/x.cast`);
  await eventually(
    'the picture is no still any more',
    async () => (await server.fetch(path)).headers.get('x-cast2gif-pending') === null,
  );
  const formats = renderer.tasks.map(({ format }) => format);
  assert.equal(formats.filter((format) => format === 'mp4').length, 1);
});

test('--while-rendering error: nobody copies a still', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const origin = await startOrigin(context);
  const settings = { ...INTRANET, posterAfterSeconds: 0.2, whileRendering: 'error' } as const;
  const server = await serve(context, settings, { renderer });
  // Even where the time is over before the recording has been fetched.
  await eventually('a render has begun', async () => {
    assert.equal(await statusOf(server, pathOf(`${origin.address}/x.cast`)), 503);
    return renderer.tasks.length === 1;
  });
});

test('after an upgrade the earlier picture is shown while the new one is made', async (context) => {
  const origin = await startOrigin(context);
  const path = pathOf(`${origin.address}/x.cast`);
  const old = await serve(context, INTRANET, { renderer: new EchoRenderer(), rendererVersion: 'v1' });
  const picture = await (await old.fetch(path)).text();
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const settings = { ...INTRANET, store: old.store };
  const server = await serve(context, settings, { renderer, rendererVersion: 'v2' });
  const shown = await server.fetch(path);
  assert.equal(await shown.text(), picture);
  assert.equal(shown.headers.get('cache-control'), 'no-cache');
  renderer.release();
  await eventually(
    'the answer may be kept',
    async () => (await server.fetch(path)).headers.get('cache-control') !== 'no-cache',
  );
  assert.equal(renderer.tasks.length, 1);
});

/** A renderer that holds everything, and a server that shows a recording elsewhere with it. */
async function holding(context: TestContext) {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const origin = await startOrigin(context);
  const server = await serve(context, INTRANET, { renderer });
  const path = pathOf(`${origin.address}/x.cast`, { format: 'mp4' });
  // The same recording and options: the same job.
  const promise = async () => {
    const headers = { prefer: 'respond-async' };
    const response = await server.fetch('/render?format=mp4', { method: 'POST', body: castOf('origin'), headers });
    assert.equal(response.status, 202);
    return response.headers.get('location')!;
  };
  return { renderer, server, path, promise };
}

test('a client that leaves stops what nobody else waits for', async (context) => {
  const { renderer, server, path, promise } = await holding(context);
  const leaving = new AbortController();
  const request = server.fetch(path, { signal: leaving.signal }).catch(() => 'gone');
  await eventually('a render has begun', () => renderer.tasks.length === 1);
  const job = await promise();
  leaving.abort();
  assert.equal(await request, 'gone');
  assert.equal(renderer.stopped, 0);
  // Once it is withdrawn too, nobody waits any more.
  assert.equal((await server.fetch(job, { method: 'DELETE' })).status, 204);
  await eventually('a render was stopped', () => renderer.stopped === 1);
  assert.equal(renderer.tasks.length, 1);
});

test('a client that leaves stops the still that was to be shown to it, too', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const origin = await startOrigin(context);
  const settings = { ...INTRANET, posterAfterSeconds: 4, concurrency: 2 };
  const server = await serve(context, settings, { renderer });
  const leaving = new AbortController();
  const request = server.fetch(pathOf(`${origin.address}/x.cast`), { signal: leaving.signal }).catch(() => 'gone');
  await eventually('2 renders have begun', () => renderer.tasks.length === 2);
  leaving.abort();
  assert.equal(await request, 'gone');
  await eventually('2 renders were stopped', () => renderer.stopped === 2);
});

test('nobody withdraws the interest of somebody else', async (context) => {
  const { renderer, server, path, promise } = await holding(context);
  const waiting = server.fetch(path);
  await eventually('a render has begun', () => renderer.tasks.length === 1);
  const job = await promise();
  for (let times = 0; times < 3; times++) {
    assert.equal((await server.fetch(job, { method: 'DELETE' })).status, 204);
  }
  assert.equal(((await (await server.fetch(job)).json()) as { state: string }).state, 'running');
  renderer.release();
  assert.equal((await waiting).status, 200);
  assert.deepEqual([renderer.tasks.length, renderer.stopped], [1, 0]);
});
