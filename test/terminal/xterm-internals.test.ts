import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedCore, createXterm } from '#cast2gif/terminal/xterm-internals.js';

test('xterm has the shape this program was written for', () => {
  const core = createXterm(10, 4);
  assert.deepEqual([core.cols, core.rows], [10, 4]);
  core._inputHandler.parse('\x1b[4:3;58:2::255:0:0mx');
  const line = core._bufferService.buffer.lines.get(0)!;
  assert.equal(line._data[0], 'x'.charCodeAt(0) | (1 << 22));
  assert.equal(line._extendedAttrs[0]?._ext, (3 << 26) | 0x3ff0000);
});

test('another version of xterm fails with the name of what is missing', () => {
  assert.throws(() => checkedCore({ _core: { resize() {}, reset() {} } }), /_inputHandler\.parse is missing/);
});
