/** The suite of stores on versitygw, which checks signatures and hashes as strictly as the large services. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openStore } from '#cast2gif/store/open-store.js';
import { withWrongClock } from '../jobs/clock.js';
import { assertLinks } from '../store/link-tests.js';
import type { S3Server } from '../store/moto.js';
import { storeSuite } from '../store/suite.js';
import { startVersitygw, withoutVersitygw as without } from '../store/versitygw.js';
import { projectFolder } from '../support.js';

let server: S3Server;

before(async () => {
  if (without === false) server = await startVersitygw();
});

after(() => server?.stop());

async function newBucket(): Promise<string> {
  const bucket = `bucket-${randomUUID()}`;
  await server.makeBucket(bucket);
  return bucket;
}

test('links are valid as they were signed, for a while', { skip: without }, async () => {
  await assertLinks(await openStore(`s3://${await newBucket()}/below`, server.environment), true);
});

test('a clock that is wrong by minutes, to which such a service gives no answer', { skip: without }, async () => {
  const bucket = await newBucket();
  const program = `
    import { openStore } from '#cast2gif/store/open-store.js';
    const store = await openStore('s3://${bucket}');
    await store.create('from/a/wrong/clock', new Uint8Array(3));`;
  for (const skewMs of [-20 * 60_000, 20 * 60_000]) {
    const { switches, environment } = withWrongClock(skewMs);
    const words = [...switches, '--input-type=module', '--eval', program];
    const env = { ...process.env, ...server.environment, ...environment };
    await promisify(execFile)(process.execPath, words, { cwd: projectFolder, env });
    const store = await openStore(`s3://${bucket}`, server.environment);
    assert.equal((await store.get('from/a/wrong/clock'))!.byteLength, 3);
    await store.delete('from/a/wrong/clock');
  }
});

storeSuite('S3, strict', {
  skip: without,
  async open() {
    const address = `s3://${await newBucket()}/below`;
    const [store, again] = [await openStore(address, server.environment), await openStore(address, server.environment)];
    return { store, again, close: async () => {} };
  },
});
