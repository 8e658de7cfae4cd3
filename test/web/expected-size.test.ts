/** The size of a picture, before and after it is made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '#cast2gif/render/render.js';
import { expectedSize } from '#cast2gif/web/expected-size.js';

test('a picture has the size that was expected from its terminal', async () => {
  for (const [columns, rows] of [
    [80, 24],
    [20, 3],
    [137, 43],
  ] as const) {
    const data = `{"version":2,"width":${columns},"height":${rows}}\n[0,"o","x"]\n[1,"o","y"]\n`;
    const { widthPx, heightPx } = await render(Buffer.from(data), { buffer: true, format: 'gif' });
    assert.deepEqual(expectedSize({ columns, rows }), { widthPx, heightPx });
  }
});
