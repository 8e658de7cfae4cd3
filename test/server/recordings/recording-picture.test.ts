/** Pictures of recordings that were uploaded: who gets them, for how long, and what stands in for them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FORMAT_NAMES, FORMATS } from '#cast2gif/options/formats.js';
import { eventually } from '../../eventually.js';
import { withoutProgram } from '../../support.js';
import { castOf } from '../cast-of.js';
import { bytesOf, EchoRenderer, PLAIN_CAST, problemOf, serve } from '../harness.js';
import { claim, DAY_MS, recordingsOf, upload } from '../uploaded.js';

const UPLOADS = { uploads: true } as const;

test('every format, and the recording, at the address of the recording', async (context) => {
  const server = await serve(context, UPLOADS, { renderer: new EchoRenderer() });
  const cast = castOf('formats');
  const { id } = await upload(server, cast);
  for (const format of FORMAT_NAMES) {
    const response = await server.fetch(`/a/${id}.${FORMATS[format].extensions[0]}?theme=nord`);
    assert.equal(response.status, 200, format);
    assert.equal(response.headers.get('content-type'), FORMATS[format].mediaType);
    assert.ok((await response.text()).startsWith(`${format} {`));
  }
  const recording = await server.fetch(`/a/${id}.cast`);
  assert.equal(recording.headers.get('content-type'), 'application/x-asciicast');
  assert.equal(recording.headers.get('access-control-allow-origin'), '*');
  assert.equal(await recording.text(), cast);
});

test('what is asked for wrongly is refused, and nothing is rendered', async (context) => {
  const renderer = new EchoRenderer();
  const server = await serve(context, UPLOADS, { renderer });
  const { id } = await upload(server, castOf('wrong'));
  for (const [path, status, detail] of [
    [`/a/${id}.exe`, 404, /no pictures of this kind/],
    ['/a/00000000000000000000.gif', 404, /no such recording/],
    ['/a/..%2Fx.gif', 404, /no such recording/],
    [`/a/${id}.gif?speed=0`, 400, /speed/],
    [`/a/${id}.gif?scale=100`, 400, /scale/],
    [`/a/${id}.gif?threads=9`, 400, /cannot be set by a request/],
    [`/a/${id}.gif?theme=/etc/passwd`, 400, /theme/],
    [`/a/${id}.gif?nothing=1`, 400, /unknown option/],
    [`/a/${id}.gif?play`, 400, /only \.svg has a button/],
    [`/a/${id}.gif?pending=x`, 400, /pending/],
    [`/a/${id}.gif?pending=error&pending=error`, 400, /given twice/],
  ] as const) {
    const response = await server.fetch(path);
    assert.equal(response.status, status, path);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.match((await problemOf(response)).detail, detail, path);
  }
  assert.equal(renderer.tasks.length, 0);
});

test('a server without uploads has no such addresses', async (context) => {
  const server = await serve(context, {}, { renderer: new EchoRenderer() });
  const { id } = await upload(server, castOf('none'));
  assert.equal((await server.fetch(`/a/${id}.gif`)).status, 404);
});

test('others keep a picture for five minutes at most, and never past the moment at which it is hidden', async (context) => {
  const server = await serve(context, { ...UPLOADS, unclaimedTtl: ['7', '30'] }, { renderer: new EchoRenderer() });
  const now = Date.now();
  const young = await upload(server, castOf('young'));
  const ageing = await upload(server, castOf('ageing'), { uploadedMs: now - 7 * DAY_MS + 100_000 });
  const hidden = await upload(server, castOf('hidden'), { uploadedMs: now - 8 * DAY_MS });
  const expired = await upload(server, castOf('expired'), { uploadedMs: now - 31 * DAY_MS });
  for (const extension of ['gif', 'cast']) {
    assert.equal(await cacheControl(`/a/${young.id}.${extension}`), 'public, max-age=300');
    // The second answer comes out of memory.
    for (const _ of [1, 2]) {
      const age = Number(/max-age=(\d+)$/.exec(await cacheControl(`/a/${ageing.id}.${extension}`))?.[1]);
      assert.ok(age > 0 && age < 100, `${age}`);
    }
  }
  for (const extension of [...FORMAT_NAMES.map((name) => FORMATS[name].extensions[0]), 'cast', 'svg?play']) {
    const response = await server.fetch(`/a/${hidden.id}.${extension}`);
    assert.equal(response.status, 410, extension);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const { code, detail } = await problemOf(response);
    assert.equal(code, 'gone');
    assert.match(detail, /nobody has claimed it.*asciinema auth/);
    assert.equal((await server.fetch(`/a/${expired.id}.${extension}`)).status, 404);
  }
  await claim(server, 'Ana');
  assert.equal(await cacheControl(`/a/${hidden.id}.gif`), 'public, max-age=300');

  async function cacheControl(path: string): Promise<string> {
    const response = await server.fetch(path);
    assert.equal(response.status, 200);
    await response.arrayBuffer();
    return response.headers.get('cache-control')!;
  }
});

test('a private recording and its pictures are for its owner alone, and nobody keeps them', async (context) => {
  const renderer = new EchoRenderer();
  const server = await serve(context, UPLOADS, { renderer });
  const headers = await claim(server, 'Ana');
  const other = await claim(server, 'Bo', '00000000-0000-4000-8000-000000000000');
  const { id } = await upload(server, castOf('secret'), { visibility: 'private' });
  for (const path of [`/a/${id}.gif`, `/a/${id}.cast`, `/a/${id}.svg`]) {
    assert.equal((await server.fetch(path)).status, 401);
    assert.equal((await server.fetch(path, { headers: other })).status, 404);
    const own = await server.fetch(path, { headers });
    assert.equal(own.status, 200);
    assert.equal(own.headers.get('cache-control'), 'private, no-store');
    // Also once it is in memory.
    assert.equal((await server.fetch(path)).status, 401);
  }
  await (await recordingsOf(server)).revise(id, { visibility: 'unlisted' });
  assert.equal((await server.fetch(`/a/${id}.gif`)).status, 200);
  await (await recordingsOf(server)).remove(id);
  assert.equal((await server.fetch(`/a/${id}.gif`)).status, 404);
});

test('a still stands in for a picture that takes long; private ones are kept by nobody even then', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = ({ format, options }) => format === 'gif' && options.select === undefined;
  const server = await serve(context, { ...UPLOADS, posterAfterSeconds: 1, concurrency: 8 }, { renderer });
  const headers = await claim(server, 'Ana');
  const shared = await upload(server, castOf('slow'));
  const own = await upload(server, castOf('slow and private'), { visibility: 'private' });
  for (const [{ id }, caching] of [
    [shared, 'no-store'],
    [own, 'private, no-store'],
  ] as const) {
    const path = `/a/${id}.gif`;
    const poster = await server.fetch(path, { headers });
    assert.equal(poster.headers.get('x-cast2gif-pending'), '1');
    assert.equal(poster.headers.get('cache-control'), caching);
    assert.match(await poster.text(), /"select":"50%"/);
    const refused = await server.fetch(`${path}?pending=error`, { headers });
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    await refused.text();
  }
  renderer.release();
  await eventually('the GIF is shown', async () => {
    const response = await server.fetch(`/a/${shared.id}.gif`);
    return response.headers.get('x-cast2gif-pending') === null && (await response.text()).startsWith('gif ');
  });
});

test('HEAD, ranges and entity tags, of the recording and of pictures', async (context) => {
  const server = await serve(context, UPLOADS);
  const { id } = await upload(server, PLAIN_CAST);
  const names = ['content-type', 'content-length', 'etag', 'cache-control', 'accept-ranges'];
  for (const name of [`${id}.gif`, `${id}.svg?play`, `${id}.txt`, `${id}.cast`]) {
    const path = `/a/${name}`;
    const whole = await server.fetch(path);
    const bytes = await bytesOf(whole);
    const etag = whole.headers.get('etag')!;
    const head = await server.fetch(path, { method: 'HEAD' });
    assert.deepEqual(
      names.map((each) => head.headers.get(each)),
      names.map((each) => whole.headers.get(each)),
      path,
    );
    assert.equal((await server.fetch(path, { headers: { 'if-none-match': etag } })).status, 304);
    // What is compressed is a part of that: nothing unpacks it.
    const range = { range: 'bytes=2-5', 'accept-encoding': 'identity' };
    const part = await server.fetch(path, { headers: range });
    assert.equal(part.status, 206);
    const identical = await bytesOf(await server.fetch(path, { headers: { 'accept-encoding': 'identity' } }));
    assert.deepEqual(await bytesOf(part), identical.subarray(2, 6));
    assert.equal((await server.fetch(path, { headers: { range: 'bytes=99999999-' } })).status, 416);
    assert.ok(bytes.length > 0);
  }
});

test('a recording that was uploaded compressed is unpacked by those who can', async (context) => {
  const server = await serve(context, UPLOADS, { renderer: new EchoRenderer() });
  const cast = castOf('packed');
  const packed = gzipSync(cast);
  const { id } = await upload(server, packed);
  const taken = await server.fetch(`/a/${id}.cast`);
  assert.equal(await taken.text(), cast);
  const identity = await server.fetch(`/a/${id}.cast`, { headers: { 'accept-encoding': 'identity' } });
  assert.equal(identity.headers.get('content-encoding'), null);
  assert.deepEqual(await bytesOf(identity), new Uint8Array(packed));
  assert.notEqual(taken.headers.get('etag'), identity.headers.get('etag'));
});

test('a still with a play button is there however busy the machine is', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const terms = { ...UPLOADS, posterAfterSeconds: 0, concurrency: 1, queueSize: 1, rateLimit: 3 };
  const server = await serve(context, terms, { renderer });
  const headers = await claim(server, 'Ana');
  const theme = { fg: '#000000', bg: '#fdf6e3', palette: Array(16).fill('#000000').join(':') };
  const light = JSON.stringify({ version: 2, width: 20, height: 4, theme });
  for (let at = 0; at < 5; at += 1) {
    const { id } = await upload(server, `${light}\n[0,"o","${at}"]\n`, { visibility: at === 4 ? 'private' : 'public' });
    const path = `/a/${id}.svg?play`;
    const response = await server.fetch(path, { headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/svg+xml');
    assert.equal(response.headers.get('x-cast2gif-pending'), '1');
    assert.equal(response.headers.get('cache-control'), at === 4 ? 'private, no-store' : 'no-store');
    const svg = await response.text();
    assert.match(svg, /viewBox="0 0 220 110".* fill="#fdf6e3".*<circle r="16".*<\/svg>\n$/s);
    const head = await server.fetch(path, { method: 'HEAD', headers });
    assert.equal(Number(head.headers.get('content-length')), svg.length);
    assert.match(String((await server.fetch(`${path}&pending=error`, { headers })).status), /^(?:429|503)$/);
  }
  renderer.release();
});

test('a still with a play button is a small SVG that says so, at a moment that can be chosen', {
  skip: withoutProgram('xmllint'),
}, async (context) => {
  const server = await serve(context, UPLOADS);
  const { id } = await upload(server, PLAIN_CAST);
  const response = await server.fetch(`/a/${id}.svg?play`);
  assert.equal(response.headers.get('content-type'), 'image/svg+xml');
  assert.match(response.headers.get('content-security-policy')!, /default-src 'none'/);
  const svg = await response.text();
  assert.equal(spawnSync('xmllint', ['--noout', '-'], { input: svg }).status, 0);
  assert.match(svg, /<circle r="16"[^>]*>.*<\/g>\n<\/svg>\n$/s);
  assert.ok(!svg.includes('animation') && !svg.includes('checksum='));
  const other = await (await server.fetch(`/a/${id}.svg?play=true&at=0`)).text();
  assert.notEqual(other, svg);
});
