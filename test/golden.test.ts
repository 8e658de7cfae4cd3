/**
 * Pictures that were looked at, compared pixel by pixel. `UPDATE_GOLDEN=1` writes them again (look at them before
 * committing). Where a picture differs, what was drawn and where it differs are left in build/golden/.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { type RenderOptions, render } from '#cast2gif/index.js';
import { projectFolder } from './support.js';

const goldenFolder = join(projectFolder, 'test/golden');
const resultFolder = join(projectFolder, 'build/golden');

/** Edges of glyphs may round differently where floating point is done by other instructions. */
const MADE_ON = 'x64';
const elsewhere = process.arch === MADE_ON ? false : `the golden pictures were made on ${MADE_ON}`;

interface Golden {
  readonly name: string;
  readonly recording: string;
  readonly options: RenderOptions;
}

const GOLDEN: readonly Golden[] = [
  { name: 'test-card', recording: 'test-card.cast', options: { at: '100%' } },
  { name: 'test-card-light-2x', recording: 'test-card.cast', options: { at: '100%', theme: 'github-light', scale: 2 } },
  { name: 'test-card-reverse', recording: 'test-card.cast', options: { at: 'marker:0' } },
  { name: 'demo-typing', recording: 'demo.cast', options: { at: '2.2' } },
  { name: 'demo-progress', recording: 'demo.cast', options: { at: '5' } },
  { name: 'window', recording: 'demo.cast', options: { at: '5', window: 'macos', title: 'cast2gif 漢字 🚀 \x1b[31m' } },
  {
    name: 'window-transparent-2x',
    recording: 'demo.cast',
    options: { at: '2.2', window: 'windows', marginFill: 'transparent', marginPx: 20, theme: 'github-light', scale: 2 },
  },
  { name: 'demo-end', recording: 'demo.cast', options: { at: '100%', theme: 'dracula' } },
];

interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Red, green, blue, alpha of each pixel. */
  readonly rgba: Uint8ClampedArray;
}

async function decode(png: Uint8Array): Promise<Pixels> {
  const image = await loadImage(Buffer.from(png));
  const { width: widthPx, height: heightPx } = image;
  const context = createCanvas(widthPx, heightPx).getContext('2d');
  context.drawImage(image, 0, 0);
  return { widthPx, heightPx, rgba: context.getImageData(0, 0, widthPx, heightPx).data };
}

/** How many pixels differ, and a picture of them: white where they do, black where they do not. */
function compare(actual: Pixels, expected: Pixels): { readonly differing: number; readonly picture: Buffer } {
  const widthPx = Math.max(actual.widthPx, expected.widthPx);
  const heightPx = Math.max(actual.heightPx, expected.heightPx);
  const canvas = createCanvas(widthPx, heightPx);
  const context = canvas.getContext('2d');
  const picture = context.createImageData(widthPx, heightPx);
  let differing = 0;
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const isSame = colourAt(actual, x, y) === colourAt(expected, x, y);
      if (!isSame) differing += 1;
      picture.data.set(isSame ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * widthPx + x) * 4);
    }
  }
  context.putImageData(picture, 0, 0);
  return { differing, picture: canvas.toBuffer('image/png') };
}

/** Undefined outside of the picture, which equals no colour. */
function colourAt({ widthPx, heightPx, rgba }: Pixels, x: number, y: number): number | undefined {
  if (x >= widthPx || y >= heightPx) return undefined;
  const at = (y * widthPx + x) * 4;
  return ((rgba[at]! << 24) | (rgba[at + 1]! << 16) | (rgba[at + 2]! << 8) | rgba[at + 3]!) >>> 0;
}

async function check({ name, recording, options }: Golden): Promise<void> {
  const path = join(goldenFolder, `${name}.png`);
  const result = await render(
    join(projectFolder, 'examples', recording),
    { buffer: true, format: 'png' },
    { theme: 'asciinema', ...options },
  );
  const drawn = result.outputs[0]!.bytes!;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(goldenFolder, { recursive: true });
    writeFileSync(path, drawn);
    return;
  }
  assert.ok(existsSync(path), `test/golden/${name}.png is missing: make it with UPDATE_GOLDEN=1 and look at it`);
  const { differing, picture } = compare(await decode(drawn), await decode(readFileSync(path)));
  if (differing === 0) return;
  mkdirSync(resultFolder, { recursive: true });
  writeFileSync(join(resultFolder, `${name}.actual.png`), drawn);
  writeFileSync(join(resultFolder, `${name}.difference.png`), picture);
  assert.fail(`${name}: ${differing} pixels differ; see build/golden/${name}.actual.png and .difference.png`);
}

for (const golden of GOLDEN) {
  test(`the picture ${golden.name} is as it was when looked at`, { skip: elsewhere }, () => check(golden));
}
