import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually } from '../eventually.js';
import { keysBelow } from './backend.js';
import { castOf } from './cast-of.js';
import { EchoRenderer, problemOf, render, serve } from './harness.js';

test('requirement 9: a full queue says so at once, and the rest goes on', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const server = await serve(context, { concurrency: 1, queueSize: 1 }, { renderer });
  const waiting = ['a', 'b'].map((text) => render(server, castOf(text)));
  await eventually('/ready answers 503', async () => (await server.fetch('/ready')).status === 503);
  // Nothing ends meanwhile that it could have waited for.
  const refused = await render(server, castOf('c'));
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal((await problemOf(refused)).code, 'queue-full');
  assert.equal((await server.fetch('/health')).status, 200);
  renderer.release();
  for (const response of await Promise.all(waiting)) assert.equal(response.status, 200);
  // A queue elsewhere is looked at now and then.
  await eventually('/ready answers 200', async () => (await server.fetch('/ready')).status === 200);
  // A promise that was refused is not kept.
  assert.equal(renderer.tasks.length, 2);
  await eventually('nothing is left below jobs/', async () => (await keysBelow(server.store, 'jobs/')).length === 0);
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
  await eventually('there is room for the next listener', async () => {
    const response = await server.fetch(`${promised.headers.get('location')}/events`, {
      headers: { 'x-forwarded-for': '2001:db8::1' },
    });
    if (response.status !== 200) return false;
    await response.body!.cancel();
    return true;
  });
  renderer.release();
});

test('requirement 4: a bomb ends at a limit that is named, and the next request is unharmed', async (context) => {
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

test('requirement 5: a bomb of 1 MB in gzip is refused, and never unpacked in this process', async (context) => {
  const server = await serve(context);
  const member = gzipSync(`[0.1,"o","${' '.repeat(900_000)}"]\n`.repeat(11));
  const bomb = Buffer.concat([
    gzipSync('{"version":2,"width":80,"height":24}\n'),
    ...Array.from({ length: Math.ceil(2 ** 20 / member.length) }, () => member),
  ]);
  assert.equal((await render(server, castOf('before'))).status, 200);
  const before = process.memoryUsage().rss;
  const refused = await render(server, bomb);
  assert.ok(process.memoryUsage().rss - before < 100e6);
  assert.equal(refused.status, 413);
  assert.match((await problemOf(refused)).detail, /larger than the limit of 50 MiB/);
  const brotli = { method: 'POST', body: bomb, headers: { 'content-encoding': 'br' } };
  assert.equal((await server.fetch('/render', brotli)).status, 415);
});

test('requirement 6: a terminal is as large as the limit at most, whoever asks for more', async (context) => {
  const server = await serve(context);
  const cast = (size: string, text = 'x') => `{"version":2,${size}}\n[0,"o","${text}"]\n`;
  const screenOf = async (body: string) => (await render(server, body, '?format=txt')).text();
  const tooLarge = await render(server, cast('"width":30000,"height":30000'));
  assert.ok([413, 422].includes(tooLarge.status));
  assert.match((await problemOf(tooLarge)).detail, /400/);
  assert.match(await screenOf(cast('"width":0,"height":0', `${'x'.repeat(79)}\\r\\ny`)), /^x{79}\ny/);
  const resized = (size: string) => `${cast('"width":20,"height":4')}[1,"r","${size}"]\n[2,"o","${'z'.repeat(500)}"]\n`;
  const widest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));
  assert.equal(widest(await screenOf(resized('30x5'))), 30);
  assert.ok(widest(await screenOf(resized('65535x65535'))) <= 400);
});

test('requirement 7: a broken line does no more harm than a warning, or is refused by its number where that is asked for', async (context) => {
  const server = await serve(context);
  const head = '{"version":2,"width":20,"height":4}\n[0,"o","a"]\n';
  for (const line of ['[1e400,"o","b"]', '[1,"o",7]', '[1,"o"', '["1","o","b"]']) {
    const body = `${head}${line}\n[2,"o","c"]\n`;
    assert.match(await (await render(server, body, '?format=txt')).text(), /^ab?c\n*$/, line);
    const strict = await render(server, body, '?format=txt&strict=true');
    assert.equal(strict.status, 422, line);
    assert.equal((await problemOf(strict)).line, 3, line);
  }
  const backwards = await render(server, `${head}[-1,"o","b"]\n[0.5,"o","c"]\n`, '?format=txt');
  assert.match(await backwards.text(), /^a.*c\n*$/);
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
  await eventually(
    'uploads, pictures and tokens are swept',
    async () => !(await keysBelow(server.store)).some((key) => /^(uploads|pictures|tokens)\//.test(key)),
  );
  assert.equal((await server.fetch(path)).status, 404);
});
