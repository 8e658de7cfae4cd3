/** A terminal that is given the state of another looks like it, and goes on like it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CellStore } from '#cast2gif/terminal/cell-store.js';
import { ScreenReader } from '#cast2gif/terminal/screen-reader.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';

const COLUMNS = 12;
const ROWS = 6;
const COLOURS = {
  foreground: 0xcccccc,
  background: 0x111111,
  palette: Array.from({ length: 16 }, (_, index) => index * 0x0f0f0f),
};

function terminalWith(...output: readonly string[]): Terminal {
  const terminal = Terminal.create({ columns: COLUMNS, rows: ROWS, colours: COLOURS, cursor: 'recorded' });
  for (const text of output) terminal.write(text);
  return terminal;
}

function shown(terminal: Terminal): unknown {
  const store = new CellStore(COLOURS.foreground, COLOURS.background);
  const reader = new ScreenReader(terminal, store, false);
  reader.read();
  return {
    background: reader.background,
    cursor: terminal.cursorState(),
    cells: Array.from(reader.ids, (id) => store.cell(id)),
  };
}

const sequences = [
  '\u001b[1;31m',
  '\u001b[38;2;1;2;3;48;5;200m',
  '\u001b[4:3;58:5:9m',
  '\u001b[7;2;9m',
  '\u001b[m',
  '\u001b[92;103m',
  '\u001b[H',
  '\u001b[3;5H',
  '\u001b[6;12H',
  '\u001b[K',
  '\u001b[1J',
  '\u001b[2J',
  '\u001b[L',
  '\u001b[M',
  '\u001b[2P',
  '\u001b[3@',
  '\u001b[2;4r',
  '\u001b[r',
  '\u001b[?6h',
  '\u001b[?6l',
  '\u001b[?7l',
  '\u001b[?7h',
  '\u001b[4h',
  '\u001b[4l',
  '\u001b[?25l',
  '\u001b[?25h',
  '\u001b[4 q',
  '\u001b[6 q',
  '\u001b[?1049h',
  '\u001b[?1049l',
  '\u001b[?5h',
  '\u001b[?5l',
  '\u001b7',
  '\u001b8',
  '\u001b(0',
  '\u001b(B',
  '\u001b)0',
  '\u000e',
  '\u000f',
  '\u001bH',
  '\u001b[3g',
  '\t',
  '\u001b#6',
  '\u001b#3',
  '\u001b#5',
  '\u001b[?69h\u001b[3;9s',
  '\u001b[?69l',
  '\u001b]4;1;#123456\u0007',
  '\u001b]11;#302010\u0007',
  '\u001b]8;;http://x.org\u0007',
  '\u001b]8;;\u0007',
  '\u001bM',
  '\u001bD',
  '\r\n',
  '\n',
  '\r',
  '\b',
] as const;
const text = fc.constantFrom(
  'a',
  'lqk',
  'word ',
  'long enough to wrap',
  '漢字',
  'e\u0301',
  '👩‍🚀',
  '🇩🇪',
  '\ue0b0',
  '☁',
  '\ufe0f',
  '\ufe0e',
  '🏽',
  '\u200d',
  '',
);
/** In origin mode a cursor outside the side margins has no address: the two do not come together here. */
const output = fc
  .array(fc.oneof(text, fc.constantFrom(...sequences)), { maxLength: 40 })
  .map((parts) =>
    parts.some((part) => part.includes('?69h')) ? parts.filter((part) => !part.includes('?6h')) : parts,
  );

test('the state of a terminal makes a fresh one look the same', () => {
  fc.assert(
    fc.property(output, (before) => {
      const terminal = terminalWith(...before);
      assert.deepEqual(shown(terminalWith(terminal.state())), shown(terminal));
    }),
    { numRuns: 300 },
  );
});

test('what comes after the state looks the same too', () => {
  // What only history, or a saved cursor on the other screen, would decide is not part of the state.
  const without = (pattern: RegExp) => output.map((parts) => parts.filter((part) => !pattern.test(part)));
  fc.assert(
    fc.property(without(/\u001b8/), without(/\u001b8|1049/), (before, after) => {
      const terminal = terminalWith(...before);
      const other = terminalWith(terminal.state(), ...after);
      for (const part of after) terminal.write(part);
      assert.deepEqual(shown(other), shown(terminal));
    }),
    { numRuns: 300 },
  );
});
