/** What sites that embed a picture by its address rely on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castOf } from '../cast-of.js';
import { bytesOf, PLAIN_CAST, problemOf, render, serve, type TestServer } from '../harness.js';

async function pathOf(server: TestServer, format: string, cast: string | Uint8Array = PLAIN_CAST): Promise<string> {
  const response = await render(server, cast, `?format=${format}`);
  assert.equal(response.status, 200);
  await response.arrayBuffer();
  return response.headers.get('content-location')!;
}

test('requirement 10: a client that has the picture gets none', async (context) => {
  const server = await serve(context);
  const path = await pathOf(server, 'gif');
  const etag = (await server.fetch(path)).headers.get('etag')!;
  assert.match(etag, /^"[0-9a-f]{64}"$/);
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, `W/"y" ,W/${etag}`, '*']) {
    const response = await server.fetch(path, { headers: { 'if-none-match': known } });
    assert.equal(response.status, 304, known);
    assert.equal(response.headers.get('etag'), etag);
    assert.match(response.headers.get('cache-control')!, /immutable/);
    assert.equal((await bytesOf(response)).length, 0);
  }
  for (const unknown of ['"x"', 'x', etag.slice(1, -1), '']) {
    const response = await server.fetch(path, { headers: { 'if-none-match': unknown } });
    assert.equal(response.status, 200, unknown);
  }
});

test('requirement 11: HEAD is GET without the body', async (context) => {
  const server = await serve(context);
  const names = ['content-type', 'content-length', 'etag', 'cache-control', 'accept-ranges'];
  const facts = ({ status, headers }: Response) => [status, ...names.map((name) => headers.get(name))];
  const pictures = await Promise.all(['gif', 'svg', 'txt'].map((format) => pathOf(server, format)));
  for (const path of [...pictures, '/p/nothing', '/health', '/r/-/-/x.gif']) {
    const head = await server.fetch(path, { method: 'HEAD' });
    assert.deepEqual(facts(head), facts(await server.fetch(path)), path);
    assert.equal((await bytesOf(head)).length, 0);
  }
});

test('requirement 12: parts of a picture', async (context) => {
  const server = await serve(context);
  for (const memoryCacheBytes of [2 ** 20, 0]) {
    const other = await serve(context, { memoryCacheBytes, store: server.store });
    const path = await pathOf(other, 'gif');
    const whole = await bytesOf(await other.fetch(path));
    const { length } = whole;
    const etag = (await other.fetch(path)).headers.get('etag')!;
    const part = (range: string, more: Record<string, string> = {}) =>
      other.fetch(path, { headers: { range, ...more } });
    for (const [range, start, end] of [
      ['bytes=0-1', 0, 2],
      ['bytes=-5', length - 5, length],
      ['bytes=10-', 10, length],
      [`bytes=5-${length * 2}`, 5, length],
      [`bytes=-${length * 2}`, 0, length],
    ] as const) {
      const response = await part(range);
      assert.equal(response.status, 206, range);
      assert.equal(response.headers.get('content-range'), `bytes ${start}-${end - 1}/${length}`);
      assert.equal(response.headers.get('content-length'), String(end - start));
      assert.deepEqual(await bytesOf(response), whole.subarray(start, end));
    }
    const outside = await part(`bytes=${length}-`);
    assert.equal(outside.status, 416);
    assert.equal(outside.headers.get('content-range'), `bytes */${length}`);
    assert.equal((await problemOf(outside)).status, 416);
    assert.equal((await part('bytes=0-1', { 'if-range': etag })).status, 206);
    for (const stale of ['"x"', `W/${etag}`, 'Sun, 29 Nov 2026 17:16:17 GMT']) {
      assert.equal((await part('bytes=0-1', { 'if-range': stale })).status, 200, stale);
    }
    for (const odd of ['bytes=5-2', 'bytes=a-b', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=-']) {
      assert.equal((await part(odd)).status, 200, odd);
    }
  }
});

test('requirement 13: two servers make the same bytes', async (context) => {
  const of = async (format: string) => {
    const server = await serve(context, { concurrency: 1 });
    const response = await render(server, PLAIN_CAST, `?format=${format}&theme=nord`);
    return [
      response.headers.get('etag'),
      response.headers.get('content-location')?.split('.')[1],
      await bytesOf(response),
    ];
  };
  for (const format of ['gif', 'svg']) assert.deepEqual(await of(format), await of(format));
});

test('requirement 14: what may be kept for how long', async (context) => {
  const server = await serve(context, { posterAfterSeconds: 1 });
  const path = await pathOf(server, 'gif');
  assert.equal((await server.fetch(path)).headers.get('cache-control'), 'public, max-age=31536000, immutable');
  for (const wrong of ['/p/x.gif', '/jobs/x', '/nothing', '/r/x/y/z.gif']) {
    const response = await server.fetch(wrong);
    assert.ok(response.status >= 400);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  }
});

test('other sites may show it, and it can do nothing there', async (context) => {
  const server = await serve(context);
  for (const format of ['gif', 'png', 'svg', 'txt', 'vtt']) {
    const { headers } = await server.fetch(await pathOf(server, format));
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    const policy = headers.get('content-security-policy');
    assert.equal(policy?.startsWith("default-src 'none'; ") ?? false, format === 'svg');
    assert.doesNotMatch(policy ?? '', /script-src|http|\*/);
  }
});

test('no text of a stranger becomes markup of a picture or a header of an answer', async (context) => {
  const server = await serve(context);
  const title = '</title><script>alert(1)</script><x onload="alert(2)">\r\nx-injected: 1';
  for (const name of ['title', 'alt']) {
    const cast = castOf('</text><script>alert(3)</script>');
    const response = await render(server, cast, `?format=svg&${new URLSearchParams({ [name]: title })}`);
    assert.equal(response.status, 200);
    const location = response.headers.get('content-location')!;
    for (const answer of [response, await server.fetch(location), await server.fetch(location, { method: 'HEAD' })]) {
      assert.match(
        answer.headers.get('content-security-policy')!,
        /^default-src 'none'; style-src 'unsafe-inline'; font-src data:/,
      );
      assert.equal(answer.headers.get('content-disposition'), null);
      assert.equal(answer.headers.get('x-injected'), null);
      assert.doesNotMatch(await answer.text(), /<script|<x |<[^>]*\son\w+=/i);
    }
  }
  const form = new FormData();
  form.append('file', new Blob([castOf('form')]), '"; filename="evil.html\r\nx-injected: 1');
  const { headers, status } = await server.fetch('/render?format=txt', { method: 'POST', body: form });
  assert.deepEqual([status, headers.get('content-disposition'), headers.get('x-injected')], [200, null, null]);
});

test('requirement 15: what a site takes, and what that cost', async (context) => {
  const server = await serve(context);
  const made = await render(server, castOf('x'), '?for=github');
  assert.ok(Number(made.headers.get('content-length')) <= 5_242_880);
  const { length } = await bytesOf(await render(server, PLAIN_CAST));
  const most = Math.floor(length * 0.8);
  const smaller = await render(server, PLAIN_CAST, `?max-bytes=${most}`);
  assert.equal(smaller.status, 200);
  assert.ok((await bytesOf(smaller)).length <= most);
  assert.match(smaller.headers.get('x-cast2gif-gave-up')!, /\(\?fps-cap=|\(\?aa-levels=/);
  const impossible = await render(server, PLAIN_CAST, '?max-bytes=10');
  assert.deepEqual([impossible.status, (await problemOf(impossible)).code], [422, 'budget']);
});

test('requirement 25: no name leads out of the store', async (context) => {
  const server = await serve(context);
  const { port } = new URL(server.address);
  const { request } = await import('node:http');
  const ask = (path: string) =>
    new Promise<number>((resolve, reject) => {
      request({ port, path }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on('error', reject)
        .end();
    });
  for (const name of [
    '../secret',
    '..%2fsecret',
    '%2e%2e/secret',
    'a%00.gif',
    '..',
    '.tmp',
    '%',
    '%ff.gif',
    '../../etc/passwd',
  ]) {
    for (const folder of ['/p/', '/jobs/']) {
      const status = await ask(`${folder}${name}`);
      assert.ok(status === 404 || status === 400 || status === 405, `${folder}${name}: ${status}`);
    }
    assert.ok([403, 404].includes(await ask(`/r/-/-/${name}`)), name);
  }
});
