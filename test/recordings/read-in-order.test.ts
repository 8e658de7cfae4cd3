import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readInOrder } from '#cast2gif/recordings/read-in-order.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function* listing(count: number): AsyncGenerator<number> {
  for (let name = 0; name < count; name++) yield name;
}

test('everything is read, in order, no more at once than allowed', async () => {
  const pauses = fc.array(fc.nat(4), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(pauses, fc.integer({ min: 1, max: 8 }), async (turnsOf, atOnce) => {
      let [reading, most] = [0, 0];
      const read = async (name: number) => {
        most = Math.max(most, ++reading);
        for (let left = turnsOf[name]!; left > 0; left--) await turn();
        reading -= 1;
        return name * 2;
      };
      const seen: (readonly [number, number])[] = [];
      for await (const each of readInOrder(listing(turnsOf.length), read, atOnce)) seen.push(each);
      assert.deepEqual(
        seen,
        turnsOf.map((_, name) => [name, name * 2]),
      );
      assert.ok(most <= atOnce);
    }),
  );
});

test('reads that take their time overlap', async () => {
  const begun: number[] = [];
  const read = async (name: number) => {
    begun.push(name);
    // Ends once all have begun.
    while (begun.length < 5) await turn();
    return name;
  };
  const seen: number[] = [];
  for await (const [name] of readInOrder(listing(5), read, 5)) seen.push(name);
  assert.deepEqual(seen, [0, 1, 2, 3, 4]);
});

test('a failure comes in its turn; of one behind which nobody looks, nobody hears', async () => {
  const read = async (name: number) => {
    if (name === 3) throw new Error('it cannot be read');
    return name;
  };
  const seen: number[] = [];
  const readAll = async () => {
    for await (const [name] of readInOrder(listing(8), read, 4)) seen.push(name);
  };
  await assert.rejects(readAll(), /cannot be read/);
  assert.deepEqual(seen, [0, 1, 2]);
  let isListingEnded = false;
  const names = (async function* () {
    try {
      yield* listing(8);
    } finally {
      isListingEnded = true;
    }
  })();
  for await (const [name] of readInOrder(names, read, 6)) if (name === 0) break;
  await turn();
  assert.ok(isListingEnded);
});
