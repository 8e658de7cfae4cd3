import { test } from 'node:test';
import { newBackend } from '../backend.js';
import { killAndCheck } from '../crashing-server.js';

const ROUNDS = 20;

test('servers that are killed at any moment of an upload lose none that was acknowledged, and keep none by half', async () => {
  const { store, remove } = await newBackend();
  try {
    await killAndCheck(store, ROUNDS);
  } finally {
    await remove();
  }
});
