/** `serve --webhook`: the operator's receiver hears of the end of every promised job. */
import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import { afterTest } from '../../clean-up.js';
import { realCommand, run } from '../../cli/run.js';
import { eventually } from '../../eventually.js';
import { keysBelow, newBackend } from '../backend.js';
import { castOf } from '../cast-of.js';
import { EchoRenderer, serve, type TestServer } from '../harness.js';
import { INTRANET, KEYS, pathOf, startOrigin } from '../origin.js';

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Told {
  readonly type: string;
  readonly data: {
    readonly job: string;
    readonly state: string;
    readonly picture?: string;
    readonly error?: { readonly code: string };
  };
}

interface Receiver {
  readonly address: string;
  readonly deliveries: Delivery[];
  /** What it answers with; 200 by default. */
  statuses: number[];
  told(): Told[];
}

async function startReceiver(context: TestContext): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    deliveries.push({ headers: request.headers, body });
    response.writeHead(receiver.statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(context, () => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const receiver: Receiver = {
    address,
    deliveries,
    statuses: [],
    told: () => deliveries.map(({ body }) => JSON.parse(body)),
  };
  return receiver;
}

const QUICK = { lookEveryMs: 20, firstPauseMs: 1 };

function serveWith(
  context: TestContext,
  receiver: Receiver,
  renderer: EchoRenderer,
  settings: Partial<ServeSettings> = {},
) {
  const webhook = { webhook: receiver.address, allowPrivateWebhook: true };
  return serve(context, { ...INTRANET, ...webhook, ...settings }, { renderer, webhookPace: QUICK });
}

async function promisedJob(server: TestServer, cast: string): Promise<string> {
  const headers = { prefer: 'respond-async' };
  const response = await server.fetch('/render?format=gif', { method: 'POST', body: cast, headers });
  assert.equal(response.status, 202);
  return response.headers.get('location')!;
}

test('done and failed jobs are told, signed, each once', async (context) => {
  const receiver = await startReceiver(context);
  const server = await serveWith(context, receiver, new EchoRenderer());
  const job = await promisedJob(server, castOf('told'));
  const origin = await startOrigin(context);
  const path = pathOf(`${origin.address}/a.cast`);
  assert.equal((await server.fetch('/jobs', { method: 'POST', body: JSON.stringify([path]) })).status, 202);
  await eventually('2 webhooks were delivered', () => receiver.deliveries.length === 2);
  const told = receiver.told();
  assert.deepEqual(
    told.map(({ type, data }) => [type, data.job, data.state]).sort(),
    [
      ['job.done', job, 'done'],
      ['job.done', `/jobs${path}`, 'done'],
    ].sort(),
  );
  for (const { data } of told) assert.equal((await server.fetch(data.picture!)).status, 200);

  const { headers, body } = receiver.deliveries[0]!;
  const key = Buffer.from(hkdfSync('sha256', KEYS.split(',')[0]!, '', 'cast2gif webhook', 32));
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(text).digest('base64')}`);
  assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 60);
  await eventually(
    'nothing is left below webhooks/',
    async () => (await keysBelow(server.store, 'webhooks/')).length === 0,
  );
  assert.equal(receiver.deliveries.length, 2);
});

test('a receiver that fails is told again, under the same id, while renders go on', async (context) => {
  const receiver = await startReceiver(context);
  receiver.statuses = [500, 302, 503];
  const renderer = new EchoRenderer();
  renderer.render = async () => {
    throw Object.assign(new Error('no'), {});
  };
  const server = await serveWith(context, receiver, renderer);
  await promisedJob(server, castOf('fails'));
  await eventually('4 webhooks were delivered', () => receiver.deliveries.length === 4);
  assert.equal(new Set(receiver.deliveries.map(({ headers }) => headers['webhook-id'])).size, 1);
  const [first] = receiver.told();
  assert.deepEqual([first!.type, first!.data.state, first!.data.error?.code], ['job.failed', 'failed', 'bug']);
  await eventually(
    'nothing is left below webhooks/',
    async () => (await keysBelow(server.store, 'webhooks/')).length === 0,
  );
});

test('a receiver that is gone is told no more', async (context) => {
  const receiver = await startReceiver(context);
  receiver.statuses = [410];
  const server = await serveWith(context, receiver, new EchoRenderer());
  await promisedJob(server, castOf('gone'));
  await eventually(
    'a webhook was delivered',
    async () => receiver.deliveries.length === 1 && (await keysBelow(server.store, 'webhooks/')).length === 0,
  );
});

test('the next server tells what the last one could not', async (context) => {
  const receiver = await startReceiver(context);
  const { store, queue, remove } = await newBackend();
  afterTest(context, remove);
  const held = new EchoRenderer();
  held.holds = () => true;
  const first = await serveWith(context, receiver, held, { store, queue });
  const job = await promisedJob(first, castOf('kept'));
  await eventually('a render has begun', () => held.tasks.length === 1);
  await first.stop();
  assert.equal(receiver.deliveries.length, 0);
  const second = await serveWith(context, receiver, new EchoRenderer(), { store, queue });
  await eventually('a webhook was delivered', () => receiver.deliveries.length === 1);
  const [{ data }] = receiver.told() as [Told];
  assert.deepEqual([data.job, data.state], [job, 'done']);
  assert.equal((await second.fetch(data.picture!)).status, 200);
});

test('a private address is not called unless the operator allows it', async (context) => {
  const receiver = await startReceiver(context);
  const server = await serveWith(context, receiver, new EchoRenderer(), {
    allowPrivateWebhook: false,
    metricsPort: 0,
  });
  await promisedJob(server, castOf('private'));
  const metrics = async () => (await fetch(server.metricsAddress!)).text();
  await eventually('a refusal is counted', async () =>
    /cast2gif_webhooks_total\{outcome="refused"\} [1-9]/.test(await metrics()),
  );
  assert.equal(receiver.deliveries.length, 0);
});

test('settings that cannot work are refused', async () => {
  const refused = async (words: string[], expected: RegExp) => {
    const environment = words.includes('--keyless') ? {} : { CAST2GIF_KEYS: KEYS };
    const given = ['serve', '--port', '0', ...words.filter((word) => word !== '--keyless')];
    const { status, stderr } = await run(given, { command: realCommand, environment });
    assert.equal(status, 2);
    assert.match(stderr, expected);
  };
  await refused(['--keyless', '--webhook', 'https://example.com/'], /--webhook: .*set CAST2GIF_KEYS/);
  await refused(['--webhook', 'ftp://example.com/'], /--webhook: /);
  await refused(['--webhook', 'https://me:pw@example.com/'], /--webhook: it holds a user name or password/);
});
