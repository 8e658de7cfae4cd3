/** `serve --redirect-large`: large pictures come from the store. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, suite, type TestContext, test } from 'node:test';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import { realCommand, run } from '../../cli/run.js';
import { type S3Server, startMoto, withoutMoto } from '../../store/moto.js';
import { castOf } from '../cast-of.js';
import { bytesOf, EchoRenderer, render, serve, type TestServer } from '../harness.js';

suite('pictures in the store', { skip: withoutMoto }, () => {
  let moto: S3Server;
  before(async () => {
    moto = await startMoto();
    Object.assign(process.env, moto.environment);
  });
  after(() => moto?.stop());

  async function start(context: TestContext, settings: Partial<ServeSettings>): Promise<TestServer> {
    const bucket = `large-${randomInt(2 ** 40)}`;
    await moto.makeBucket(bucket);
    return serve(context, { store: `s3://${bucket}`, ...settings }, { renderer: new EchoRenderer() });
  }

  async function pictureOf(server: TestServer, query = '?format=gif') {
    const made = await render(server, castOf('large'), query);
    // Where a picture is made, it is sent.
    assert.equal(made.status, 200);
    return { path: made.headers.get('content-location')!, bytes: await bytesOf(made), etag: made.headers.get('etag')! };
  }

  test('a client that follows the link gets the picture, and parts of it', async (context) => {
    const server = await start(context, { redirectLargeBytes: 0 });
    const { path, bytes, etag } = await pictureOf(server);
    const redirected = await server.fetch(path, { redirect: 'manual' });
    assert.equal(redirected.status, 307);
    assert.equal(redirected.headers.get('cache-control'), 'no-store');
    assert.equal(redirected.headers.get('etag'), null);
    assert.equal(redirected.headers.get('access-control-allow-origin'), '*');
    const link = new URL(redirected.headers.get('location')!);
    assert.equal(link.origin, moto.endpoint);
    assert.ok(Number(link.searchParams.get('X-Amz-Expires')) <= 300);

    const followed = await server.fetch(path);
    assert.deepEqual(await bytesOf(followed), bytes);
    const part = await server.fetch(path, { headers: { range: 'bytes=2-5' } });
    assert.equal(part.status, 206);
    assert.deepEqual(await bytesOf(part), bytes.subarray(2, 6));

    const head = await server.fetch(path, { method: 'HEAD', redirect: 'manual' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)]);
    assert.equal(head.headers.get('etag'), etag);
  });

  test('what the server can answer without the bytes, it answers', async (context) => {
    const server = await start(context, { redirectLargeBytes: 0 });
    const { path, bytes, etag } = await pictureOf(server);
    const ask = (headers: Record<string, string>) => server.fetch(path, { headers, redirect: 'manual' });
    assert.equal((await ask({ 'if-none-match': etag })).status, 304);
    assert.equal((await ask({ range: 'bytes=99999-' })).status, 416);
    const rest = await ask({ range: 'bytes=3-', 'if-range': etag });
    assert.equal(rest.status, 206);
    assert.deepEqual(await bytesOf(rest), bytes.subarray(3));
    // The policy of its own page does not let it look elsewhere.
    assert.deepEqual(await bytesOf(await ask({ 'sec-fetch-site': 'same-origin' })), bytes);
  });

  test('small pictures and text come from the server', async (context) => {
    const server = await start(context, { redirectLargeBytes: 10_000 });
    const { path } = await pictureOf(server);
    assert.equal((await server.fetch(path, { redirect: 'manual' })).status, 200);
    const all = await start(context, { redirectLargeBytes: 0 });
    const svg = await pictureOf(all, '?format=svg');
    assert.equal((await all.fetch(svg.path, { redirect: 'manual' })).status, 200);
  });
});

test('a store in a folder has no links', async () => {
  const words = ['serve', '--port', '0', '--redirect-large', '1MB'];
  for (const store of [[], ['--store', 'file:any']]) {
    const { status, stderr } = await run([...words, ...store], { command: realCommand });
    assert.equal(status, 2);
    assert.match(stderr, /^cast2gif: --redirect-large: clients cannot read a folder/);
  }
});
