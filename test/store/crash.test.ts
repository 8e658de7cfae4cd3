import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '#cast2gif/store/open-store.js';
import type { Store } from '#cast2gif/store/store.js';

const WRITER = fileURLToPath(new URL('./crash-writer.js', import.meta.url));
const ROUNDS = 10;
const WRITERS = 3;

/** Lines of a writer that is killed after a random number of them; what it said last may be cut off. */
async function linesUntilKilled(folder: string, name: string): Promise<string[]> {
  const writer: ChildProcess = spawn(process.execPath, [WRITER, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killAt = randomInt(1, 60);
  let text = '';
  writer.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.split('\n').length > killAt) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  return text.split('\n').slice(0, -1);
}

async function assertWhole(store: Store, key: string): Promise<void> {
  const object = await store.get(key);
  assert.ok(object, `${key} was acknowledged and is lost`);
  const index = Number(key.split('-').at(-1));
  assert.ok(Buffer.alloc(20_000 + index, key).equals(object.bytes), `${key} is not whole`);
}

test('processes killed at any moment lose nothing acknowledged and leave nothing partial', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-crash-'));
  try {
    const store = await openStore(`file:${folder}`);
    await store.create('docs/count', Buffer.from('0'));
    const lines: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const names = Array.from({ length: WRITERS }, (_, writer) => `${round}-${writer}`);
      lines.push(...(await Promise.all(names.map((name) => linesUntilKilled(folder, name)))).flat());
    }
    const acknowledged = lines.filter((line) => line !== 'count');
    assert.ok(acknowledged.length >= ROUNDS * WRITERS);
    for (const key of acknowledged) await assertWhole(store, key);
    let there = 0;
    for await (const { key } of store.list('written/')) {
      await assertWhole(store, key);
      there += 1;
    }
    // Each killed writer may have written one object more than it could say.
    assert.ok(there - acknowledged.length <= ROUNDS * WRITERS);
    const count = Number(Buffer.from((await store.get('docs/count'))!.bytes).toString());
    const counted = lines.length - acknowledged.length;
    assert.ok(count >= counted && count <= counted + ROUNDS * WRITERS, `${count} for ${counted} acknowledged`);
    await store.sweepLeftovers(0);
    assert.deepEqual([...(await readdir(join(folder, '.tmp'))), ...(await readdir(join(folder, '.locks')))], []);
  } finally {
    await rm(folder, { recursive: true });
  }
});
