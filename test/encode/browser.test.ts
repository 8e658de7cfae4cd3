/** What a real browser makes of our animations and videos, frame by frame. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoder } from '#cast2gif/encode/encoder.js';
import { createGifEncoder } from '#cast2gif/encode/gif/gif-encoder.js';
import { createApngEncoder } from '#cast2gif/encode/png/apng.js';
import { openFfmpeg } from '#cast2gif/encode/video/find-ffmpeg.js';
import { createVideoEncoder } from '#cast2gif/encode/video/video-encoder.js';
import { createWebpEncoder } from '#cast2gif/encode/webp/animation.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import type { ByteSink } from '#cast2gif/io/sink.js';
import { withoutProgram } from '../support.js';
import { inChromium } from './browser.js';
import { encodeMadeUp, type MadeUp, rgbFrames, SMALL, surveyOf } from './painted-frames.js';

const withoutChromium = withoutProgram('chromium');
const withoutVideo = withoutChromium || withoutProgram('ffmpeg', '-version');

/** A picture as the page sends it: base 64 of red, green, blue, opacity. */
interface SeenFrame {
  readonly pixels: string;
  readonly timeUs: number;
  readonly durationUs: number;
}

const HELPERS = `
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const pixelsOf = (source, width, height) => {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  let text = '';
  for (const byte of context.getImageData(0, 0, width, height).data) text += String.fromCharCode(byte);
  return btoa(text);
};`;

function decodeInPage(bytes: Buffer, type: string): Promise<SeenFrame[]> {
  return inChromium(`(async () => {${HELPERS}
    const decoder = new ImageDecoder({ data: bytesOf('${bytes.toString('base64')}'), type: '${type}' });
    await decoder.tracks.ready;
    await decoder.completed;
    const frames = [];
    for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      const pixels = pixelsOf(image, image.displayWidth, image.displayHeight);
      frames.push({ pixels, timeUs: image.timestamp, durationUs: image.duration });
    }
    return frames;
  })()`);
}

/** Red, green and blue of a frame the page sent, which must be opaque. */
function rgbOf({ pixels }: Pick<SeenFrame, 'pixels'>): Buffer {
  const rgba = Buffer.from(pixels, 'base64');
  return Buffer.from(rgba.filter((_, at) => at % 4 !== 3));
}

const ANIMATIONS: readonly (readonly [string, string, number, (sink: ByteSink) => Encoder])[] = [
  ['GIF', 'image/gif', 10_000, (sink) => createGifEncoder(sink, { loop: 'forever', level: 'default', threads: 1 })],
  ['APNG', 'image/png', 1000, (sink) => createApngEncoder(sink, { plays: 0 })],
  [
    'WebP',
    'image/webp',
    1000,
    (sink) => createWebpEncoder(sink, { plays: 0, threads: 1, spool: createByteSpool({ memoryBytes: 0 }) }),
  ],
];

for (const [name, type, tickUs, create] of ANIMATIONS) {
  test(`Chromium shows every frame of the ${name} pixel by pixel, as long as it lasts`, {
    skip: withoutChromium,
  }, async () => {
    const frames = await decodeInPage(await encodeMadeUp(SMALL, create), type);
    const painted = rgbFrames(SMALL);
    assert.equal(frames.length, painted.length);
    for (const [index, frame] of frames.entries()) {
      assert.ok(rgbOf(frame).equals(painted[index]!), `frame ${index}`);
      assert.ok(
        Math.abs(frame.durationUs - SMALL.durationsUs[index]!) <= tickUs,
        `frame ${index}: ${frame.durationUs}`,
      );
    }
  });
}

/** Letters' edges in two colours, large enough for a mean to mean something. */
const SCREEN: MadeUp = { ...SMALL, columns: 40, rows: 20, colours: [0x101418, 0xd0d0d0], colourCount: 2 };

interface Played {
  readonly duration: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** How far it came by itself. */
  readonly playedTo: number;
  readonly frames: readonly string[];
}

/** Plays a little, then looks at the frames at these moments. */
function playInPage(bytes: Buffer, type: string, seconds: readonly number[]): Promise<Played> {
  return inChromium(`(async () => {${HELPERS}
    const video = document.createElement('video');
    const happens = (name) => new Promise((resolve, reject) => {
      video.addEventListener(name, resolve, { once: true });
      video.addEventListener('error', () => reject(new Error(video.error.message)), { once: true });
    });
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([bytesOf('${bytes.toString('base64')}')], { type: '${type}' }));
    await happens('loadeddata');
    await video.play();
    while (video.currentTime < 0.2) await happens('timeupdate');
    video.pause();
    const playedTo = video.currentTime;
    const frames = [];
    for (const second of ${JSON.stringify(seconds)}) {
      video.currentTime = second;
      await happens('seeked');
      frames.push(pixelsOf(video, video.videoWidth, video.videoHeight));
    }
    return { duration: video.duration, widthPx: video.videoWidth, heightPx: video.videoHeight, playedTo, frames };
  })()`);
}

const BLOCK_PX = 8;

/** Mean structural similarity of two pictures' luma over blocks (Wang et al. 2004); as large as the first one. */
function similarity(first: Buffer, firstWidthPx: number, second: Buffer, secondWidthPx: number): number {
  const luma = (rgb: Buffer, at: number) => 0.2126 * rgb[at]! + 0.7152 * rgb[at + 1]! + 0.0722 * rgb[at + 2]!;
  const heightPx = first.length / 3 / firstWidthPx;
  let sum = 0;
  let blocks = 0;
  for (let top = 0; top + BLOCK_PX <= heightPx; top += BLOCK_PX) {
    for (let left = 0; left + BLOCK_PX <= firstWidthPx; left += BLOCK_PX) {
      let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
      for (let y = top; y < top + BLOCK_PX; y++) {
        for (let x = left; x < left + BLOCK_PX; x++) {
          const [p, q] = [luma(first, (y * firstWidthPx + x) * 3), luma(second, (y * secondWidthPx + x) * 3)];
          [a, b, aa, bb, ab] = [a + p, b + q, aa + p * p, bb + q * q, ab + p * q];
        }
      }
      const count = BLOCK_PX ** 2;
      const [meanA, meanB] = [a / count, b / count];
      const [varianceA, varianceB] = [aa / count - meanA ** 2, bb / count - meanB ** 2];
      const covariance = ab / count - meanA * meanB;
      const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
      sum +=
        ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
        ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2));
      blocks++;
    }
  }
  return sum / blocks;
}

for (const container of ['mp4', 'webm'] as const) {
  test(`Chromium plays the ${container}, knows how long it is, and seeks to what was painted`, {
    skip: withoutVideo,
  }, async () => {
    const ffmpeg = await openFfmpeg();
    const bytes = await encodeMadeUp(SCREEN, (sink) => createVideoEncoder(sink, { container, ffmpeg }));
    const { geometry, durationUs } = surveyOf(SCREEN);
    const middles: number[] = [];
    let startUs = 0;
    for (const lengthUs of SCREEN.durationsUs) {
      middles.push((startUs + lengthUs / 2) / 1e6);
      startUs += lengthUs;
    }
    const played = await playInPage(bytes, `video/${container}`, middles);
    assert.ok(Math.abs(played.duration - durationUs / 1e6) < 0.034, `${played.duration} s`);
    assert.ok(played.playedTo >= 0.2);
    assert.deepEqual([played.widthPx % 2, played.heightPx % 2], [0, 0]);
    for (const [index, painted] of rgbFrames(SCREEN).entries()) {
      const seen = rgbOf({ pixels: played.frames[index]! });
      const ssim = similarity(painted, geometry.widthPx, seen, played.widthPx);
      assert.ok(ssim >= 0.99, `frame ${index}: SSIM ${ssim.toFixed(4)}`);
    }
  });
}
