/** What DECSC saves and DECRC restores besides the cursor's place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { TEST_COLOURS } from '../frames/replay.js';
import { textRows } from './tmux-screens.js';

function terminalWith(output: string): Terminal {
  const terminal = Terminal.create({ columns: 10, rows: 5, colours: TEST_COLOURS, cursor: 'recorded' });
  terminal.write(output);
  return terminal;
}

test('the shape of an underline comes back with the cursor', () => {
  const state = terminalWith('\u001b[4:3;58:5:9m\u001b7\u001b[m\u001b8').state();
  assert.ok(state.includes('4:3'), JSON.stringify(state));
  assert.ok(state.includes('58:5:9'), JSON.stringify(state));
});

test('a link that was begun after the cursor was saved does not come back', () => {
  const state = terminalWith('\u001b7\u001b]8;;http://x.org\u0007\u001b8\u001b[4:3ma').state();
  assert.ok(!state.includes('x.org'), JSON.stringify(state));
});

test('origin mode comes back with the cursor, and DECSTR forgets it', () => {
  assert.equal(textRows(terminalWith('\u001b[2;4r\u001b[?6h\u001b7\u001b[?6l\u001b8\u001b[Hx'))[1], 'x');
  assert.equal(textRows(terminalWith('\u001b[2;4r\u001b[?6h\u001b7\u001b[!p\u001b8\u001b[Hx'))[0], 'x');
});

test('all character sets come back with the cursor', () => {
  assert.equal(textRows(terminalWith('\u001b)0\u000e\u001b7\u001b)B\u000f\u001b8q\u000fq'))[0], '─q');
});

test('a cursor in a double-width line stays in the half that is shown', () => {
  assert.deepEqual(textRows(terminalWith('\u001b#6\ta\u001b[Bb')).slice(0, 2), ['    a', '    b']);
});
