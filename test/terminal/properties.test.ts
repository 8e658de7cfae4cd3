import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rowText } from '#cast2gif/encode/screen-grid.js';
import type { CellFields } from '#cast2gif/terminal/cell-store.js';
import { CellStore, NO_FIELDS } from '#cast2gif/terminal/cell-store.js';
import { ScreenReader } from '#cast2gif/terminal/screen-reader.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { TEST_COLOURS } from '../frames/replay.js';

const COLUMNS = 12;
const ROWS = 6;

const PIECES = [
  'a',
  'plain',
  ' ',
  '\r',
  '\n',
  '\b',
  '\t',
  '\x0e',
  '\x0f',
  '漢',
  '字',
  '😀',
  '👩‍👧',
  '🇫',
  '🇷',
  '❤',
  '\ufe0f',
  '\u0301',
  '\u200d',
  '\u1112',
  '\u1161',
  'क्',
  'ष',
  'ำ',
  '🏽',
  '1',
  '\u20e3',
  '\x1b[A',
  '\x1b[3B',
  '\x1b[C',
  '\x1b[2D',
  '\x1b[H',
  '\x1b[3;5H',
  '\x1b[J',
  '\x1b[1J',
  '\x1b[2J',
  '\x1b[K',
  '\x1b[1K',
  '\x1b[2K',
  '\x1b[L',
  '\x1b[2M',
  '\x1b[@',
  '\x1b[2P',
  '\x1b[X',
  '\x1b[S',
  '\x1b[2T',
  '\x1bM',
  '\x1bD',
  '\x1bE',
  '\x1b7',
  '\x1b8',
  '\x1b[4b',
  '\x1b[2;4r',
  '\x1b[r',
  '\x1b[?69h',
  '\x1b[?69l',
  '\x1b[3;8s',
  '\x1b[s',
  '\x1b[u',
  '\x1b[?6h',
  '\x1b[?6l',
  '\x1b[?7l',
  '\x1b[?7h',
  '\x1b[4h',
  '\x1b[4l',
  "\x1b[2'}",
  "\x1b['~",
  '\x1b[ @',
  '\x1b[2 A',
  '\x1b#3',
  '\x1b#4',
  '\x1b#5',
  '\x1b#6',
  '\x1b#8',
  '\x1b[m',
  '\x1b[1;31m',
  '\x1b[7m',
  '\x1b[2;3;9;53m',
  '\x1b[4:3m',
  '\x1b[58:2::1:2:3m',
  '\x1b[59m',
  '\x1b[48;5;77m',
  '\x1b[8m',
  '\x1b]8;;http://x/\x07',
  '\x1b]8;;\x1b\\',
  '\x1b]4;1;red\x07',
  '\x1b]104\x07',
  '\x1b]11;#123\x07',
  '\x1b]111\x07',
  '\x1b]12;blue\x07',
  '\x1b[?5h',
  '\x1b[?5l',
  '\x1b[?25l',
  '\x1b[?25h',
  '\x1b[4 q',
  '\x1b[6 q',
  '\x1b[0 q',
  '\x1b[?1049h',
  '\x1b[?1049l',
  '\x1b[?2026h',
  '\x1b[?2026l',
  '\x1b[!p',
  '\x1bc',
  '\x1b(0',
  '\x1b(B',
  '\x1b[?3h',
  '\x1b[5Z',
  '\uf015',
  '\uf015 ',
  '\x1b[44m ',
  '\x1b[P',
  '\x1bH',
  '\x1b[3g',
  '\x1bPq#1~~\x1b\\',
  '\x1b_Gx\x1b\\',
  '\x1b',
  '\x1b[',
  '\x1b]8;',
  '\x18',
] as const;

const script = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));

function newTerminal(): Terminal {
  return Terminal.create({ columns: COLUMNS, rows: ROWS, colours: TEST_COLOURS, cursor: 'recorded' });
}

function newReader(terminal: Terminal): { read(): CellFields[] } {
  const store = new CellStore(TEST_COLOURS.foreground, TEST_COLOURS.background);
  const reader = new ScreenReader(terminal, store, false);
  return {
    read() {
      reader.read();
      return Array.from(reader.ids, (id) => {
        const fields = { ...NO_FIELDS };
        store.read(id, fields);
        // Numbers of clusters and links depend on the order in which they came up.
        return {
          ...fields,
          grapheme: store.graphemeText(fields.grapheme) as never,
          link: store.links[fields.link] as never,
        };
      });
    },
  };
}

test('output cut anywhere leads to the same screen', async () => {
  await fc.assert(
    fc.asyncProperty(script, fc.array(fc.nat(), { maxLength: 8 }), async (data, cuts) => {
      const whole = newTerminal();
      whole.write(data);
      const cut = newTerminal();
      const places = [0, ...cuts.map((place) => place % (data.length + 1)), data.length].sort((a, b) => a - b);
      for (let at = 1; at < places.length; at += 1) cut.write(data.slice(places[at - 1], places[at]));
      assert.deepEqual(newReader(cut).read(), newReader(whole).read());
    }),
    { numRuns: 300 },
  );
});

test('a screen read by what changed equals one read afresh, through resizes too', async () => {
  const size = fc.record({ columns: fc.integer({ min: 2, max: 20 }), rows: fc.integer({ min: 1, max: 9 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof({ weight: 5, arbitrary: script }, size), { maxLength: 8 }), async (steps) => {
      const terminal = newTerminal();
      const reader = newReader(terminal);
      for (const step of steps) {
        if (typeof step === 'string') terminal.write(step);
        else terminal.resize(step.columns, step.rows);
        assert.deepEqual(reader.read(), newReader(terminal).read());
      }
    }),
    { numRuns: 150 },
  );
});

test('every wide character has both its halves', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (data) => {
      const terminal = newTerminal();
      terminal.write(data);
      for (let row = 0; row < ROWS; row += 1) {
        const line = terminal.buffer.lines.get(terminal.buffer.ybase + row)!;
        const widths = Array.from({ length: line.length }, (_, column) => line._data[column * 3]! >>> 22);
        for (const [column, width] of widths.entries()) {
          assert.equal(width === 0, column > 0 && widths[column - 1] === 2, `row ${row}: ${widths}`);
          if (width === 2) assert.ok(column + 1 < widths.length, `row ${row}: ${widths}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('an icon before a blank is drawn over both, and the text keeps the blank', () => {
  const shown = (data: string) => {
    const terminal = newTerminal();
    terminal.write(data);
    const store = new CellStore(TEST_COLOURS.foreground, TEST_COLOURS.background);
    const reader = new ScreenReader(terminal, store, false);
    reader.read();
    const cells = Array.from(reader.ids.subarray(0, 4), (id) => store.cell(id));
    return { spans: cells.map((cell) => cell.spanColumns), text: rowText(cells) };
  };
  assert.deepEqual(shown('\uf015 a'), { spans: [2, 2, 1, 1], text: '\uf015 a' });
  assert.deepEqual(shown('\uf015ab'), { spans: [1, 1, 1, 1], text: '\uf015ab' });
  assert.deepEqual(shown('\uf015\x1b[44m a'), { spans: [1, 1, 1, 1], text: '\uf015 a' });
  assert.deepEqual(shown('\ue0b0 a'), { spans: [1, 1, 1, 1], text: '\ue0b0 a' });
});
