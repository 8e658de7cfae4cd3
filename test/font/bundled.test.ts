import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundledFamilies } from '#cast2gif/font/bundled.js';
import { CharacterMap } from '#cast2gif/font/opentype/character-map.js';
import { visitFontBytes } from '#cast2gif/font/opentype/font-file.js';
import { readMeasures } from '#cast2gif/font/opentype/measures.js';
import { readNames } from '#cast2gif/font/opentype/names.js';
import { projectFolder } from '#test/support.js';

const fontsFolder = join(projectFolder, 'fonts');
const MAXIMUM_BYTES = 13_000_000;

interface Row {
  folder: string;
  package?: string;
  debian?: string;
  version: string;
  licence: string;
  subset: string;
  faces: { file: string }[];
}

const rows = (JSON.parse(readFileSync(join(fontsFolder, 'fonts.json'), 'utf8')) as { families: Row[] }).families;

test('every bundled font has its licence beside it and its source on record', () => {
  for (const row of rows) {
    const licence = readFileSync(join(fontsFolder, row.folder, 'LICENSE.txt'), 'utf8');
    assert.match(licence, /licen[cs]e/i, row.folder);
    for (const field of [row.package ?? row.debian, row.version, row.licence, row.subset]) assert.ok(field, row.folder);
  }
});

test('the fonts folder holds just the fonts on record, within its size', () => {
  const recorded = new Set(rows.flatMap((row) => row.faces.map((face) => join(row.folder, face.file))));
  const present = readdirSync(fontsFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(woff2|ttf|otf|ttc)/.test(path),
  );
  assert.deepEqual(new Set(present), recorded);
  const bytes = present.reduce((sum, path) => sum + statSync(join(fontsFolder, path)).size, 0);
  assert.ok(bytes <= MAXIMUM_BYTES, `${bytes} bytes of fonts`);
  assert.ok(existsSync(join(fontsFolder, 'README.md')));
});

test('coverage and measures on record are those of the fonts', () => {
  for (const family of bundledFamilies()) {
    for (const face of family.faces) {
      visitFontBytes(face.read(), (font) => {
        const characters = new CharacterMap(font.table('cmap'));
        const aliases = new Set(Object.values(face.aliases ?? {}).map((alias) => alias.codePointAt(0)!));
        const present = [...characters.coverage()].filter((codePoint) => !aliases.has(codePoint));
        assert.deepEqual([...face.coverage], present, face.id);
        assert.ok(
          present.every((codePoint) => characters.glyphOf(codePoint) > 0),
          face.id,
        );
        assert.equal(readNames(font).coloured, family.role === 'emoji', face.id);
        assert.equal(face.unitsPerEm, readMeasures(font, characters.glyphOf(0x30)).unitsPerEm, face.id);
      });
    }
  }
});

test('the main family has the metrics that its tables say', () => {
  const regular = bundledFamilies()[0]!.faces[0]!;
  visitFontBytes(regular.read(), (font) => {
    const measures = readMeasures(font, new CharacterMap(font.table('cmap')).glyphOf(0x30));
    for (const [name, value] of Object.entries(measures)) {
      assert.equal(regular[name as keyof typeof measures], value, name);
    }
  });
});
