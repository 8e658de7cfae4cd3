/** The still that stands in for a picture that is being made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMAT_NAMES, formatRow } from '#cast2gif/options/formats.js';
import type { RenderOptions } from '#cast2gif/options/render-options.js';
import { render } from '#cast2gif/render/render.js';
import { posterOf } from '#cast2gif/server/pictures/patience.js';

/** The terminal is small in the middle, and at its end it is larger than at the start. */
const RESIZED = `{"version":2,"width":30,"height":6}
[0,"o","one"]
[1,"r","12x3"]
[1.1,"o","\\r\\ntwo"]
[3,"r","34x8"]
[3.1,"o","\\r\\nthree"]
[4,"m","end"]
`;

const OPTIONS: readonly RenderOptions[] = [
  {},
  { select: '0..2' },
  { select: '..marker:end', scale: 2, window: 'macos' },
  { select: '1.5,3.5' },
  { maxBytes: 100_000, optimize: 'best' },
];

test('it has the format and size of the picture, and one frame', async () => {
  const moving = FORMAT_NAMES.filter((format) => {
    const { shows, helper } = formatRow(format);
    return shows === 'animation' && helper === undefined;
  });
  assert.ok(moving.length > 2);
  for (const options of OPTIONS) {
    for (const format of moving) {
      const poster = posterOf({ castHash: '', format, options })!;
      assert.equal(poster.format, format);
      const sizeOf = async (some: RenderOptions) => {
        const { widthPx, heightPx, frameCount } = await render(Buffer.from(RESIZED), { buffer: true, format }, some);
        return { widthPx, heightPx, frameCount };
      };
      const still = await sizeOf(poster.options);
      assert.deepEqual(still, { ...(await sizeOf(options)), frameCount: 1 }, `${format} ${JSON.stringify(options)}`);
    }
  }
});

test('there is none of a film, of a picture that stands still, and of words', () => {
  for (const [format, options] of [
    ['mp4', {}],
    ['png', {}],
    ['txt', {}],
    ['svg', { at: '1' }],
  ] as const) {
    assert.equal(posterOf({ castHash: '', format, options }), undefined);
  }
});
