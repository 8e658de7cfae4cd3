/** Uploads to a folder that cannot hold them. Only folders can be made so, which is why this does not run on S3. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keysBelow } from '../backend.js';
import { castOf } from '../cast-of.js';
import { EchoRenderer, serve } from '../harness.js';
import { upload2, upload3 } from '../recorder.js';

const renderer = new EchoRenderer();

test('what the store cannot keep is not acknowledged, and nobody is told where the store is', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const folder = server.store.slice('file:'.length);
  writeFileSync(join(folder, 'casts'), 'not a folder');
  for (const upload of [upload2, upload3]) {
    const { status, text } = await upload(server.address, castOf('x'));
    assert.equal(status, 503);
    assert.ok(!text.includes(folder), text);
  }
  assert.deepEqual(await keysBelow(server.store, 'recordings/'), []);
});
