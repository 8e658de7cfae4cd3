/** What is around the cells, in every format, as decoders that others wrote see it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createCanvas } from '@napi-rs/canvas';
import { type Format, type RenderOptions, render } from '#cast2gif/index.js';
import { decodeFrames, python, withFile, withoutPillow } from '../encode/decoders.js';
import { decodeGif } from '../encode/gif/decoder.js';
import { withoutProgram } from '../support.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-dressing-'));
after(() => rmSync(folder, { recursive: true }));
const logo = join(folder, 'logo.png');
const canvas = createCanvas(50, 60);
const context = canvas.getContext('2d');
context.fillStyle = '#f80';
context.arc(25, 30, 20, 0, 7);
context.fill();
writeFileSync(logo, canvas.toBuffer('image/png'));

/** A screen, the same reversed, then on another background, then as at first: one second each. */
const RECORDING = Buffer.from(
  [
    { version: 2, width: 12, height: 2, title: 'a title' },
    [0, 'o', 'ab\x1b[31mc'],
    [1, 'o', '\x1b[?5h'],
    [2, 'o', '\x1b[?5l\x1b]11;#203040\x07'],
    [3, 'o', '\x1b]111\x07'],
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(''),
);
const MOMENTS = ['0', '1.5', '2.5', '3.5'];

/** Every frame composed, as red, green, blue and alpha in base 64. */
const DECODE = `
import sys, json, base64, PIL.Image
picture = PIL.Image.open(sys.argv[1]); frames = []
for index in range(getattr(picture, 'n_frames', 1)):
    picture.seek(index); frames.append(base64.b64encode(picture.convert('RGBA').tobytes()).decode())
print(json.dumps(frames))`;

async function bytesOf(format: Format, options: RenderOptions) {
  const result = await render(RECORDING, { buffer: true, format }, { lastFrameDurationSeconds: 1, ...options });
  return { bytes: result.outputs[0]!.bytes!, widthPx: result.widthPx, heightPx: result.heightPx };
}

async function framesOf(format: Format, options: RenderOptions): Promise<Buffer[]> {
  const { bytes } = await bytesOf(format, options);
  const frames = withFile(`a.${format}`, bytes, (path) => python<string[]>(DECODE, path));
  return frames.map((frame) => Buffer.from(frame, 'base64'));
}

const DRESSINGS: Record<string, RenderOptions> = {
  'a plain padding': {},
  'a window on a coloured margin': { window: 'macos', marginPx: 12 },
  'a window on a transparent margin': { window: 'macos', marginPx: 12, marginFill: 'transparent' },
  'a margin alone': { marginPx: 5, marginFill: '#123..#f80' },
  'a watermark over cells and margin': { window: 'plain', marginFill: 'transparent', watermark: logo },
  'a watermark over half of a small screen': { watermark: logo, watermarkPosition: 'center', watermarkOpacity: 0.3 },
  'round corners, scaled, no shadow': { window: 'frame', marginFill: 'transparent', shadow: false, scale: 1.7 },
};

for (const [name, options] of Object.entries(DRESSINGS)) {
  test(`${name}: APNG, WebP and GIF show what the stills do`, { skip: withoutPillow() }, async () => {
    const stills: Buffer[] = [];
    for (const at of MOMENTS) stills.push(...(await framesOf('png', { ...options, at })));
    for (const format of ['apng', 'webp'] as const) {
      const frames = await framesOf(format, options);
      assert.equal(frames.length, stills.length);
      for (const [index, frame] of frames.entries()) assert.ok(frame.equals(stills[index]!), `${format} ${index}`);
    }
    const { images } = decodeGif((await bytesOf('gif', options)).bytes);
    assert.equal(images.length, stills.length);
    for (const [index, { pixels }] of images.entries()) {
      const still = stills[index]!;
      const expected = Int32Array.from(pixels, (_, at) =>
        still[at * 4 + 3]! < 128 ? -1 : still.readUIntBE(at * 4, 3),
      );
      assert.deepEqual(pixels, expected, `GIF ${index}`);
    }
  });
}

test('a watermark that cannot be used is one clear line', async () => {
  const whole = canvas.toBuffer('image/png');
  const huge = Buffer.from(whole);
  huge.writeUInt32BE(100_000, 16);
  const jpeg = canvas.toBuffer('image/jpeg');
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [whole.subarray(0, whole.length - 30), /cut short/],
    [huge, /100000x60 pixels/],
    [jpeg.subarray(0, jpeg.length - 20), /cut short/],
    [canvas.toBuffer('image/webp').subarray(0, 60), /cut short/],
    [Buffer.from('GIF89a'), /not a PNG, JPEG or WebP/],
    [Buffer.alloc(0), /not a PNG/],
  ];
  const watermark = join(folder, 'bad');
  for (const [bytes, message] of cases) {
    writeFileSync(watermark, bytes);
    await assert.rejects(bytesOf('png', { watermark }), message);
  }
  await assert.rejects(bytesOf('png', { watermark: join(folder, 'none') }), /no such file/);
  for (const type of ['image/jpeg', 'image/webp'] as const) {
    writeFileSync(watermark, canvas.toBuffer(type as 'image/jpeg'));
    await bytesOf('png', { watermark });
  }
});

test('a video shows a plain margin instead of a transparent one, and says so', {
  skip: withoutProgram('ffmpeg', '-version'),
}, async () => {
  const warnings: string[] = [];
  const options = { window: 'plain', marginFill: 'transparent', lastFrameDurationSeconds: 1 } as const;
  const result = await render(
    RECORDING,
    { buffer: true, format: 'mp4' },
    { ...options, onWarning: ({ message }) => warnings.push(message) },
  );
  assert.match(warnings.join(), /^mp4: videos have no transparency; the margin is #[0-9a-f]{6} there/);
  const colour = Number.parseInt(/#([0-9a-f]{6})/.exec(warnings.join())![1]!, 16);
  const widthPx = result.widthPx + (result.widthPx % 2);
  const heightPx = result.heightPx + (result.heightPx % 2);
  const [frame] = withFile('a.mp4', result.outputs[0]!.bytes!, (path) => decodeFrames(path, widthPx * heightPx * 3));
  for (const [channel, shift] of [16, 8, 0].entries()) {
    assert.ok(Math.abs(frame![channel]! - ((colour >> shift) & 255)) <= 4);
  }
});

test('the limit of pixels counts the margin', async () => {
  const { widthPx, heightPx } = await bytesOf('png', { window: 'plain', marginPx: 0 });
  const maxOutputPixels = widthPx * heightPx;
  await bytesOf('png', { window: 'plain', marginPx: 0, maxOutputPixels });
  await assert.rejects(bytesOf('png', { window: 'plain', marginPx: 1, maxOutputPixels }), /more than a picture may/);
});

test('an SVG has the window, its title, and a background that changes', async () => {
  const { bytes } = await bytesOf('svg', { window: 'plain', title: 'a <&> \x1b]0;b\x07', marginFill: 'transparent' });
  const svg = Buffer.from(bytes).toString();
  assert.match(svg, /a &lt;&amp;&gt; \]0;b</);
  assert.match(svg, /@keyframes bg\{0%\{fill:#121314\}.*fill:#203040/);
  assert.match(svg, /<path style="shape-rendering:auto" class="bg"/);
  assert.equal(/<rect width="100%"/.test(svg), false);
});
