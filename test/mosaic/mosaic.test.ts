import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FontMetrics, FontSet, GlyphRequest } from '#cast2gif/font/font-set.js';
import type { FrameSequence } from '#cast2gif/frames/frame.js';
import { layOut } from '#cast2gif/mosaic/layout.js';
import { createMosaic } from '#cast2gif/mosaic/mosaic.js';
import type { Canvas, PaintedFrame } from '#cast2gif/mosaic/painted-frame.js';
import { type Cell, UNDERLINE_STYLES } from '#cast2gif/terminal/cell.js';
import { BLANK, type Screen, sequenceOf } from './sequence.js';

const metrics: FontMetrics = {
  advancePx: 6.4,
  ascentPx: 8,
  descentPx: 3,
  lineGapPx: 0,
  capHeightPx: 7,
  xHeightPx: 5,
  underlinePositionPx: 1,
  underlineThicknessPx: 1,
  strikethroughPositionPx: 3,
  strikethroughThicknessPx: 1,
};

/** Glyphs that differ by text, weight and slant, so that a wrong one is seen. */
const fonts: Pick<FontSet, 'rasterise'> = {
  rasterise({ grapheme, bold, italic, boxWidthPx, boxHeightPx }: GlyphRequest) {
    const seed = grapheme.codePointAt(0)! + (bold ? 7 : 0) + (italic ? 13 : 0);
    return {
      kind: 'coverage',
      coverage: Uint8Array.from({ length: boxWidthPx * boxHeightPx }, (_, index) => (index * seed) % 256),
    };
  },
};

function mosaicOf(screens: readonly Screen[]) {
  return mosaicOfSequence(sequenceOf(screens));
}

function mosaicOfSequence(sequence: FrameSequence, fontSizePx = 10) {
  const layout = layOut(metrics, {
    columns: sequence.columns,
    rows: sequence.rows,
    fontSizePx,
    lineHeight: 1.3,
    paddingPx: undefined,
    maximumPixels: 2e7,
  });
  return createMosaic(sequence, { layout, fonts, antialiasingLevels: 4, title: undefined, command: undefined });
}

function coloursOf(canvas: Canvas): number[] {
  return canvas.kind === 'direct' ? [...canvas.ids] : [...canvas.ids].map((id) => canvas.rgb[id]!);
}

const cellArbitrary: fc.Arbitrary<Cell> = fc
  .record({
    grapheme: fc.constantFrom('', ' ', 'a', 'b', '#'),
    foreground: fc.constantFrom(0xff0000, 0x00ff00),
    background: fc.constantFrom(0x000000, 0x121314),
    bold: fc.boolean(),
    italic: fc.boolean(),
    underline: fc.constantFrom(...UNDERLINE_STYLES),
    strikethrough: fc.boolean(),
    cursor: fc.constantFrom('none' as const, 'none' as const, 'bar' as const, 'underline' as const),
  })
  .map((part) => ({ ...BLANK, ...part }));

const screensArbitrary = fc.array(
  fc.array(fc.array(cellArbitrary, { minLength: 5, maxLength: 5 }), { minLength: 3, maxLength: 3 }),
  { minLength: 1, maxLength: 5 },
);

test('repainting what changed gives the same picture as painting it all', async () => {
  await fc.assert(
    fc.asyncProperty(screensArbitrary, async (screens) => {
      const shown: { colours: number[]; timeUs: number }[] = [];
      for (const frame of (await mosaicOf(screens)).frames()) {
        shown.push({ colours: coloursOf(frame.canvas), timeUs: frame.timeUs });
      }
      for (const [index, screen] of screens.entries()) {
        const [alone] = (await mosaicOf([screen])).frames();
        const current = shown.filter((frame) => frame.timeUs <= index * 100_000).at(-1)!;
        assert.deepEqual(current.colours, coloursOf((alone as PaintedFrame).canvas));
      }
    }),
    { numRuns: 60 },
  );
});

test('a canvas shows the same whether every frame is read or only some of them', async () => {
  const reads = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(screensArbitrary, reads, async (screens, isRead) => {
      const mosaic = await mosaicOf(screens);
      const all = Array.from(mosaic.frames(), ({ canvas }) => coloursOf(canvas));
      for (const { index, canvas } of mosaic.frames()) {
        if (isRead[index]) assert.deepEqual(coloursOf(canvas), all[index]);
      }
    }),
    { numRuns: 60 },
  );
});

test('cells whose tiles were dropped before the canvas was read show them nevertheless', async () => {
  const colourful = (from: number): Screen =>
    Array.from({ length: 60 }, (_, row) =>
      Array.from({ length: 70 }, (_, column) => ({ ...BLANK, background: row < 30 ? from + row * 70 + column : row })),
    );
  const last = colourful(50_000);
  // Large tiles, of which only 4096 are held: less than the three screens have.
  const mosaic = await mosaicOfSequence(sequenceOf([colourful(1000), colourful(20_000), last]), 400);
  const { columns, cellWidthPx, cellHeightPx, originXPx, originYPx, widthPx } = mosaic.survey.geometry;
  const [, , { canvas }] = [...mosaic.frames()] as [PaintedFrame, PaintedFrame, PaintedFrame];
  assert.ok(canvas.kind === 'indexed');
  const { ids, rgb } = canvas;
  for (const [row, cells] of last.entries()) {
    const start = (originYPx + row * cellHeightPx) * widthPx + originXPx;
    const shown = Array.from({ length: columns }, (_, column) => rgb[ids[start + column * cellWidthPx]!]);
    assert.deepEqual(
      shown,
      cells.map(({ background }) => background),
    );
  }
});

test('pixels outside the damage are those of the frame before, and every frame shows something new', async () => {
  await fc.assert(
    fc.asyncProperty(screensArbitrary, async (screens) => {
      let before: number[] | undefined;
      const { survey, frames } = await mosaicOf(screens);
      let count = 0;
      for (const frame of frames()) {
        count += 1;
        const colours = coloursOf(frame.canvas);
        assert.ok(frame.damage);
        if (before !== undefined) {
          assert.notDeepEqual(colours, before);
          for (const [index, colour] of colours.entries()) {
            const x = index % survey.geometry.widthPx;
            const y = Math.floor(index / survey.geometry.widthPx);
            const { leftPx, topPx, rightPx, bottomPx } = frame.damage;
            if (x < leftPx || x >= rightPx || y < topPx || y >= bottomPx) assert.equal(colour, before[index]);
          }
        }
        before = colours;
      }
      assert.equal(count, survey.frameCount);
    }),
    { numRuns: 60 },
  );
});

test('a blank of another weight does not make a new frame', async () => {
  const plain = [[BLANK, { ...BLANK, grapheme: 'x' }]];
  const bold = [
    [
      { ...BLANK, bold: true },
      { ...BLANK, grapheme: 'x' },
    ],
  ];
  const mosaic = await mosaicOf([plain, bold, plain]);
  assert.equal(mosaic.survey.frameCount, 1);
  const [only] = mosaic.frames();
  assert.equal((only as PaintedFrame).durationUs, 300_000);
});

test('more than 65,536 colours switch the canvas to colours themselves', async () => {
  const noisy = (offset: number): Screen =>
    Array.from({ length: 150 }, (_, row) =>
      Array.from({ length: 250 }, (_, column) => ({ ...BLANK, background: (row * 250 + column) * 2 + offset })),
    );
  const mosaic = await mosaicOf([noisy(0), noisy(1)]);
  const frames: number[] = [];
  for (const frame of mosaic.frames()) {
    assert.equal(frame.canvas.kind, 'direct');
    frames.push(new Set(frame.canvas.ids).size);
  }
  assert.deepEqual(frames, [37_501, 37_501]);
});

test('no frame is lost whose colours found no place in the table', async () => {
  const screen = (last: number): Screen =>
    Array.from({ length: 260 }, (_, row) =>
      Array.from({ length: 260 }, (_, column) => {
        const isLast = row === 259 && column === 259;
        return { ...BLANK, background: isLast ? last : row * 260 + column };
      }),
    );
  assert.equal((await mosaicOf([screen(0xaaaaaa), screen(0xbbbbbb), screen(0xaaaaaa)])).survey.frameCount, 3);
});

test('a terminal that shrinks leaves background, also after the tiles were dropped', async () => {
  // Large tiles, of which only 4096 are held.
  const colourful: Screen = Array.from({ length: 60 }, (_, row) =>
    Array.from({ length: 70 }, (_, column) => ({ ...BLANK, background: row * 70 + column })),
  );
  const sequence = { ...sequenceOf([colourful]), frameCount: 2 };
  const [whole] = sequence.frames();
  const positions = whole!.positions.slice(1);
  const blanks = { changeCount: positions.length, positions, cellIds: new Uint32Array(positions.length) };
  const shrunk = { ...whole!, timeUs: 100_000, columns: 1, rows: 1, ...blanks };
  const frames = [...(await mosaicOfSequence({ ...sequence, frames: () => [whole!, shrunk] }, 400)).frames()];
  const colours = new Set(coloursOf(frames.at(-1)!.canvas));
  assert.equal(colours.size, 2, 'the first cell and the background');
});

test('what is around the cells follows the background, and only then is damaged', async () => {
  const sequence = { ...sequenceOf([[[BLANK]]]), frameCount: 3 };
  const [first] = sequence.frames();
  const none = new Uint32Array(0);
  const later = { ...first!, timeUs: 100_000, changeCount: 0, positions: none, cellIds: none };
  const frames = [first!, { ...later, background: 0xabcdef }, { ...later, background: 0xabcdef }];
  const mosaic = await mosaicOfSequence({ ...sequence, frames: () => frames });
  const { survey } = mosaic;
  const seen = Array.from(mosaic.frames(), ({ isWhole, canvas, durationUs }) => {
    const colours = coloursOf(canvas);
    const { originXPx, originYPx, widthPx } = survey.geometry;
    return [isWhole, durationUs, colours[0], colours.at(-1), colours[originYPx * widthPx + originXPx]];
  });
  assert.deepEqual(seen, [
    [true, 100_000, BLANK.background, BLANK.background, BLANK.background],
    [true, 200_000, 0xabcdef, 0xabcdef, BLANK.background],
  ]);
  const use = Array.from(survey.colourUse, (count, id) => [survey.rgb[id], count]);
  assert.deepEqual(use, [
    [BLANK.background, 1],
    [0xabcdef, 1],
  ]);
});

test('a picture over the limit is refused before it is allocated', async () => {
  const options = { columns: 9000, rows: 9000, fontSizePx: 16, lineHeight: 1.4, paddingPx: 0, maximumPixels: 1e8 };
  assert.throws(() => layOut(metrics, options), /57600x198000|more than a picture may have/);
});
