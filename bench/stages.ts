/**
 * What each stage of one recording costs, what the whole takes per changed pixel, and what gifenc makes of the same
 * frames: `npm run bench:stages -- [options] [recordings…]`, by default the made ones. Stages are run one after another,
 * each over the whole recording, so that their times can be told apart; the program itself runs them together.
 * `--levels fast,default,best` which levels are timed per pixel (default: all), `--runs N` (default 3; the fastest
 * counts), `--gifenc` also runs gifenc, `--write` puts the table of changed pixels into docs/benchmarks.md.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import gifenc from 'gifenc';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { Encoder } from '#cast2gif/encode/encoder.js';
import { createGifEncoder } from '#cast2gif/encode/gif/gif-encoder.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import { collectFrames } from '#cast2gif/frames/collect.js';
import { openBufferSink } from '#cast2gif/io/buffer-sink.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import { availableThreads } from '#cast2gif/io/cores.js';
import { openSource } from '#cast2gif/io/source.js';
import { layOut } from '#cast2gif/mosaic/layout.js';
import { createMosaic, type Mosaic } from '#cast2gif/mosaic/mosaic.js';
import type { Canvas, PaintedFrame, RectanglePx } from '#cast2gif/mosaic/painted-frame.js';
import { loadTheme } from '#cast2gif/theme/load-theme.js';
import { limitIdle } from '#cast2gif/timeline/limit-idle.js';
import { countPixels, type PixelCounts } from './changed-pixels.js';
import { chosenRecordings, convertToGif, nameOf, outputs, project } from './chosen-recordings.js';
import { writeBetween } from './measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    levels: { type: 'string', default: 'fast,default,best' },
    runs: { type: 'string', default: '3' },
    gifenc: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

async function timed<T>(work: () => T | Promise<T>): Promise<{ result: T; ms: number }> {
  const start = process.hrtime.bigint();
  const result = await work();
  return { result, ms: Number(process.hrtime.bigint() - start) / 1e6 };
}

async function drain(events: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const batch of events) count += batch.length;
  return count;
}

/** A row of the table of stages, and what the frames change. */
async function measureStages(path: string): Promise<{ row: string; pixels: PixelCounts }> {
  const recording = await openRecording(await openSource(path), {});
  const open = await timed(() => drain(recording.events()));
  const colours = recording.header.theme ?? (await loadTheme('dracula'));
  const limitUs = recording.header.idleTimeLimitUs ?? 5e6;
  const replay = await timed(() =>
    collectFrames(limitIdle(recording.events(), limitUs), {
      columns: recording.header.columns,
      rows: recording.header.rows,
      colours,
      fpsCap: 30,
      lastFrameDurationUs: 3e6,
      spool: createByteSpool(),
    }),
  );
  const sequence = replay.result;
  const survey = await timed(() => {
    const fonts = openFontSet();
    const layout = layOut(fonts.metrics(16), {
      columns: sequence.columns,
      rows: sequence.rows,
      fontSizePx: 16,
      lineHeight: 1.4,
      paddingPx: undefined,
      maximumPixels: 2 ** 26,
    });
    return createMosaic(sequence, { layout, fonts, antialiasingLevels: 5, title: undefined, command: undefined });
  });
  const mosaic = survey.result;
  const paint = await timed(() => {
    for (const _ of mosaic.frames());
  });
  const sink = openBufferSink();
  const encode = await timed(() =>
    feed(mosaic, createGifEncoder(sink, { loop: 'forever', level: 'default', threads: availableThreads() })),
  );
  const cells = [open.ms, replay.ms - open.ms, survey.ms + paint.ms, encode.ms - paint.ms].map((ms) => ms.toFixed(0));
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  const ours = [
    nameOf(path),
    open.result,
    mosaic.survey.frameCount,
    ...cells,
    (sink.byteLength / 1000).toFixed(0),
    peak,
  ];
  const peers = values.gifenc ? [...gifencResult(mosaic, false), ...gifencResult(mosaic, true)] : [];
  const pixels = countPixels(mosaic);
  await sequence.close();
  return { row: `| ${[...ours, ...peers].join(' | ')} |`, pixels };
}

/** Wall time of whole conversions, by the command line, over the pixels: a row for each level. */
async function measureLevels(path: string, pixels: PixelCounts): Promise<string[]> {
  const rows = [];
  for (const level of values.levels.split(',')) {
    const seconds = await leastSeconds(path, level);
    const perPixel = [pixels.changed, pixels.ofRectangles].map((count) => ((seconds * 1e9) / count).toFixed(1));
    const megapixels = [pixels.changed, pixels.ofRectangles].map((count) => (count / 1e6).toFixed(1));
    const cells = [nameOf(path), `${pixels.frames}`, ...megapixels, `\`${level}\``, seconds.toFixed(2), ...perPixel];
    rows.push(`| ${cells.join(' | ')} |`);
  }
  return rows;
}

async function leastSeconds(path: string, level: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < Number(values.runs); run += 1) {
    const { seconds } = await convertToGif(path, join(outputs, `${nameOf(path)}.${level}.gif`), level);
    least = Math.min(least, seconds);
  }
  return least;
}

async function feed(mosaic: Mosaic, encoder: Encoder): Promise<void> {
  await encoder.start(mosaic.survey);
  for (const frame of mosaic.frames()) await encoder.add(frame);
  await encoder.finish();
}

/** gifenc on the same frames: whole, or the damaged rectangle (its offset patched into the bytes). */
function gifencResult(mosaic: Mosaic, rectangles: boolean): [ms: string, kB: string] {
  const { GIFEncoder } = gifenc;
  const encoder = GIFEncoder();
  const start = process.hrtime.bigint();
  for (const frame of mosaic.frames()) {
    const whole = {
      leftPx: 0,
      topPx: 0,
      rightPx: mosaic.survey.geometry.widthPx,
      bottomPx: mosaic.survey.geometry.heightPx,
    };
    writeWithGifenc(encoder, frame, (rectangles ? frame.damage : null) ?? whole, mosaic.survey.geometry.widthPx);
  }
  encoder.finish();
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  return [ms.toFixed(0), (encoder.bytesView().length / 1000).toFixed(0)];
}

function writeWithGifenc(encoder: gifenc.Encoder, frame: PaintedFrame, damage: RectanglePx, strideePx: number): void {
  const widthPx = damage.rightPx - damage.leftPx;
  const heightPx = damage.bottomPx - damage.topPx;
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0, to = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1, to += 4) {
      const rgb = colourAt(frame.canvas, (damage.topPx + y) * strideePx + damage.leftPx + x);
      rgba.set([rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255], to);
    }
  }
  const palette = gifenc.quantize(rgba, 256);
  const at = encoder.bytesView().length;
  encoder.writeFrame(gifenc.applyPalette(rgba, palette), widthPx, heightPx, {
    palette,
    delay: frame.durationUs / 1000,
  });
  if (at === 0) return;
  const bytes = encoder.bytesView();
  const descriptor = new DataView(bytes.buffer, bytes.byteOffset + at);
  descriptor.setUint16(9, damage.leftPx, true);
  descriptor.setUint16(11, damage.topPx, true);
}

function colourAt(canvas: Canvas, index: number): number {
  return canvas.kind === 'direct' ? canvas.ids[index]! : canvas.rgb[canvas.ids[index]!]!;
}

function tableOf(head: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

mkdirSync(outputs, { recursive: true });
const stages: string[] = [];
const perPixel: string[] = [];
for (const path of Object.values(chosenRecordings(positionals.length > 0 ? positionals : ['made-'])).flat()) {
  const { row, pixels } = await measureStages(path);
  stages.push(row);
  perPixel.push(...(await measureLevels(path, pixels)));
  console.error(perPixel.at(-1));
}
const stageHead = ['recording', 'events', 'frames', 'open ms', 'replay ms', 'mosaic ms', 'encode ms', 'kB', 'peak MB'];
if (values.gifenc) stageHead.push('gifenc, whole: ms', 'kB', 'gifenc, rectangles: ms', 'kB');
const pixelHead = ['recording', 'frames', 'changed Mpx', 'Mpx of rectangles', 'level', 'seconds'];
const pixelTable = tableOf([...pixelHead, 'ns per changed pixel', 'ns per pixel of rectangles'], perPixel);
console.log(`${tableOf(stageHead, stages)}\n\n${pixelTable}`);
if (values.write) writeBetween(join(project, 'docs/benchmarks.md'), 'bench:stages', pixelTable);
