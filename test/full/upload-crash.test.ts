import { test } from 'node:test';
import { newBackend } from '../server/backend.js';
import { killAndCheck } from '../server/crashing-server.js';

const ROUNDS = 200;

test('200 servers that are killed at any moment of an upload lose none that was acknowledged', async () => {
  const { store, remove } = await newBackend();
  try {
    await killAndCheck(store, ROUNDS);
  } finally {
    await remove();
  }
});
