import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Cast2gifError } from '#cast2gif/errors.js';
import { castOf } from '../cast-of.js';
import { bytesOf, EchoRenderer, PLAIN_CAST, problemOf, render, serve } from '../harness.js';

const isGif = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'GIF89a';

test('a recording becomes a picture, which is then at an address of its own', async (context) => {
  const server = await serve(context);
  const made = await render(server, PLAIN_CAST, '?format=gif&theme=nord');
  assert.equal(made.status, 200);
  assert.equal(made.headers.get('content-type'), 'image/gif');
  const bytes = await bytesOf(made);
  assert.ok(isGif(bytes));
  const path = made.headers.get('content-location')!;
  assert.match(path, /^\/p\/[0-9a-f]{40}\.gif$/);
  const kept = await server.fetch(path);
  assert.deepEqual(await bytesOf(kept), bytes);
  assert.equal(kept.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(kept.headers.get('etag'), made.headers.get('etag'));
  assert.equal((await server.fetch(path.replace('.gif', '.png'))).status, 404);
});

test('the body may be compressed or a form, and of any type', async (context) => {
  const server = await serve(context);
  const cast = castOf('hello');
  const tags = new Set<string | null>();
  const send = async (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) => {
    const response = await server.fetch('/render?format=txt', { method: 'POST', body, headers });
    assert.equal(response.status, 200);
    tags.add(response.headers.get('etag'));
  };
  await send(cast);
  await send(cast, { 'content-type': 'application/x-asciicast' });
  await send(cast, { 'content-type': 'not a type' });
  await send(gzipSync(cast), { 'content-encoding': 'gzip' });
  await send(gzipSync(cast), { 'content-type': 'application/gzip' });
  const form = new FormData();
  form.set('file', new Blob([cast]), 'demo.cast');
  await send(form);
  assert.equal(tags.size, 1);
});

test('what is wrong is said with its line, option and limit', async (context) => {
  const server = await serve(context, { maxUploadBytes: 2000 });
  const refused = async (body: NonNullable<RequestInit['body']>, query = '', headers: Record<string, string> = {}) => {
    const response = await server.fetch(`/render${query}`, { method: 'POST', body, headers });
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const problem = await problemOf(response);
    assert.equal(problem.status, response.status);
    assert.equal(problem.requestId, response.headers.get('x-request-id'));
    return problem;
  };
  const text = await refused('\nplain text');
  assert.deepEqual([text.status, text.code, text.line], [422, 'recording', 2]);
  assert.equal((await refused('')).status, 422);
  const cast = castOf('x');
  for (const [query, detail] of [
    ['?speeed=2', /did you mean "speed"/],
    ['?speed=2&speed=3', /speed.*given twice/],
    ['?format=gif&format=gif', /format.*given twice/],
    ['?format=gof', /did you mean "gif"/],
    ['?scale=4', /scale.*from 0.1 to 3/],
    ['?font-family=x', /font-family.*cannot be set by a request/],
    ['?theme=../themes/nord.json', /name of a theme or colours/],
    ['?theme=nrod', /theme.*did you mean "nord"/],
    ['?select=9..1', /select/],
  ] as const) {
    const problem = await refused(cast, query);
    assert.equal(problem.status, 400, query);
    assert.match(problem.detail, detail);
  }
  assert.equal((await refused(castOf('x'.repeat(3000)))).status, 413);
  assert.equal((await refused(cast, '', { 'content-encoding': 'br' })).status, 415);
  assert.equal((await refused('--x', '', { 'content-type': 'multipart/form-data; boundary=x' })).status, 400);
  const field = new FormData();
  field.set('file', cast);
  assert.equal((await refused(field)).status, 400);
  const form = new FormData();
  form.set('file', new Blob(['x'.repeat(3000)]), 'demo.cast');
  assert.equal((await refused(form)).status, 413);
});

test('Accept decides the format where the query does not', async (context) => {
  const server = await serve(context);
  const ask = (accept: string, query = '') =>
    server.fetch(`/render${query}`, { method: 'POST', body: castOf('x'), headers: { accept } });
  const still = await ask('image/png, */*;q=0.5');
  assert.equal(still.headers.get('content-type'), 'image/png');
  assert.equal(still.headers.get('vary'), 'accept');
  assert.equal((await ask('application/json')).headers.get('content-type'), 'image/gif');
  const chosen = await ask('image/png', '?format=svg');
  assert.equal(chosen.headers.get('content-type'), 'image/svg+xml');
  assert.equal(chosen.headers.get('vary'), null);
});

test('who does not want to wait gets a job', async (context) => {
  const server = await serve(context);
  const headers = { prefer: 'respond-async' };
  const promised = await server.fetch('/render', { method: 'POST', body: castOf('later'), headers });
  assert.equal(promised.status, 202);
  const path = promised.headers.get('location')!;
  assert.match(path, /^\/jobs\/[0-9a-f]{40}$/);
  const events = await server.fetch(`${path}/events`);
  assert.equal(events.headers.get('content-type'), 'text/event-stream');
  const last = (await events.text()).trim().split('\n\n').at(-1)!;
  const { state, progress, picture, alt } = JSON.parse(last.replace('data: ', ''));
  assert.deepEqual({ state, progress }, { state: 'done', progress: 1 });
  assert.deepEqual(await (await server.fetch(path)).json(), { state, progress, picture, alt });
  assert.match(alt, /^Terminal recording, \d seconds?\. .*later and more/);
  assert.ok(isGif(await bytesOf(await server.fetch(picture))));
  assert.equal((await server.fetch(`/jobs/${'0'.repeat(40)}`)).status, 404);
});

test('requirement 22: what a machine did wrong is tried again when it is asked for; what a recording did is not', async (context) => {
  const renderer = new EchoRenderer();
  const server = await serve(context, {}, { renderer });
  const attempts = async (code: 'io' | 'recording', again: number) => {
    renderer.tasks.length = 0;
    renderer.failure = new Cast2gifError(code, 'it failed');
    const failed = await render(server, castOf(code));
    assert.ok(failed.status >= 400);
    const count = renderer.tasks.length;
    renderer.failure = undefined;
    assert.equal((await render(server, castOf(code))).status, again);
    return [count, renderer.tasks.length - count];
  };
  const [tries, more] = await attempts('io', 200);
  assert.ok(tries! > 1);
  assert.equal(more, 1);
  assert.deepEqual(await attempts('recording', 422), [1, 0]);
});

test('a job that failed says why', async (context) => {
  const server = await serve(context, { answerWithinSeconds: 0.05 });
  const promised = await server.fetch('/render', { method: 'POST', body: 'no recording' });
  assert.equal(promised.status, 202);
  const path = promised.headers.get('location')!;
  await (await server.fetch(`${path}/events`)).text();
  const { state, error } = (await (await server.fetch(path)).json()) as { state: string; error: { code: string } };
  assert.deepEqual([state, error.code], ['failed', 'recording']);
});

test('requests from other machines need permission', async (context) => {
  const server = await serve(context, { host: '127.0.0.1', trustProxy: ['127.0.0.1'] });
  const refused = await render(server, castOf('x'));
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
  const local = await serve(context);
  const foreign = { method: 'POST', body: castOf('x'), headers: { 'sec-fetch-site': 'cross-site' } };
  assert.equal((await local.fetch('/render', foreign)).status, 403);
  for (const name of ['forwarded', 'via', 'x-forwarded-for']) {
    const passedOn = { method: 'POST', body: castOf('x'), headers: { [name]: '192.0.2.1' } };
    assert.equal((await local.fetch('/render', passedOn)).status, 401, name);
  }
  const open = await serve(context, { trustProxy: ['127.0.0.1'], publicRender: true });
  assert.equal((await render(open, castOf('x'), '?format=txt')).status, 200);
});

test('only requests by a name of this machine come from its user', async (context) => {
  const server = await serve(context, {}, { renderer: new EchoRenderer() });
  const { hostname, port } = new URL(server.address);
  const statusFor = async (host: string) => {
    const answer = await answerTo(
      Number(port),
      hostname,
      `POST /render?format=txt HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`,
    );
    return Number(answer.split(' ')[1]);
  };
  for (const host of ['localhost', `LOCALHOST:${port}`, `127.0.0.1:${port}`, '[::1]:8000']) {
    assert.equal(await statusFor(host), 200, host);
  }
  for (const host of [
    'example.com',
    `example.com:${port}`,
    'localhost.example.com',
    '127.0.0.1.example.com',
    '10.0.0.1',
  ]) {
    assert.equal(await statusFor(host), 403, host);
  }
});

test('what is not HTTP is answered like every error', async (context) => {
  const server = await serve(context, {}, { renderer: new EchoRenderer() });
  const { hostname, port } = new URL(server.address);
  const [head = '', body = ''] = (await answerTo(Number(port), hostname, 'not HTTP\r\n\r\n')).split('\r\n\r\n');
  assert.match(head, /^HTTP\/1\.1 400 /);
  assert.match(head, /^Content-Type: application\/problem\+json$/m);
  assert.match(head, /^X-Content-Type-Options: nosniff$/m);
  const { requestId } = JSON.parse(body) as { requestId: string };
  assert.equal(requestId, /^X-Request-Id: ([\w-]+)/m.exec(head)?.[1]);
});

test('what HTTP itself refuses is answered with a document, too', async (context) => {
  const server = await serve(context, {}, { renderer: new EchoRenderer() });
  const { hostname, port } = new URL(server.address);
  for (const [request, status] of [
    ['GET /health HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n', 417],
    ['GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [`GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
    ['GET / HTTP/9.9\r\n\r\n', 400],
    ['POST /render HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['POST /render HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
  ] as const) {
    const answer = await answerTo(Number(port), hostname, request);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), request.slice(0, 60));
    assert.match(head, /^content-type: application\/problem\+json$/im);
    assert.match(head, /^cache-control: no-store$/im);
    const { status: told, requestId } = JSON.parse(body) as { status: number; requestId: string };
    assert.deepEqual([told, requestId], [status, /^x-request-id: ([\w-]+)/im.exec(head)?.[1]]);
  }
  const old = await answerTo(Number(port), hostname, 'GET /health HTTP/1.0\r\n\r\n');
  assert.match(old, /^HTTP\/1\.1 200 /);
});

/** Sends bytes as they are. Resolves to all that comes back. */
async function answerTo(port: number, host: string, request: string): Promise<string> {
  const socket = connect(port, host);
  socket.write(request);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
  return answer;
}
