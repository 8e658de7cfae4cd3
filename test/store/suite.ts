/** What every engine of the store must do; each engine's test file runs it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import type { Store } from '#cast2gif/store/store.js';

/** How the suite gets a store that nobody else uses, and another view of the same, as a second process has it. */
export interface StoreEngine {
  open(): Promise<{ readonly store: Store; readonly again: Store; close(): Promise<void> }>;
  /** A reason to skip, or false. */
  readonly skip?: string | false;
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function textOf(store: Store, key: string): Promise<string | undefined> {
  const object = await store.get(key);
  return object && Buffer.from(object.bytes).toString();
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function keysOf(store: Store, prefix: string, startAfter?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, { startAfter })) keys.push(key);
  return keys;
}

export function storeSuite(name: string, engine: StoreEngine): void {
  suite(`store ${name}`, { skip: engine.skip ?? false }, () => {
    let store: Store;
    let again: Store;
    let close: () => Promise<void>;
    before(async () => {
      ({ store, again, close } = await engine.open());
    });
    after(() => close?.());

    test('what is created can be read, completely and from another process', async () => {
      assert.equal(await store.create('casts/abc', bytes('hello')), true);
      const object = await again.get('casts/abc');
      assert.equal(Buffer.from(object!.bytes).toString(), 'hello');
      assert.equal(object!.byteLength, 5);
      assert.ok(Math.abs(object!.modifiedMs - Date.now()) < 60_000);
      const { byteLength, modifiedMs } = object!;
      assert.deepEqual(await again.head('casts/abc'), { byteLength, modifiedMs });
    });

    test('what is not there is undefined', async () => {
      assert.equal(await store.get('none/such'), undefined);
      assert.equal(await store.head('none/such'), undefined);
      assert.equal(await store.open('none/such'), undefined);
      assert.equal(await store.replace('none/such', bytes('x'), 'any'), false);
      assert.equal(await store.get('none/such'), undefined);
      await store.delete('none/such');
    });

    test('an object is created once, whoever tries', async () => {
      const tries = Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? store : again).create('raced/one', bytes(`writer ${index}`)),
      );
      const won = await Promise.all(tries);
      assert.equal(won.filter(Boolean).length, 1);
      assert.equal(await textOf(store, 'raced/one'), `writer ${won.indexOf(true)}`);
    });

    test('a replacement needs the version that is there', async () => {
      await store.create('docs/one', bytes('first'));
      const { version } = (await store.get('docs/one'))!;
      assert.equal(await again.replace('docs/one', bytes('second'), version), true);
      assert.equal(await store.replace('docs/one', bytes('third'), version), false);
      assert.equal(await textOf(store, 'docs/one'), 'second');
      assert.notEqual((await store.get('docs/one'))!.version, version);
    });

    test('no racing replacement is lost', async () => {
      await store.create('docs/count', bytes('0'));
      const increase = async (through: Store) => {
        for (;;) {
          const { bytes: old, version } = (await through.get('docs/count'))!;
          const next = bytes(String(Number(Buffer.from(old).toString()) + 1));
          if (await through.replace('docs/count', next, version)) return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, (_, index) => increase(index % 2 === 0 ? store : again)));
      assert.equal(await textOf(store, 'docs/count'), '12');
    });

    test('files are taken as they are, and stay', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'cast2gif-test-'));
      try {
        const path = join(folder, 'picture');
        await writeFile(path, 'from a file');
        assert.equal(await store.create('pictures/file.gif', { path }), true);
        await writeFile(path, 'changed later');
        assert.equal(await textOf(again, 'pictures/file.gif'), 'from a file');
        await assert.rejects(store.create('pictures/gone.gif', { path: join(folder, 'none') }), { code: 'io' });
        assert.equal(await store.head('pictures/gone.gif'), undefined);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test('the caller’s bytes can be used again', async () => {
      const given = bytes('stays');
      const created = store.create('docs/own', given);
      await created;
      given.fill(0);
      assert.equal(await textOf(store, 'docs/own'), 'stays');
    });

    test('ranges', async () => {
      await store.create('ranges/digits', bytes('0123456789'));
      await store.create('ranges/empty', bytes(''));
      const part = async (key: string, start: number, end: number) => {
        const opened = (await store.open(key, { start, end }))!;
        return { ...opened.range, text: await readAll(opened.stream), byteLength: opened.byteLength };
      };
      assert.deepEqual(await part('ranges/digits', 0, 2), { start: 0, end: 2, text: '01', byteLength: 10 });
      assert.deepEqual(await part('ranges/digits', 7, 99), { start: 7, end: 10, text: '789', byteLength: 10 });
      assert.deepEqual(await part('ranges/digits', 9, 10), { start: 9, end: 10, text: '9', byteLength: 10 });
      assert.deepEqual(await part('ranges/digits', 10, 12), { start: 10, end: 10, text: '', byteLength: 10 });
      assert.deepEqual(await part('ranges/digits', 4, 4), { start: 4, end: 4, text: '', byteLength: 10 });
      assert.deepEqual(await part('ranges/empty', 0, 5), { start: 0, end: 0, text: '', byteLength: 0 });
      assert.equal(await readAll((await store.open('ranges/digits'))!.stream), '0123456789');
    });

    test('large objects come back byte for byte', async () => {
      const large = Buffer.alloc(3_000_000).map((_, index) => (index * 31) % 251);
      await store.create('large/one', large);
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await store.open('large/one'))!.stream) chunks.push(chunk as Uint8Array);
      assert.ok(Buffer.concat(chunks).equals(large));
    });

    test('what is deleted is gone and can be created again', async () => {
      await store.create('deleted/deep/one', bytes('a'));
      await again.delete('deleted/deep/one');
      assert.equal(await store.get('deleted/deep/one'), undefined);
      assert.deepEqual(await keysOf(store, 'deleted/'), []);
      assert.equal(await store.create('deleted/deep/one', bytes('b')), true);
      assert.equal(await textOf(again, 'deleted/deep/one'), 'b');
    });

    test('a stream that is not read to its end holds nothing up', async () => {
      const opened = (await store.open('large/one'))!;
      opened.stream.destroy();
      await store.delete('large/one');
      assert.equal(await store.head('large/one'), undefined);
    });

    test('listings: by prefix, in order of bytes, behind a key', async () => {
      const keys = ['list/a', 'list/a-b', 'list/a.b/c', 'list/ab', 'list/b/c', 'list/b/d', 'list/b0', 'lists/x'];
      for (const key of keys.toReversed()) await store.create(key, bytes(key));
      assert.deepEqual(await keysOf(again, 'list/'), keys.slice(0, 7).sort());
      assert.deepEqual(await keysOf(again, 'list/b'), ['list/b/c', 'list/b/d', 'list/b0']);
      assert.deepEqual(await keysOf(again, 'list/', 'list/b/c'), ['list/b/d', 'list/b0']);
      assert.deepEqual(await keysOf(again, 'list/', 'list/b'), ['list/b/c', 'list/b/d', 'list/b0']);
      assert.deepEqual(await keysOf(again, 'list/', 'list/zzz'), []);
      assert.deepEqual(await keysOf(again, 'nothing/'), []);
      for await (const { key, byteLength } of store.list('lists/')) assert.equal(byteLength, key.length);
    });

    test('a listing passes a thousand objects', async () => {
      const keys = Array.from({ length: 1005 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
      for (let at = 0; at < keys.length; at += 50)
        await Promise.all(keys.slice(at, at + 50).map((key) => store.create(key, new Uint8Array())));
      assert.deepEqual(await keysOf(store, 'many/'), keys);
      assert.deepEqual(await keysOf(store, 'many/', keys[999]), keys.slice(1000));
    });

    test('no key leads outside the store', async () => {
      const wrong = ['', '/', 'a/', '/a', 'a//b', '..', '../a', 'a/../b', 'a/.', '.tmp/a', 'a\0b', 'a\\b', 'A', 'a b'];
      wrong.push('%2e%2e', 'é', 'a\n', `a/${'x'.repeat(201)}`, 'ab/'.repeat(200));
      for (const key of wrong) {
        const shown = JSON.stringify(key);
        await assert.rejects(async () => store.create(key, bytes('x')), TypeError, shown);
        await assert.rejects(async () => store.replace(key, bytes('x'), 'v'), TypeError, shown);
        await assert.rejects(async () => store.get(key), TypeError, shown);
        await assert.rejects(async () => store.open(key), TypeError, shown);
        await assert.rejects(async () => store.head(key), TypeError, shown);
        await assert.rejects(async () => store.delete(key), TypeError, shown);
      }
      for (const prefix of ['..', '../', '/', 'a//', 'a/../', '.']) {
        await assert.rejects(() => keysOf(store, prefix), TypeError, prefix);
      }
    });

    test('objects are what they last were, whatever the order of operations', async () => {
      const operation = fc.tuple(
        fc.constantFrom('create', 'replace', 'delete'),
        fc.constantFrom('a', 'b/c', 'b/d'),
        fc.string({ maxLength: 8 }),
      );
      let run = 0;
      const check = async (operations: [string, string, string][]) => {
        const folder = `model-${run++}`;
        const model = new Map<string, string>();
        for (const [verb, name, text] of operations) {
          const key = `${folder}/${name}`;
          if (verb === 'create') {
            assert.equal(await store.create(key, bytes(text)), !model.has(key));
            if (!model.has(key)) model.set(key, text);
          } else if (verb === 'replace') {
            const { version } = (await store.get(key)) ?? { version: 'none' };
            assert.equal(await store.replace(key, bytes(text), version), model.has(key));
            if (model.has(key)) model.set(key, text);
          } else {
            await store.delete(key);
            model.delete(key);
          }
        }
        assert.deepEqual(await keysOf(again, `${folder}/`), [...model.keys()].sort());
        for (const [key, text] of model) assert.equal(await textOf(again, key), Buffer.from(bytes(text)).toString());
      };
      await fc.assert(fc.asyncProperty(fc.array(operation, { maxLength: 12 }), check), { numRuns: 15 });
    });
  });
}
