import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import { orderFamilies } from '#cast2gif/font/families.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import { projectFolder } from '#test/support.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-fonts-'));
after(() => rmSync(folder, { recursive: true }));
for (const style of ['regular', 'bold', 'italic', 'boldItalic']) {
  cpSync(join(projectFolder, `fonts/jetbrains-mono/${style}.ttf`), join(folder, `${style}.ttf`));
}
writeFileSync(join(folder, 'broken.ttf'), 'no font at all');

function usageError(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof Cast2gifError && error.exitStatus === 2 && pattern.test(error.message);
}

test('a family is found in a folder, with its four styles, and comes first', () => {
  const { text } = orderFamilies({ families: ['jetbrains mono'], directories: [folder] });
  assert.deepEqual(
    text[0]!.faces.map((face) => face.style),
    ['regular', 'bold', 'italic', 'boldItalic'],
  );
  assert.ok(text[0]!.faces.every((face) => face.id.startsWith(folder)));
  assert.equal(text[0]!.role, 'text');
});

test('the same font draws the same, bundled or not', () => {
  const request = {
    grapheme: 'g',
    bold: true,
    italic: true,
    boxWidthPx: 10,
    boxHeightPx: 21,
    baselinePx: 16,
    fontSizePx: 16,
    columns: 1,
    stretch: 1,
  };
  const own = openFontSet({ families: [join(folder, 'regular.ttf'), 'JetBrains Mono'], directories: [folder] });
  assert.deepEqual(own.metrics(16), openFontSet().metrics(16));
  assert.deepEqual(
    openFontSet({ families: ['JetBrains Mono'], directories: [folder] }).rasterise(request),
    openFontSet().rasterise(request),
  );
});

test('fingerprints tell sets of fonts apart and are stable', () => {
  assert.equal(openFontSet().fingerprint, openFontSet({ families: ['monospace'] }).fingerprint);
  const own = () => openFontSet({ families: ['JetBrains Mono'], directories: [folder] }).fingerprint;
  assert.equal(own(), own());
  assert.notEqual(own(), openFontSet().fingerprint);
});

test('a bundled family can be put first, and an emoji family', () => {
  assert.equal(orderFamilies({ families: ['Noto Sans Thai'] }).text[0]!.name, 'Noto Sans Thai');
  assert.equal(orderFamilies({ emojiFamilies: ['noto color emoji'] }).emoji[0]!.name, 'Noto Color Emoji');
});

test('what cannot be found is a usage error that helps', () => {
  const open = (options: Parameters<typeof openFontSet>[0]) => () => openFontSet(options);
  assert.throws(open({ families: ['JetBrain Mono'] }), usageError(/did you mean "?JetBrains Mono/));
  assert.throws(
    open({ families: [join(folder, 'broken.ttf')] }),
    usageError(/cannot read the font file .*broken\.ttf/),
  );
  assert.throws(open({ directories: [join(folder, 'nothing')] }), usageError(/font folder .*nothing/));
});
