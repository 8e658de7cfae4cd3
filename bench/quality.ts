/**
 * How true the colours of GIFs are where frames have more of them than GIF can show:
 * `npm run bench:quality -- [--lossy 0,2,5] [--write] [recording…]`. Ours beside ffmpeg's palettegen and paletteuse, all
 * made from the same painted frames and decoded by ffmpeg. Without recordings: those of `truecolour.ts`.
 * `--write` puts the table into docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { oklab, squaredDistance } from '#cast2gif/colour/oklab.js';
import { createGifEncoder } from '#cast2gif/encode/gif/gif-encoder.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import { collectFrames } from '#cast2gif/frames/collect.js';
import { openBufferSink } from '#cast2gif/io/buffer-sink.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import { openSource } from '#cast2gif/io/source.js';
import { layOut } from '#cast2gif/mosaic/layout.js';
import { createMosaic, type Mosaic } from '#cast2gif/mosaic/mosaic.js';
import type { Canvas } from '#cast2gif/mosaic/painted-frame.js';
import { loadTheme } from '#cast2gif/theme/load-theme.js';
import { TRUECOLOUR_RECORDINGS } from './truecolour.js';

/** Frames are set this far apart, whatever the recording says, so that decoders can be sampled. */
const FRAME_US = 100_000;
const FRAMES_PER_SECOND = 10;

/** What decoding a GIF and comparing it shows. */
interface Quality {
  readonly psnr: number;
  /** Greatest distance of any pixel from its painted colour in OKLab, times 100. */
  readonly worst: number;
  /** Of the pixels painted as in the frame before, the share that changed all the same. */
  readonly flicker: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lossy: { type: 'string', default: '0,2,5' }, write: { type: 'boolean', default: false } },
});
const folder = mkdtempSync(join(tmpdir(), 'cast2gif-quality-'));
const paintedFile = join(folder, 'painted.rgb');
const decodedFile = join(folder, 'decoded.rgb');

async function paint(source: string | Uint8Array): Promise<{ mosaic: Mosaic; close: () => Promise<void> }> {
  const recording = await openRecording(await openSource(source), {});
  const sequence = await collectFrames(recording.events(), {
    columns: recording.header.columns,
    rows: recording.header.rows,
    colours: recording.header.theme ?? (await loadTheme('dracula')),
    fpsCap: 30,
    lastFrameDurationUs: FRAME_US,
    spool: createByteSpool(),
  });
  const fonts = openFontSet();
  const size = { columns: sequence.columns, rows: sequence.rows };
  const shape = { fontSizePx: 16, lineHeight: 1.4, paddingPx: undefined, maximumPixels: 2 ** 26 };
  const layout = layOut(fonts.metrics(16), { ...size, ...shape });
  const labels = { title: undefined, command: undefined };
  const mosaic = await createMosaic(sequence, { layout, fonts, antialiasingLevels: 5, ...labels });
  const close = async () => {
    await sequence.close();
    await recording.close();
  };
  return { mosaic, close };
}

/** Writes the painted frames as raw RGB. */
function writePainted({ survey, frames }: Mosaic): void {
  const bytes = new Uint8Array(survey.geometry.widthPx * survey.geometry.heightPx * 3);
  const file = openSync(paintedFile, 'w');
  for (const { canvas } of frames()) {
    for (let at = 0; at < canvas.ids.length; at += 1) {
      const rgb = colourAt(canvas, at);
      bytes[at * 3] = rgb >> 16;
      bytes[at * 3 + 1] = (rgb >> 8) & 255;
      bytes[at * 3 + 2] = rgb & 255;
    }
    writeSync(file, bytes);
  }
  closeSync(file);
}

function colourAt(canvas: Canvas, index: number): number {
  return canvas.kind === 'direct' ? canvas.ids[index]! : canvas.rgb[canvas.ids[index]!]!;
}

async function encodeOurs(mosaic: Mosaic, path: string, lossy: number): Promise<void> {
  const sink = openBufferSink();
  const encoder = createGifEncoder(sink, { loop: 'forever', level: 'default', threads: 1, lossy });
  await encoder.start(mosaic.survey);
  for (const frame of mosaic.frames())
    await encoder.add({ ...frame, timeUs: frame.index * FRAME_US, durationUs: FRAME_US });
  await encoder.finish();
  writeFileSync(path, sink.bytes());
}

function ffmpeg(...args: string[]): void {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`ffmpeg: ${run.stderr || run.error}`);
}

function encodeWithFfmpeg({ survey }: Mosaic, path: string, paletteuse: string): void {
  const { widthPx, heightPx } = survey.geometry;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${widthPx}x${heightPx}`, '-r', String(FRAMES_PER_SECOND)];
  const filter = `split[a][b];[a]palettegen[palette];[b][palette]${paletteuse}`;
  ffmpeg(...raw, '-i', paintedFile, '-filter_complex', filter, path);
}

function compare(path: string, { survey }: Mosaic): Quality {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-frames:v', String(survey.frameCount)];
  // The last frame's hold may be any: sampling must not end before it.
  ffmpeg('-i', path, '-vf', `fps=${FRAMES_PER_SECOND},tpad=stop=-1:stop_mode=clone`, ...raw, decodedFile);
  const length = survey.geometry.widthPx * survey.geometry.heightPx * 3;
  const [painted, decoded] = [new FrameReader(paintedFile, length), new FrameReader(decodedFile, length)];
  const comparison = new Comparison();
  for (let index = 0; index < survey.frameCount; index += 1)
    comparison.take(painted.next(), decoded.next(), painted.before, decoded.before);
  painted.close();
  decoded.close();
  return comparison.quality();
}

/** Raw frames from a file; the one before is kept. */
class FrameReader {
  before: Uint8Array | undefined;
  private current: Uint8Array | undefined;
  private readonly file: number;
  private readonly length: number;

  constructor(path: string, length: number) {
    this.file = openSync(path, 'r');
    this.length = length;
  }

  next(): Uint8Array {
    this.before = this.current;
    this.current = new Uint8Array(this.length);
    if (readSync(this.file, this.current) !== this.length) throw new Error('a frame is missing');
    return this.current;
  }

  close(): void {
    closeSync(this.file);
  }
}

class Comparison {
  private squares = 0;
  private samples = 0;
  private worstSquare = 0;
  private still = 0;
  private flickering = 0;
  /** Squared distances of pairs of colours met. */
  private readonly distances = new Map<number, number>();

  take(painted: Uint8Array, decoded: Uint8Array, paintedBefore?: Uint8Array, decodedBefore?: Uint8Array): void {
    this.samples += painted.length;
    for (let at = 0; at < painted.length; at += 3) {
      const [wanted, got] = [pixelAt(painted, at), pixelAt(decoded, at)];
      if (wanted !== got) this.count(wanted, got);
      if (paintedBefore === undefined || pixelAt(paintedBefore, at) !== wanted) continue;
      this.still += 1;
      if (pixelAt(decodedBefore!, at) !== got) this.flickering += 1;
    }
  }

  quality(): Quality {
    const psnr = 10 * Math.log10(255 ** 2 / (this.squares / this.samples));
    return { psnr, worst: 100 * Math.sqrt(this.worstSquare), flicker: this.flickering / Math.max(1, this.still) };
  }

  private count(wanted: number, got: number): void {
    for (const shift of [0, 8, 16]) this.squares += (((wanted >> shift) & 255) - ((got >> shift) & 255)) ** 2;
    const pair = wanted * 2 ** 24 + got;
    let distance = this.distances.get(pair);
    if (distance === undefined) {
      const lab = oklab(Uint32Array.of(wanted, got));
      distance = squaredDistance(lab, 0, lab, 1);
      this.distances.set(pair, distance);
    }
    if (distance > this.worstSquare) this.worstSquare = distance;
  }
}

function pixelAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}

async function measure(name: string, source: string | Uint8Array): Promise<string[]> {
  const { mosaic, close } = await paint(source);
  writePainted(mosaic);
  const path = join(folder, 'picture.gif');
  const row = (maker: string) => {
    const { psnr, worst, flicker } = compare(path, mosaic);
    const kB = (statSync(path).size / 1000).toFixed(0);
    const error = Number.isFinite(psnr) ? psnr.toFixed(1) : 'exact';
    return `| ${name} | ${maker} | ${kB} | ${error} | ${worst.toFixed(1)} | ${(100 * flicker).toFixed(1)} % |`;
  };
  const rows: string[] = [];
  for (const lossy of values.lossy.split(',').map(Number)) {
    await encodeOurs(mosaic, path, lossy);
    rows.push(row(lossy === 0 ? 'cast2gif' : `cast2gif \`--lossy ${lossy}\``));
  }
  encodeWithFfmpeg(mosaic, path, 'paletteuse=dither=none');
  rows.push(row('ffmpeg, `dither=none`'));
  encodeWithFfmpeg(mosaic, path, 'paletteuse');
  rows.push(row('ffmpeg, default'));
  await close();
  return rows;
}

function writeReadme(table: string): void {
  const path = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));
  const readme = readFileSync(path, 'utf8');
  const [start, end] = ['<!-- quality -->', '<!-- /quality -->'];
  const before = readme.slice(0, readme.indexOf(start) + start.length);
  writeFileSync(path, `${before}\n\n${table}\n\n${readme.slice(readme.indexOf(end))}`);
}

const made = Object.entries(TRUECOLOUR_RECORDINGS).map(([name, make]) => [name, Buffer.from(make())] as const);
const given = positionals.map((path) => [basename(path), path] as const);
const lines = ['| recording | made by | kB | PSNR, dB | worst ΔE | flicker |', '|---|---|---|---|---|---|'];
try {
  for (const [name, source] of given.length > 0 ? given : made) {
    const rows = await measure(name, source);
    console.error(rows.join('\n'));
    lines.push(...rows);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(lines.join('\n'));
if (values.write) writeReadme(lines.join('\n'));
