/** However many upload at once, the server holds a bounded part of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UploadRoom } from '#cast2gif/server/uploads/upload-room.js';

const MEBIBYTE = 2 ** 20;

test('room is taken until there is none, and given back whatever becomes of an upload', async () => {
  const room = new UploadRoom(200 * MEBIBYTE);
  for (let round = 0; round < 3; round++) {
    const upload = room.hold(async (take) => {
      assert.ok(take(399 * MEBIBYTE));
      await room.hold(async (takeMore) => {
        assert.deepEqual([takeMore(MEBIBYTE), takeMore(1)], [true, false]);
        assert.ok(take(MEBIBYTE), 'who is refused holds nothing any more');
      });
      throw new Error('not a recording');
    });
    await assert.rejects(upload, /not a recording/);
  }
});

test('there is room for many small recordings at once', async () => {
  const room = new UploadRoom(1000);
  assert.deepEqual(await room.hold(async (take) => [take(256 * MEBIBYTE), take(1)]), [true, false]);
});
