import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPicture } from '#cast2gif/dressing/picture.js';
import { Cast2gifError } from '#cast2gif/errors.js';
import { orderFamilies } from '#cast2gif/font/families.js';
import { readBoundedFile } from '#cast2gif/io/bounded-file.js';
import { loadTheme } from '#cast2gif/theme/load-theme.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-bounded-'));
after(() => rmSync(folder, { recursive: true }));

const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof Cast2gifError && error.exitStatus === 2 && pattern.test(error.message);

test('a file is read up to its limit and refused above it', async () => {
  const path = join(folder, 'ten');
  writeFileSync(path, '0123456789');
  assert.equal((await readBoundedFile(path, 10, 'x')).toString(), '0123456789');
  await assert.rejects(readBoundedFile(path, 9, 'x'), usage(/^x: .*: it has 10 bytes; at most 9 are allowed$/));
  await assert.rejects(readBoundedFile(folder, 9, 'x'), usage(/^x: .*: it is a folder/));
  await assert.rejects(readBoundedFile('n'.repeat(5000), 9, 'x'), usage(/^x: n+…: the name is too long$/));
});

test('a file that claims to be empty is read only up to the limit', async (context) => {
  const path = '/proc/self/status';
  if (!existsSync(path)) return context.skip('no /proc here');
  await assert.rejects(readBoundedFile(path, 9, 'x'), usage(/^x: .*: it has more than the 9 bytes/));
});

test('pipes and devices are refused at once, as pictures, themes and fonts', async (context) => {
  if (process.platform === 'win32') return context.skip('pipes and devices have no paths here');
  const pipe = join(folder, 'pipe.ttf');
  execFileSync('mkfifo', [pipe]);
  for (const path of ['/dev/zero', pipe]) {
    await assert.rejects(readPicture(path, 'watermark'), usage(/^watermark: .*: it is a pipe or device; expected/));
    await assert.rejects(loadTheme(path), usage(/^theme: .*: it is a pipe or device; expected a regular file$/));
  }
  assert.throws(() => orderFamilies({ families: [pipe] }), usage(/pipe\.ttf: expected a regular file$/));
  assert.throws(() => orderFamilies({ families: ['Nonesuch'], directories: [folder] }), usage(/no font family/));
});

test('large pictures and themes are refused before they are read', async () => {
  const path = join(folder, 'large.json');
  writeFileSync(path, Buffer.alloc(4 * 2 ** 20 + 1));
  await assert.rejects(readPicture(path, 'watermark'), usage(/it has 4194305 bytes; at most 4194304 are allowed$/));
  await assert.rejects(loadTheme(path), usage(/it has 4194305 bytes; at most 1048576 are allowed$/));
});

test('the path of a font that is far too long is shown in part', () => {
  const families = [`${'n'.repeat(1e5)}.ttf`];
  assert.throws(() => orderFamilies({ families }), usage(/^.{1,800}$/));
});
