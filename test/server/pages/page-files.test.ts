/** How the first page is served. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterTest } from '../../clean-up.js';
import { castOf } from '../cast-of.js';
import { problemOf, serve } from '../harness.js';

const MOST_SCRIPT_BYTES = 150_000;

test('the page names its files by their content and lets nothing else in', async (context) => {
  const server = await serve(context);
  const response = await server.fetch('/');
  const html = await response.text();
  assert.equal(response.headers.get('cache-control'), 'no-cache');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  assert.doesNotMatch(html, /\{\{|<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|application\/json))/);
  const assets = [...html.matchAll(/assets\/([\w.-]+)/g)].map(([path]) => path);
  assert.ok(assets.length >= 6);
  for (const path of assets) {
    const asset = await server.fetch(`/${path}`);
    assert.equal(asset.status, 200, path);
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const hash = createHash('sha256')
      .update(new Uint8Array(await asset.arrayBuffer()))
      .digest('hex');
    assert.ok(path.includes(hash.slice(0, 12)), path);
  }
});

test('the picture on the page has the size that the page says', async (context) => {
  const server = await serve(context);
  const html = await (await server.fetch('/')).text();
  const [, path, widthPx, heightPx] = /<img src="(assets\/hero[^"]+)" width="(\d+)" height="(\d+)"/.exec(html) ?? [];
  const svg = await (await server.fetch(`/${path}`)).text();
  assert.match(svg, new RegExp(`<svg [^>]*width="${widthPx}" height="${heightPx}"`));
});

test('the script of the page is small', async (context) => {
  const server = await serve(context);
  const html = await (await server.fetch('/')).text();
  const scripts = [...html.matchAll(/<script type="module" src="([^"]+)"/g)].map(([, path]) => path);
  assert.equal(scripts.length, 1);
  const bytes = await (await server.fetch(`/${scripts[0]}`)).arrayBuffer();
  assert.ok(bytes.byteLength < MOST_SCRIPT_BYTES, `${bytes.byteLength} bytes`);
});

test('files are compressed for clients that accept it, and missing ones are not found', async (context) => {
  const server = await serve(context);
  const plain = Buffer.from(
    await (await server.fetch('/', { headers: { 'accept-encoding': 'identity' } })).arrayBuffer(),
  );
  const { rawBody, headers } = await rawGet(`${server.address}/`, { 'accept-encoding': 'gzip' });
  assert.equal(headers['content-encoding'], 'gzip');
  assert.equal(headers.vary, 'accept-encoding');
  assert.deepEqual(gunzipSync(rawBody), plain);
  for (const path of ['/assets/', '/assets/index.html', '/assets/names.json', '/assets/%2e%2e/index.html']) {
    assert.equal((await server.fetch(path)).status, 404, path);
  }
});

async function rawGet(address: string, headers: Record<string, string>) {
  const { get } = await import('node:http');
  return new Promise<{ rawBody: Buffer; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    get(address, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ rawBody: Buffer.concat(chunks), headers: response.headers }));
    }).on('error', reject);
  });
}

test('a recording elsewhere is handed to the page where addresses are allowed, and nothing else is', async (context) => {
  const { createServer } = await import('node:http');
  const packed = gzipSync(castOf(randomBytes(50_000).toString('hex')));
  const bodies: Readonly<Record<string, string | Uint8Array>> = {
    '/a.cast': castOf('a'),
    '/long.cast.gz': packed,
    '/secret': '{"password":"b"}',
    '/secret.gz': gzipSync('{"password":"b"}'),
  };
  const elsewhere = createServer((request, response) => response.end(bodies[request.url!]));
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  afterTest(context, () => elsewhere.close());
  const { port } = elsewhere.address() as { port: number };
  const path = (name: string) => `/recording?${new URLSearchParams({ address: `http://127.0.0.1:${port}${name}` })}`;

  const open = await serve(context, { allowUnsigned: true, allowPrivateSources: true });
  assert.equal(await (await open.fetch(path('/a.cast'))).text(), bodies['/a.cast']);
  assert.deepEqual(Buffer.from(await (await open.fetch(path('/long.cast.gz'))).arrayBuffer()), packed);
  assert.equal((await open.fetch(path('/secret.gz'))).status, 422);
  const secret = await open.fetch(path('/secret'));
  assert.equal(secret.status, 422);
  assert.equal((await problemOf(secret)).detail, 'there is no recording at this address');
  assert.equal((await open.fetch('/recording?address=file:///etc/passwd')).status, 400);

  const guarded = await serve(context, { allowUnsigned: true });
  assert.equal((await guarded.fetch(path('/a.cast'))).status, 403);
  const closed = await serve(context);
  assert.equal((await closed.fetch(path('/a.cast'))).status, 404);
});
