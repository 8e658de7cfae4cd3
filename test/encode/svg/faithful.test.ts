/** The document in a browser against the painted frames of the same moments. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSvgDocument, SVG_ENDING } from '#cast2gif/encode/svg/svg-document.js';
import type { Mosaic } from '#cast2gif/mosaic/mosaic.js';
import type { Geometry } from '#cast2gif/mosaic/painted-frame.js';
import { RenderContext } from '#cast2gif/render/context.js';
import { openInput } from '#cast2gif/render/input.js';
import { paint } from '#cast2gif/render/paint.js';
import { planRender } from '#cast2gif/render/plan.js';
import { replayRecording } from '#cast2gif/render/replay.js';
import { withPaths } from '../../support.js';
import { CELL, cellDifferences } from './cell-differences.js';
import { Chromium, withoutChromium } from './chromium.js';

let browser: Chromium;
before(async () => {
  if (!withoutChromium) browser = await Chromium.start();
});
after(async () => browser?.close());

const RECORDINGS = [
  { file: 'v2-colours.cast' },
  { file: 'v2-screen.cast' },
  { file: 'v2-tmux.cast' },
  { file: 'v2-wide.cast' },
  { file: 'v3-characters.cast' },
  { file: 'self-unicode-print.cast' },
  { file: 'self-tmux-htop-vim.cast' },
  { file: 'self-dec-features.cast' },
  { file: 'v3-legacy-symbols.cast' },
  { file: 'v3-zellij-leap.cast' },
];

const LARGEST_CELL_DIFFERENCE = 60;
const LARGEST_MEAN_DIFFERENCE = 1;

/** The painted frames shown at these moments (rising), as RGB. */
function paintedAt(mosaic: Mosaic, timesUs: readonly number[]): Buffer[] {
  const pictures: Buffer[] = [];
  for (const { canvas, timeUs, durationUs } of mosaic.frames()) {
    while (pictures.length < timesUs.length && timesUs[pictures.length]! < timeUs + durationUs) {
      const picture = Buffer.alloc(canvas.ids.length * 3);
      for (const [at, id] of canvas.ids.entries()) {
        picture.writeUIntBE(canvas.kind === 'indexed' ? canvas.rgb[id]! : id, at * 3, 3);
      }
      pictures.push(picture);
    }
  }
  return pictures;
}

function assertAlike(shown: Buffer, painted: Buffer, { widthPx, heightPx }: Geometry, moment: string): void {
  const differences = cellDifferences(shown, painted, widthPx, heightPx);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  assert.ok(mean < LARGEST_MEAN_DIFFERENCE, `${moment}: mean difference ${mean}`);
  const largest = Math.max(...differences);
  const where = differences.indexOf(largest);
  const columns = Math.floor(widthPx / CELL.widthPx);
  const place = `block ${where % columns}, ${Math.floor(where / columns)}`;
  assert.ok(largest < LARGEST_CELL_DIFFERENCE, `${moment}: ${place} differs by ${largest}`);
}

for (const { file, path } of withPaths(RECORDINGS)) {
  test(`${file} looks as painted, at several moments`, { skip: withoutChromium }, async () => {
    const context = new RenderContext();
    const plan = await planRender({}, { buffer: true, format: 'svg' }, context);
    const recording = await openInput(path, plan, context);
    const replay = await replayRecording(recording, plan, context);
    const painting = await paint(replay, plan, context);
    const { layout } = painting;
    const mosaic = await painting.mosaic();
    const { sequence } = replay;
    const { fonts } = plan;
    const { geometry } = layout;
    const settings = { layout, fonts, plays: 0, atUs: sequence.durationUs, isStill: false };
    await browser.open('animation.svg', [...createSvgDocument(sequence, settings), SVG_ENDING].join(''), geometry);
    // Off the grid of milliseconds that the document's keyframes are rounded to.
    const timesUs = [0.1, 0.5, 0.9].map((share) => Math.floor((share * sequence.durationUs) / 1000) * 1000 + 500);
    const painted = paintedAt(mosaic, timesUs);
    for (const [index, timeUs] of timesUs.entries()) {
      await browser.halt(timeUs);
      assertAlike(await browser.screenshot(geometry), painted[index]!, geometry, `${timeUs / 1e6} s`);
    }
    await context.close();
  });
}
