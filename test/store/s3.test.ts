import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { openStore } from '#cast2gif/store/open-store.js';
import { S3_PATIENCE } from '#cast2gif/store/s3-client.js';
import { openS3Store } from '#cast2gif/store/s3-store.js';
import { elements, elementText } from '#cast2gif/store/s3-xml.js';
import type { Store } from '#cast2gif/store/store.js';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.js';
import { assertLinks } from './link-tests.js';
import { environmentOf, type S3Server, startMoto, withoutMoto } from './moto.js';
import { storeSuite } from './suite.js';

const QUICK = { ...S3_PATIENCE, firstPauseMs: 1, answerWithinMs: 300 };
const bytes = (text: string) => new TextEncoder().encode(text);

let moto: S3Server;
let bucketCount = 0;

async function newBucket(): Promise<string> {
  const name = `bucket-${bucketCount++}`;
  await moto.makeBucket(name);
  return name;
}

async function textOf(store: Store, key: string): Promise<string | undefined> {
  const object = await store.get(key);
  return object && Buffer.from(object.bytes).toString();
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

before(async () => {
  if (withoutMoto === false) moto = await startMoto();
});
after(() => moto?.stop());

storeSuite('S3', {
  skip: withoutMoto,
  async open() {
    const address = `s3://${await newBucket()}/below/here`;
    const [store, again] = [await openStore(address, moto.environment), await openStore(address, moto.environment)];
    return { store, again, close: async () => {} };
  },
});

test('addresses and credentials that cannot work are refused', async () => {
  const known = environmentOf('http://127.0.0.1:1');
  for (const address of ['s3://', 's3:bucket', 's3://UPPER', 's3://bucket/../x', 's3://a b'])
    await assert.rejects(openStore(address, known), { code: 'usage', message: /expected s3:\/\/BUCKET/ }, address);
  await assert.rejects(openStore('s3://bucket', {}), { code: 'usage', message: /AWS_ACCESS_KEY_ID/ });
  const wrong = { ...known, AWS_ENDPOINT_URL: 'localhost:1' };
  await assert.rejects(openStore('s3://bucket', wrong), { code: 'usage', message: /^AWS_ENDPOINT_URL: / });
});

test('a service that cannot be reached is named at the start', async () => {
  await assert.rejects(openS3Store('s3://bucket', environmentOf('http://127.0.0.1:1'), QUICK), {
    code: 'io',
    message: /^cannot use s3:\/\/bucket at http:\/\/127\.0\.0\.1:1 as a store: /,
  });
});

test('entities of XML', () => {
  assert.equal(elementText('<A>1</A><Key>a&amp;b&lt;&#65;&#x42;&unknown;</Key>', 'Key'), 'a&b<AB&unknown;');
  assert.equal(elementText('<A>1</A>', 'B'), undefined);
  assert.deepEqual(elements('<C><K>1</K></C><C><K>2</K></C>', 'C'), ['<K>1</K>', '<K>2</K>']);
});

suite('S3 behind a network that fails', { skip: withoutMoto }, () => {
  let proxy: FaultyProxy;
  let store: Store;
  before(async () => {
    proxy = await startFaultyProxy(moto.endpoint);
    store = await openS3Store(`s3://${await newBucket()}`, environmentOf(proxy.address), QUICK);
  });
  after(() => proxy?.stop());

  /** The first so many requests meet a fault. */
  function failFirst(count: number, fault: ReturnType<FaultyProxy['fault']>, method?: string): void {
    let left = count;
    proxy.requests.length = 0;
    proxy.fault = (request) => ((method === undefined || request.method === method) && left-- > 0 ? fault : undefined);
  }

  test('busy and broken answers, cut and silent connections are tried again', async () => {
    const faults = [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503, body: '<Error><Code>SlowDown</Code></Error>' },
      { kind: 'status', status: 409, body: '<Error><Code>ConditionalRequestConflict</Code></Error>' },
      { kind: 'cut-request' },
      { kind: 'hang' },
    ] as const;
    for (const [index, fault] of faults.entries()) {
      const key = `tried/${index}`;
      failFirst(2, fault, 'PUT');
      assert.equal(await store.create(key, randomBytes(100_000)), true, fault.kind);
      assert.equal(proxy.requests.filter((line) => line.startsWith('PUT')).length, 3);
      failFirst(2, fault.kind === 'cut-request' ? { kind: 'cut-answer', afterBytes: 10 } : fault, 'GET');
      assert.equal((await store.get(key))?.byteLength, 100_000, fault.kind);
    }
  });

  test('a write whose answer was lost counts as done, once', async () => {
    failFirst(1, { kind: 'lose-answer' }, 'PUT');
    assert.equal(await store.create('lost/one', bytes('first')), true);
    const { version } = (await store.get('lost/one'))!;
    failFirst(1, { kind: 'lose-answer' }, 'PUT');
    assert.equal(await store.replace('lost/one', bytes('second'), version), true);
    assert.equal(await textOf(store, 'lost/one'), 'second');
    // Somebody else's object is not ours, however often we had to ask.
    failFirst(1, { kind: 'status', status: 500 }, 'PUT');
    assert.equal(await store.create('lost/one', bytes('third')), false);
    assert.equal(await textOf(store, 'lost/one'), 'second');
  });

  test('nothing of a write that was cut off can be seen', async () => {
    failFirst(Infinity, { kind: 'cut-request' }, 'PUT');
    await assert.rejects(store.create('cut/one', randomBytes(300_000)), { code: 'unavailable' });
    proxy.fault = () => undefined;
    assert.equal(await store.head('cut/one'), undefined);
    const listed: string[] = [];
    for await (const { key } of store.list('cut/')) listed.push(key);
    assert.deepEqual(listed, []);
  });

  test('the rest of a download that was cut off is asked for again', async () => {
    const large = randomBytes(2_000_000);
    await store.create('download/one', large);
    failFirst(2, { kind: 'cut-answer', afterBytes: 1000 }, 'GET');
    const opened = (await store.open('download/one'))!;
    assert.ok((await readAll(opened.stream)).equals(large));
    failFirst(2, { kind: 'cut-answer', afterBytes: 1000 }, 'GET');
    const part = (await store.open('download/one', { start: 500_000, end: 600_001 }))!;
    assert.ok((await readAll(part.stream)).equals(large.subarray(500_000, 600_001)));
  });

  test('a service that is away is said to be, to strangers without its address', async () => {
    failFirst(Infinity, { kind: 'status', status: 503 });
    for (const action of [() => store.get('away'), () => store.create('away', bytes('x')), () => store.head('away')]) {
      await assert.rejects(action, { code: 'unavailable', httpStatus: 503, message: /^the store cannot be reached; / });
    }
    failFirst(Infinity, { kind: 'status', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    await assert.rejects(store.get('denied'), { code: 'io', message: /AccessDenied/ });
    assert.equal(proxy.requests.length, 1);
    proxy.fault = () => undefined;
    assert.equal(await store.create('away', bytes('back')), true);
  });

  test('a clock that is wrong by minutes is made up for', async () => {
    const date = new Date(Date.now() + 20 * 60_000);
    const skewed = { status: 403, body: '<Error><Code>RequestTimeTooSkewed</Code></Error>' };
    const dates: string[] = [];
    proxy.fault = ({ headers }) => {
      dates.push(String(headers['x-amz-date']));
      return dates.length === 1 ? { kind: 'status', ...skewed, headers: { date: date.toUTCString() } } : undefined;
    };
    assert.equal(await store.create('clock/one', bytes('x')), true);
    const minutes = (text: string) => Number(text.slice(9, 11)) * 60 + Number(text.slice(11, 13));
    const aheadMinutes = (minutes(dates[1]!) - minutes(dates[0]!) + 24 * 60) % (24 * 60);
    assert.ok(Math.abs(aheadMinutes - 20) <= 1, dates.join(' '));
  });

  test('every body is signed with its hash', async () => {
    const hashes: string[] = [];
    proxy.fault = ({ headers }) => {
      hashes.push(String(headers['x-amz-content-sha256']));
      assert.match(String(headers.authorization), /SignedHeaders=[^,]*x-amz-content-sha256/);
      // What HTTP clients add to requests of ranges must not break the signature.
      assert.doesNotMatch(String(headers.authorization), /accept-encoding/);
      return undefined;
    };
    await store.create('signed/one', bytes('x'));
    await store.get('signed/one');
    (await store.open('signed/one', { start: 0, end: 1 }))?.stream.destroy();
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/);
    proxy.fault = () => undefined;
  });

  test('large objects go in parts, and parts that were left go by age', async () => {
    const large = randomBytes(17 * 2 ** 20);
    proxy.fault = () => undefined;
    proxy.requests.length = 0;
    assert.equal(await store.create('parts/one', large), true);
    assert.equal(proxy.requests.filter((line) => line.includes('partNumber=')).length, 3);
    assert.ok((await readAll((await store.open('parts/one'))!.stream)).equals(large));
    assert.equal(await store.create('parts/one', large), false);
    proxy.fault = ({ url, method }) =>
      url!.includes('partNumber=2') || (method === 'DELETE' && url!.includes('uploadId'))
        ? { kind: 'status', status: 500 }
        : undefined;
    await assert.rejects(store.create('parts/two', large), { code: 'unavailable' });
    proxy.fault = () => undefined;
    assert.equal(await store.head('parts/two'), undefined);
    // Moto says of every upload that it began in 2010.
    assert.equal(await store.sweepLeftovers(Date.now()), 0);
    assert.equal(await store.sweepLeftovers(3_600_000), 1);
    assert.equal(await store.sweepLeftovers(0), 0);
  });

  test('a service that ignores conditions is refused', async () => {
    const address = `s3://${await newBucket()}`;
    const lenient = await startFaultyProxy(moto.endpoint);
    lenient.fault = (request) => {
      delete request.headers['if-none-match'];
      delete request.headers['if-match'];
      return undefined;
    };
    try {
      await assert.rejects(openStore(address, environmentOf(lenient.address)), {
        code: 'io',
        message: /ignores the conditions If-None-Match and If-Match of writes$/,
      });
    } finally {
      await lenient.stop();
    }
  });
});

test('anybody can read an object by its link', { skip: withoutMoto }, async () => {
  await assertLinks(await openStore(`s3://${await newBucket()}/below`, moto.environment), false);
});
