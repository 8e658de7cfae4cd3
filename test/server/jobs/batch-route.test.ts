/** `POST /jobs`: many signed addresses at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import type { JobDocument } from '#cast2gif/server/service/job-document.js';
import { eventually } from '../../eventually.js';
import { castOf } from '../cast-of.js';
import { bytesOf, EchoRenderer, problemOf, serve, type TestServer } from '../harness.js';
import { INTRANET, pathOf, startOrigin } from '../origin.js';

async function post(server: TestServer, body: unknown): Promise<Response> {
  return server.fetch('/jobs', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
}

async function documentsOf(response: Response): Promise<JobDocument[]> {
  assert.equal(response.status, 202);
  return (await response.json()) as JobDocument[];
}

const documentAt = async (server: TestServer, path: string) => (await (await server.fetch(path)).json()) as JobDocument;

async function untilDone(server: TestServer, job: string): Promise<JobDocument> {
  await eventually(
    'the job has ended',
    async () =>
      (await documentAt(server, job)).state !== 'waiting' && (await documentAt(server, job)).state !== 'running',
  );
  return documentAt(server, job);
}

test('each address gets a job under that address, and what is refused keeps no other from being made', async (context) => {
  const origin = await startOrigin(context, (request, response) => {
    if (request.url === '/missing.cast') response.writeHead(404);
    response.end(castOf(request.url!));
  });
  const server = await serve(context, INTRANET);
  const one = pathOf(`${origin.address}/one.cast`);
  const two = pathOf(`${origin.address}/two.cast`, { format: 'png', options: [['theme', 'nord']] });
  const missing = pathOf(`${origin.address}/missing.cast`);
  const documents = await documentsOf(await post(server, [one, `${one}x`, missing, two, one]));
  assert.deepEqual(
    documents.map(({ job, error }) => job ?? error?.code),
    [`/jobs${one}`, 'forbidden', 'fetch', `/jobs${two}`, `/jobs${one}`],
  );
  assert.equal(documents[1]!.state, 'failed');
  const { state, picture } = await untilDone(server, `/jobs${two}`);
  assert.deepEqual([state, picture], ['done', two]);
  assert.equal((await server.fetch(picture!)).headers.get('content-type'), 'image/png');
  await untilDone(server, `/jobs${one}`);
  const [done] = await documentsOf(await post(server, [one]));
  assert.deepEqual([done!.state, done!.picture], ['done', one]);
});

test('a job is told of to those who may see its picture', async (context) => {
  const origin = await startOrigin(context);
  const server = await serve(context, INTRANET);
  const path = pathOf(`${origin.address}/a.cast`);
  const asked = async (target: string) => (await server.fetch(target)).status;
  assert.equal(await asked(`/jobs${path}`), 404, 'nobody has asked for it');
  await documentsOf(await post(server, [path]));
  assert.equal((await untilDone(server, `/jobs${path}`)).state, 'done');
  assert.equal(await asked(`/jobs${path}?x=1`), 403);
  assert.equal(await asked(`/jobs${path.replace(/^\/r\/./, (start) => (start === '/r/A' ? '/r/B' : '/r/A'))}`), 403);
  const expired = pathOf(`${origin.address}/a.cast`, { options: [['expires', '1']] });
  assert.equal(await asked(`/jobs${expired}`), 403);
  assert.equal(await asked('/jobs/r/x/%/y.gif'), 403);
  const events = await (await server.fetch(`/jobs${path}/events`)).text();
  assert.match(events, /"state":"done"/);
});

async function busyServer(context: Parameters<typeof serve>[0], settings: Partial<ServeSettings>) {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const server = await serve(context, { ...INTRANET, concurrency: 1, ...settings }, { renderer });
  return { renderer, server };
}

test('it goes behind what somebody waits for, and can be withdrawn', async (context) => {
  const origin = await startOrigin(context, (request, response) => response.end(castOf(request.url!)));
  const { renderer, server } = await busyServer(context, { posterAfterSeconds: 60 });
  const paths = ['a', 'b', 'c'].map((name) => pathOf(`${origin.address}/${name}.cast`));
  const documents = await documentsOf(await post(server, paths));
  await eventually('a render has begun', () => renderer.tasks.length === 1);
  assert.ok(documents.every(({ state }) => state === 'waiting' || state === 'running'));
  // Any of them may have come first.
  const now = await Promise.all(documents.map(async ({ job }) => ({ job: job!, ...(await documentAt(server, job!)) })));
  const [withdrawn, left] = now.filter(({ state }) => state === 'waiting').map(({ job }) => job);
  const path = pathOf(`${origin.address}/d.cast`, { format: 'apng', options: [['pending', 'error']] });
  const urgent = server.fetch(path);
  await eventually('the job waits', async () => (await documentAt(server, `/jobs${path}`)).state === 'waiting');
  assert.equal((await server.fetch(withdrawn!, { method: 'DELETE' })).status, 204);
  assert.equal((await server.fetch(withdrawn!)).status, 404);
  renderer.release();
  assert.equal((await urgent).status, 200);
  await untilDone(server, left!);
  assert.deepEqual(
    renderer.tasks.map(({ format }) => format),
    ['gif', 'apng', 'gif'],
  );
});

test('each start counts towards the rate limit', async (context) => {
  const origin = await startOrigin(context, (request, response) => response.end(castOf(request.url!)));
  const server = await serve(context, { ...INTRANET, ratePerMinute: 2 }, { renderer: new EchoRenderer() });
  const paths = ['a', 'b', 'c', 'd'].map((name) => pathOf(`${origin.address}/${name}.cast`));
  const documents = await documentsOf(await post(server, paths));
  assert.equal(documents.filter(({ error }) => error?.code === 'rate-limit').length, 2);
  for (const { job } of documents.filter(({ error }) => error === undefined)) await untilDone(server, job!);
  const again = await documentsOf(await post(server, paths));
  assert.equal(again.filter(({ state }) => state === 'done').length, 2, 'what is there does not count');
});

test('other bodies are refused', async (context) => {
  const server = await serve(context, INTRANET);
  const path = pathOf('http://127.0.0.1:1/a.cast');
  for (const body of ['', '{', '{}', '[]', '[1]', '["/p/x"]', JSON.stringify(Array(101).fill(path))]) {
    const response = await post(server, body);
    assert.equal(response.status, 400, body.slice(0, 20));
    assert.equal((await problemOf(response)).code, 'usage');
  }
  assert.equal((await post(server, `["/r/${'x'.repeat(1_000_000)}"]`)).status, 413);
  assert.ok((await bytesOf(await server.fetch('/openapi.json'))).length > 0);
});
