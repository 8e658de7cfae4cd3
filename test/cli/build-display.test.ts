import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { BuildDisplay } from '#cast2gif/cli/build-display.js';
import { createConsole } from '#cast2gif/cli/console.js';
import { timeLeft } from '#cast2gif/cli/progress.js';

/** A terminal that remembers what was written. */
function terminal() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  return { console: createConsole(stream, stream, {}), text: () => String(stream.read() ?? '') };
}

test('the display says how many pictures are done, and which are under way', () => {
  const { console, text } = terminal();
  const display = new BuildDisplay(console, new Map(Object.entries({ 'a.gif': 1, 'b.gif': 3 })), false);
  display.progress('a.gif', 0.5);
  assert.match(text(), /\[0\/2\] a\.gif 50 %$/);
  display.done('a.gif', 'a.gif');
  assert.match(text(), /\[1\/2\] a\.gif\n$/);
});

test('time left follows from the share of the work that is done, and is not guessed', () => {
  assert.equal(timeLeft(0.25, 10), '30 s left');
  assert.equal(timeLeft(0.5, 65), '1:05 left');
  assert.equal(timeLeft(0.5, 0.9), '');
  assert.equal(timeLeft(0.01, 100), '');
});
