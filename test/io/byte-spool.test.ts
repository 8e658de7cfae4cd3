import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cast2gifError } from '#cast2gif/errors.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';

function gather(chunks: Iterable<Uint8Array>): Buffer {
  const copies: Buffer[] = [];
  for (const chunk of chunks) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
}

test('what was appended is read back, in memory and from the file, as often as wanted', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.constantFrom(0, 1, 300_000, 10_000_000), (lengths, memoryBytes) => {
      const spool = createByteSpool({ memoryBytes });
      const all: Buffer[] = [];
      for (const [index, length] of lengths.entries()) {
        const bytes = Buffer.alloc(length, (index * 37 + length) & 255);
        all.push(Buffer.from(bytes));
        spool.append(bytes);
        bytes.fill(0);
      }
      const expected = Buffer.concat(all);
      assert.equal(spool.byteLength, expected.length);
      assert.ok(gather(spool.chunks()).equals(expected));
      assert.ok(gather(spool.chunks()).equals(expected));
      spool.close();
    }),
    { numRuns: 40 },
  );
});

test('reading is not disturbed when memory moves to the file', () => {
  const spool = createByteSpool({ memoryBytes: 600_000 });
  const first = Buffer.alloc(500_000, 'abcdefg');
  spool.append(first);
  const reading = spool.chunks()[Symbol.iterator]();
  const parts: Buffer[] = [Buffer.from(reading.next().value as Uint8Array)];
  spool.append(Buffer.alloc(2_000_000, 1));
  for (let step = reading.next(); !step.done; step = reading.next()) parts.push(Buffer.from(step.value));
  assert.ok(Buffer.concat(parts).equals(first));
  spool.close();
});

test('the temporary file leaves no name behind', { skip: process.platform === 'win32' && 'names stay' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'));
  const spool = createByteSpool({ memoryBytes: 1, folder });
  spool.append(new Uint8Array(1_000_000).fill(7));
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(gather(spool.chunks()).length, 1_000_000);
  spool.close();
  spool.close();
  assert.equal(gather(spool.chunks()).length, 0);
  rmSync(folder, { recursive: true });
  assert.ok(!existsSync(folder));
});

test('a folder that cannot be written to is one clear line', () => {
  const spool = createByteSpool({ memoryBytes: 1, folder: '/nonexistent/folder' });
  assert.throws(
    () => spool.append(new Uint8Array(1_000_000)),
    (error) =>
      error instanceof Cast2gifError && error.code === 'io' && /temporary file in \/nonexistent/.test(error.message),
  );
});
