/** Documents in viewers that know neither animations nor embedded fonts: previews, editors, converters. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { Resvg } from '@resvg/resvg-js';
import { createSvgDocument, SVG_ENDING } from '#cast2gif/encode/svg/svg-document.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import type { FrameSequence } from '#cast2gif/frames/frame.js';
import { layOut } from '#cast2gif/mosaic/layout.js';
import type { Geometry } from '#cast2gif/mosaic/painted-frame.js';
import { output, replay, textOf, wholeFrames } from '../../frames/replay.js';
import { withoutProgram } from '../../support.js';
import { withFile } from '../decoders.js';

/** Usual on Linux; any other monospaced font of the document's list would do. */
const MONOSPACED = '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf';
const withoutMonospaced = existsSync(MONOSPACED) ? false : `${MONOSPACED} is not installed`;

function documentOf(sequence: FrameSequence): { svg: string; geometry: Geometry } {
  const fonts = openFontSet();
  const layout = layOut(fonts.metrics(16), {
    columns: sequence.columns,
    rows: sequence.rows,
    fontSizePx: 16,
    lineHeight: 1.4,
    paddingPx: undefined,
    maximumPixels: 1e7,
  });
  const settings = { layout, fonts, plays: 0, atUs: sequence.durationUs, isStill: false };
  return { svg: [...createSvgDocument(sequence, settings), SVG_ENDING].join(''), geometry: layout.geometry };
}

const VIEWERS = [
  {
    name: 'resvg',
    skip: withoutMonospaced,
    png: (svg: string): Buffer =>
      new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [MONOSPACED] } }).render().asPng(),
  },
  {
    name: 'rsvg-convert',
    skip: withoutMonospaced || withoutProgram('rsvg-convert'),
    png: (svg: string): Buffer => withFile('shown.svg', svg, (path) => execFileSync('rsvg-convert', [path])),
  },
];

/** Which cells have a pixel brighter than the background, a line for each row. */
async function inkedCells(png: Buffer, { originXPx, originYPx, ...geometry }: Geometry): Promise<string[]> {
  const { columns, rows, cellWidthPx, cellHeightPx } = geometry;
  const canvas = createCanvas(geometry.widthPx, geometry.heightPx);
  const context = canvas.getContext('2d');
  context.drawImage(await loadImage(png), 0, 0);
  const isInked = (column: number, row: number): boolean => {
    const [x, y] = [originXPx + column * cellWidthPx, originYPx + row * cellHeightPx];
    const { data } = context.getImageData(x + 1, y, cellWidthPx - 2, cellHeightPx);
    return data.some((value, at) => at % 4 === 0 && value > 0x60);
  };
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => (isInked(column, row) ? 'x' : ' '))
      .join('')
      .trimEnd(),
  );
}

const WIDE = `${'ab  cd '.repeat(17)}x`;
const SCRIPTS = {
  'a row that changes often': output(
    ...Array.from({ length: 60 }, (_, n): [number, string] => [n / 4, `\x1b[Hrun ${n}\r\ni l m W\x1b[K\r\n${n}`]),
    [20, `\x1b[2J\x1b[H${WIDE}\r\nthe \x1b[38;2;255;80;80mlast\x1b[0m  screen`],
  ),
  'several scenes': output(
    ...Array.from({ length: 200 }, (_, n): [number, string] => [n / 4, `\x1b[H${n}\r\n${n * 7}\x1b[K\r\n\x1b[3m${n}`]),
    [60, `\x1b[m\x1b[2J\x1b[H\r\n${WIDE}\r\nend`],
  ),
};

for (const [what, script] of Object.entries(SCRIPTS)) {
  for (const { name, skip, png } of VIEWERS) {
    test(`${name} shows the last screen with letters in their columns: ${what}`, { skip }, async () => {
      const sequence = await replay(script, { columns: 120, rows: 4, cursor: 'none' });
      const { svg, geometry } = documentOf(sequence);
      const last = textOf(wholeFrames(sequence).at(-1)!);
      assert.deepEqual(
        await inkedCells(png(svg), geometry),
        last.map((line) => line.replace(/\S/g, 'x')),
      );
    });
  }
}

/** Mean brightness of the middle of a part of a cell, in quarters of its height. */
async function brightness(
  png: Buffer,
  { originXPx, originYPx, ...geometry }: Geometry,
  column: number,
  quarter: number,
) {
  const { cellWidthPx, cellHeightPx } = geometry;
  const canvas = createCanvas(geometry.widthPx, geometry.heightPx);
  const context = canvas.getContext('2d');
  context.drawImage(await loadImage(png), 0, 0);
  const [x, y] = [originXPx + (column + 0.5) * cellWidthPx, originYPx + ((quarter + 0.5) / 4) * cellHeightPx];
  return context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[0]!;
}

for (const { name, skip, png } of VIEWERS) {
  test(`${name} shows shades beside full blocks`, { skip }, async () => {
    const sequence = await replay(output([0, '\u{1fb91}\u{1fb92}█▒']), { columns: 4, rows: 1, cursor: 'none' });
    const { svg, geometry } = documentOf(sequence);
    const shown = png(svg);
    const [full, shade] = [await brightness(shown, geometry, 2, 0), await brightness(shown, geometry, 3, 0)];
    assert.ok(full > shade + 40, `${full} beside ${shade}`);
    const found: number[] = [];
    for (const column of [0, 1])
      for (const quarter of [0, 3]) found.push(await brightness(shown, geometry, column, quarter));
    assert.deepEqual(found, [full, shade, shade, full]);
  });
}

test('icons and symbols for legacy computing are drawn, as no font of a viewer has them', async () => {
  const text = '\ue0a0 \uf015x \u{1ce1a}\u{1fbc5}\u{1ccd6}';
  const { svg } = documentOf(await replay(output([0, text]), { columns: 20, rows: 1, cursor: 'none' }));
  const seen = [...svg.matchAll(/<text(?![^>]* class="o")[^>]*>([^<]*)/g)]
    .map(([, content]) => content!.trim())
    .join('');
  assert.equal(seen, 'x');
});
