import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundledFamilies } from '#cast2gif/font/bundled.js';
import { CharacterMap } from '#cast2gif/font/opentype/character-map.js';
import { visitFontBytes } from '#cast2gif/font/opentype/font-file.js';
import { readMeasures } from '#cast2gif/font/opentype/measures.js';
import { readNames } from '#cast2gif/font/opentype/names.js';
import { WOFF2_TAGS } from '#cast2gif/font/opentype/woff2-tags.js';

const thaana = bundledFamilies()
  .find((family) => family.name === 'Noto Sans Thaana')!
  .faces[0]!.read();

/** A collection of the same font twice: header, two offsets, the font, whose own offsets are moved. */
function collectionOf(font: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.write('ttcf');
  header.writeUInt32BE(0x00010000, 4);
  header.writeUInt32BE(2, 8);
  header.writeUInt32BE(20, 12);
  header.writeUInt32BE(20, 16);
  const moved = Buffer.from(font);
  for (let entry = 12; entry < 12 + moved.readUInt16BE(4) * 16; entry += 16) {
    moved.writeUInt32BE(moved.readUInt32BE(entry + 8) + 20, entry + 8);
  }
  return Buffer.concat([header, moved]);
}

test('a font of a collection becomes a file of its own', () => {
  let visited = 0;
  visitFontBytes(collectionOf(thaana), (member) => {
    visited++;
    visitFontBytes(member.file(), (font) => {
      assert.deepEqual(readNames(font).families, ['Noto Sans Thaana']);
      assert.ok(new CharacterMap(font.table('cmap')).glyphOf(0x0780) > 0);
    });
  });
  assert.equal(visited, 2);
});

test('broken fonts are refused, whatever the damage', () => {
  const damage = fc.array(fc.record({ at: fc.nat(2000), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 20 });
  fc.assert(
    fc.property(damage, fc.nat(thaana.length), (changes, length) => {
      const font = Buffer.from(thaana.subarray(0, length));
      for (const { at, byte } of changes) if (at < font.length) font[at] = byte;
      try {
        visitFontBytes(font, (tables) => {
          readNames(tables);
          const characters = new CharacterMap(tables.table('cmap'));
          readMeasures(tables, characters.glyphOf(0x30));
          characters.coverage();
        });
      } catch (error) {
        assert.ok(error instanceof Error);
      }
    }),
    { numRuns: 200 },
  );
});

test('a character map that lists characters over and over is refused at once', () => {
  const mapOf = (subtable: Uint8Array, groupsOrSegments: number): void => {
    const table = Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12]), subtable]);
    assert.throws(() => new CharacterMap(table), RangeError, `${groupsOrSegments}`);
  };
  const groups = Buffer.alloc(16 + 12 * 10_000);
  groups.writeUInt16BE(12, 0);
  groups.writeUInt32BE(10_000, 12);
  for (let at = 16; at < groups.length; at += 12) groups.writeUInt32BE(0x10ffff, at + 4);
  mapOf(groups, 10_000);
  groups.writeUInt32BE(0xffffffff, 12);
  mapOf(groups, 0xffffffff);
  const segments = Buffer.alloc(16 + 8 * 10_000);
  segments.writeUInt16BE(4, 0);
  segments.writeUInt16BE(20_000, 6);
  segments.fill(0xff, 14, 14 + 20_000);
  mapOf(segments, 10_000);
});

test('every six-bit number but the last names a table of WOFF2', () => {
  assert.equal(WOFF2_TAGS.length, 63);
  assert.deepEqual(
    [0, 8, 10, 11, 62].map((index) => WOFF2_TAGS[index]),
    ['cmap', 'cvt ', 'glyf', 'loca', 'Sill'],
  );
});
