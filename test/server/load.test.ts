import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { keysBelow } from './backend.js';
import { castOf, EchoRenderer, problemOf, render, serve, until } from './harness.js';

test('requirement 9: a full queue says so at once, and the rest goes on', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const server = await serve(context, { concurrency: 1, queueSize: 1 }, { renderer });
  const waiting = ['a', 'b'].map((text) => render(server, castOf(text)));
  await until(async () => (await server.fetch('/ready')).status === 503);
  // Nothing ends meanwhile that it could have waited for.
  const refused = await render(server, castOf('c'));
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal((await problemOf(refused)).code, 'queue-full');
  assert.equal((await server.fetch('/health')).status, 200);
  renderer.release();
  for (const response of await Promise.all(waiting)) assert.equal(response.status, 200);
  assert.equal((await server.fetch('/ready')).status, 200);
  // A promise that was refused is not kept.
  assert.equal(renderer.tasks.length, 2);
  await until(async () => (await keysBelow(server.store, 'jobs/')).length === 0);
  assert.equal((await keysBelow(server.store, 'uploads/')).length, 2);
});

test('uploads and renders are counted by address, pictures that are there are not', async (context) => {
  const server = await serve(
    context,
    { ratePerMinute: 2, trustProxy: ['127.0.0.1'], publicRender: true },
    { renderer: new EchoRenderer() },
  );
  const from = (address: string, path = '/render?format=txt', method = 'POST') =>
    server.fetch(path, {
      method,
      ...(method === 'POST' && { body: castOf('x') }),
      headers: { 'x-forwarded-for': address },
    });
  const picture = (await from('192.0.2.1')).headers.get('content-location')!;
  assert.equal((await from('192.0.2.1')).status, 200);
  const refused = await from('192.0.2.1');
  assert.equal(refused.status, 429);
  assert.equal((await problemOf(refused)).code, 'rate-limit');
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  for (let times = 0; times < 5; times++) assert.equal((await from('192.0.2.1', picture, 'GET')).status, 200);
  assert.equal((await from('192.0.2.2')).status, 200);
  // Whoever has a network of addresses is still one.
  assert.equal((await from('2001:db8::1')).status, 200);
  assert.equal((await from('2001:db8::2')).status, 200);
  assert.equal((await from('2001:db8::3')).status, 429);
  // Addresses of IPv4 that are spelled as those of IPv6 are not one network.
  for (const last of [1, 2, 3]) assert.equal((await from(`::ffff:198.51.100.${last}`)).status, 200);
});

test('one network may follow so many jobs at once', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const server = await serve(context, { trustProxy: ['127.0.0.1'], publicRender: true }, { renderer });
  const headers = { prefer: 'respond-async' };
  const promised = await server.fetch('/render?format=txt', { method: 'POST', body: castOf('x'), headers });
  const leaving = new AbortController();
  const follow = (address: string) =>
    server.fetch(`${promised.headers.get('location')}/events`, {
      headers: { 'x-forwarded-for': address },
      signal: leaving.signal,
    });
  const streams = await Promise.all(Array.from({ length: 32 }, (_, at) => follow(`2001:db8::${at + 1}`)));
  assert.ok(streams.every(({ status }) => status === 200));
  const refused = await follow('2001:db8::ffff');
  assert.equal(refused.status, 429);
  assert.equal((await problemOf(refused)).code, 'rate-limit');
  assert.equal((await follow('2001:db8:0:1::1')).status, 200);
  leaving.abort();
  // Whoever has gone is not counted.
  await until(async () => {
    const response = await server.fetch(`${promised.headers.get('location')}/events`, {
      headers: { 'x-forwarded-for': '2001:db8::1' },
    });
    if (response.status !== 200) return false;
    await response.body!.cancel();
    return true;
  });
  renderer.release();
});

test('requirements 4 and 5: a bomb ends at a limit that is named, and the next request is unharmed', async (context) => {
  const server = await serve(context, { renderCpuSeconds: 2 });
  const line = '[0.1,"o","x"]\n';
  const bombs: [string | Uint8Array, RegExp][] = [
    [gzipSync(Buffer.alloc(80 * 2 ** 20, '[0.1,"o","x"]\n')), /recording|limit/],
    [gzipSync(`{"version":2,"width":80,"height":24}\n${`[0.1,"o","${'x'.repeat(500_000)}"]\n`.repeat(120)}`), /limit/],
    [`{"version":2,"width":80,"height":24}\n${line.repeat(210_000)}`, /events than the limit of 200000/],
    ['{"version":2,"width":30000,"height":30000}\n[0,"o","x"]\n', /limit|400/],
  ];
  for (const [bomb, expected] of bombs) {
    const response = await render(server, bomb);
    assert.ok([413, 422, 504].includes(response.status), String(response.status));
    assert.match((await problemOf(response)).detail, expected);
  }
  assert.equal((await render(server, castOf('after'))).status, 200);
});

test('the metrics say what happened, of nobody', async (context) => {
  const server = await serve(context, { metricsPort: 0 });
  const made = await render(server, castOf('x'));
  await server.fetch(made.headers.get('content-location')!);
  await render(server, 'no recording');
  assert.match(server.metricsAddress!, /^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  const text = await (await fetch(server.metricsAddress!)).text();
  assert.match(text, /cast2gif_renders_total\{format="gif",outcome="done"\} 1/);
  assert.match(text, /cast2gif_renders_total\{format="gif",outcome="failed"\} 1/);
  assert.match(text, /cast2gif_queue_waiting 0/);
  assert.match(text, /cast2gif_render_cpu_seconds_total\{format="gif"\} \d/);
  assert.doesNotMatch(text, /[0-9a-f]{32}|127\.0\.0\.1/);
  assert.equal((await server.fetch('/metrics')).status, 404);
});

test('what was sent goes some time after it was last asked for', async (context) => {
  const server = await serve(context, { keepSeconds: 1 }, { renderer: new EchoRenderer() });
  const path = (await render(server, castOf('short'))).headers.get('content-location')!;
  assert.equal((await server.fetch(path)).status, 200);
  await until(async () => !(await keysBelow(server.store)).some((key) => /^(uploads|pictures|tokens)\//.test(key)));
  assert.equal((await server.fetch(path)).status, 404);
});
