import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Cast2gifError } from '#cast2gif/errors.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { storeSuite } from './suite.js';

const bytes = (text: string) => new TextEncoder().encode(text);

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-store-'));
  try {
    await action(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

storeSuite('folder', {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'cast2gif-store-'));
    const [store, again] = [await openStore(`file:${folder}`), await openStore(`file:${folder}`)];
    return { store, again, close: () => rm(folder, { recursive: true }) };
  },
});

test('the folder is made, for its owner alone', () =>
  inFolder(async (folder) => {
    const store = await openStore(`file:${folder}/deep/store`);
    await store.create('casts/a', bytes('a'));
    for (const path of ['deep', 'deep/store', 'deep/store/casts', 'deep/store/casts/a'])
      assert.equal((await stat(join(folder, path))).mode & 0o077, 0, path);
  }));

test('symbolic links are not objects and lead nowhere', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'secret'), 'secret');
    const store = await openStore(`file:${folder}/store`);
    await mkdir(join(folder, 'outside'));
    await writeFile(join(folder, 'outside', 'file'), 'secret');
    await store.create('casts/a', bytes('a'));
    await symlink(join(folder, 'secret'), join(folder, 'store', 'casts', 'link'));
    await symlink(join(folder, 'outside'), join(folder, 'store', 'linked'));
    await symlink(join(folder, 'absent'), join(folder, 'store', 'casts', 'dangling'));
    for (const key of ['casts/link', 'linked/file', 'casts/dangling']) {
      for (const read of [() => store.get(key), () => store.open(key), () => store.head(key)])
        await assert.rejects(read, { code: 'io' }, key);
      await assert.rejects(store.create(key, bytes('x')), { code: 'io' }, key);
    }
    await assert.rejects(store.create('linked/new', bytes('x')), { code: 'io' });
    await assert.rejects(store.delete('linked/file'), { code: 'io' });
    assert.deepEqual(await readdir(join(folder, 'outside')), ['file']);
    const keys: string[] = [];
    for await (const { key } of store.list('')) keys.push(key);
    assert.deepEqual(keys, ['casts/a']);
  }));

test('what killed processes left goes by age', () =>
  inFolder(async (folder) => {
    const store = await openStore(`file:${folder}`);
    await store.create('casts/a', bytes('a'));
    for (const name of ['old', 'new']) await writeFile(join(folder, '.tmp', name), 'half');
    await utimes(join(folder, '.tmp', 'old'), 1, 1);
    assert.equal(await store.sweepLeftovers(3_600_000), 1);
    assert.deepEqual(await readdir(join(folder, '.tmp')), ['new']);
    assert.equal(Buffer.from((await store.get('casts/a'))!.bytes).toString(), 'a');
  }));

test('a write whose temporary file is taken away fails, and does not go on for ever', { timeout: 120_000 }, () =>
  inFolder(async (folder) => {
    const store = await openStore(`file:${folder}`);
    let isOver = false;
    const writes = Array.from({ length: 200 }, (_, index) =>
      store.create(`casts/${index}`, bytes('a')).catch((error: Cast2gifError) => error.code),
    );
    const outcomes = Promise.all(writes).finally(() => (isOver = true));
    const temporary = join(folder, '.tmp');
    while (!isOver) {
      for (const name of await readdir(temporary)) await unlink(join(temporary, name)).catch(() => {});
    }
    assert.ok((await outcomes).includes('io'));
  }),
);

test('the lock of a killed process holds nobody up', () =>
  inFolder(async (folder) => {
    const store = await openStore(`file:${folder}`);
    await store.create('docs/a', bytes('a'));
    const { createHash } = await import('node:crypto');
    const { hostname } = await import('node:os');
    const { spawnSync } = await import('node:child_process');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lock = join(folder, '.locks', createHash('sha256').update('docs/a').digest('hex'));
    await writeFile(lock, JSON.stringify({ host: hostname(), pid, nonce: 'gone' }));
    const { version } = (await store.get('docs/a'))!;
    assert.equal(await store.replace('docs/a', bytes('b'), version), true);
    await writeFile(lock, JSON.stringify({ host: 'another-host', pid: 1, nonce: 'gone' }));
    await utimes(lock, 1, 1);
    const { version: next } = (await store.get('docs/a'))!;
    assert.equal(await store.replace('docs/a', bytes('c'), next), true);
    assert.deepEqual(await readdir(join(folder, '.locks')), []);
  }));

test('a folder that cannot be used is refused in one line', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(openStore(`file:${folder}/file`), {
      code: 'io',
      message: /^cannot use .*\/file as a store: /,
    });
    await assert.rejects(openStore('ftp://x'), { code: 'usage' });
  }));
