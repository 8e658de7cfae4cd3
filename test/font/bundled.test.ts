import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '#test/support.js';

const fontsFolder = join(projectFolder, 'fonts');
const MAXIMUM_BYTES = 12_000_000;

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
    /woff2|ttf|otf|ttc/.test(path),
  );
  assert.deepEqual(new Set(present), recorded);
  const bytes = present.reduce((sum, path) => sum + statSync(join(fontsFolder, path)).size, 0);
  assert.ok(bytes <= MAXIMUM_BYTES, `${bytes} bytes of fonts`);
  assert.ok(existsSync(join(fontsFolder, 'README.md')));
});
