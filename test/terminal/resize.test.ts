import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { TEST_COLOURS } from '../frames/replay.js';
import { Tmux, type TmuxScreen, withoutTmux } from './tmux.js';
import { textRows } from './tmux-screens.js';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

type Step = string | Size;

let tmux: Tmux;
before(async () => {
  if (withoutTmux === false) tmux = await Tmux.start();
});
after(async () => tmux?.stop());

function newTerminal({ columns, rows }: Size): Terminal {
  return Terminal.create({ columns, rows, colours: TEST_COLOURS, cursor: 'recorded' });
}

function screenOf(terminal: Terminal): TmuxScreen {
  const { buffer } = terminal;
  return { rows: textRows(terminal), cursorColumn: buffer.x, cursorRow: buffer.y };
}

/** Compares after each step, up to a step after which another number of rows has come back than in tmux. */
async function compare(start: Size, steps: readonly Step[]): Promise<void> {
  const terminal = newTerminal(start);
  await tmux.open(start.columns, start.rows);
  for (const step of steps) {
    if (typeof step === 'string') {
      terminal.write(step);
      await tmux.write(step);
    } else {
      terminal.resize(step.columns, step.rows);
      await tmux.resize(step.columns, step.rows);
    }
    const ours = screenOf(terminal);
    const theirs = await tmux.screen();
    if (typeof step !== 'string' && (isShifted(ours, theirs) || isShifted(theirs, ours))) return;
    assert.deepEqual(ours, theirs);
  }
}

/**
 * Whether `upper` is `lower` but for rows of the history that have come back above. tmux counts the rows that may come
 * back as if they were the oldest ones, so that after lines were wrapped again it brings back too few, or rows
 * that had been cleared.
 */
function isShifted(lower: TmuxScreen, upper: TmuxScreen): boolean {
  const missing = lower.cursorRow - upper.cursorRow;
  if (missing <= 0) return false;
  const rows = [...lower.rows.slice(missing), ...new Array<string>(missing).fill('')];
  return rows.join('\n') === upper.rows.join('\n') && lower.cursorColumn === upper.cursorColumn;
}

const size = fc.record({ columns: fc.integer({ min: 4, max: 40 }), rows: fc.integer({ min: 2, max: 12 }) });
const PIECES = ['$ ', 'a', 'words and words ', '\r\n', '\r\n\r\n', 'x'.repeat(23), '\x1b[7m \x1b[m'];
const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(''));
const control = fc.constantFrom('\x1b[H\x1b[2J', '\x1b[K', '\x1b[J', '\x1b[A', '\r', '\x1b[3J', '\x1b[2S', '\x1b[5C');

test('text wraps again as in tmux, the cursor with it, and rows come back', { skip: withoutTmux }, async () => {
  const step = fc.oneof<[fc.Arbitrary<Step>, fc.Arbitrary<Step>]>(text, size);
  await fc.assert(
    fc.asyncProperty(size, fc.array(step, { maxLength: 6 }), (start, steps) => compare(start, steps)),
    { numRuns: 60 },
  );
});

/** A gap before the last column, and text that goes on in the next row. */
const GAP_AT_THE_MARGIN: Step[] = ['\x1b[5C', '$ ', { columns: 4, rows: 2 }, { columns: 5, rows: 2 }];

test('so it does where rows were erased or scrolled', { skip: withoutTmux }, async () => {
  const step = fc.oneof<[fc.Arbitrary<Step>, fc.Arbitrary<Step>, fc.Arbitrary<Step>]>(text, size, control);
  await fc.assert(
    fc.asyncProperty(size, fc.array(step, { maxLength: 8 }), (start, steps) => compare(start, steps)),
    { numRuns: 60, examples: [[{ columns: 5, rows: 2 }, GAP_AT_THE_MARGIN]] },
  );
});

/** tmux forgets that a row goes on in the screen where the window was resized under the alternate one. */
const shortLines = fc
  .array(fc.constantFrom('$ ls\r\n', 'words and words\r\n', '\r\n'), { maxLength: 12 })
  .map((lines) => `${lines.join('')}$ vi`);

test('a window that is resized under an editor shows the rows from before when the editor ends', {
  skip: withoutTmux,
}, async () => {
  const taller = fc.record({ columns: fc.integer({ min: 40, max: 60 }), rows: fc.integer({ min: 2, max: 12 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.constant({ columns: 40, rows: 6 }),
      fc.array(shortLines, { maxLength: 3 }),
      fc.array(taller, { maxLength: 3 }),
      (start, texts, sizes) => compare(start, [...texts, '\x1b[?1049h\x1b[Hed', ...sizes, '\x1b[?1049l', 'end', start]),
    ),
    { numRuns: 30 },
  );
});

test('a narrower window and back loses no text, wide characters included', () => {
  const wide = fc.array(fc.constantFrom('漢', '字', 'a', 'bc ', '😀', 'e\u0301'), { maxLength: 60 });
  fc.assert(
    fc.property(wide, fc.array(fc.integer({ min: 2, max: 50 }), { maxLength: 4 }), (pieces, widths) => {
      const terminal = newTerminal({ columns: 50, rows: 4 });
      terminal.write(pieces.join(''));
      const before = screenOf(terminal);
      for (const columns of [...widths, 50]) terminal.resize(columns, 4);
      assert.deepEqual(screenOf(terminal).rows, before.rows);
    }),
  );
});

test('the alternate screen is cut and extended, not wrapped', () => {
  const terminal = newTerminal({ columns: 12, rows: 4 });
  terminal.write('shell\r\n\x1b[?1049h\x1b[1;1Habcdefghijkl\x1b[2;1Hsecond\x1b[4;1Hlast');
  terminal.resize(6, 3);
  assert.deepEqual(screenOf(terminal).rows, ['second', '', 'last']);
  terminal.resize(12, 4);
  assert.deepEqual(screenOf(terminal).rows, ['second', '', 'last', '']);
  terminal.write('\x1b[?1049l$');
  assert.deepEqual(screenOf(terminal).rows, ['shell', '$', '', '']);
});

test('both screens share one set of margins', () => {
  const terminal = newTerminal({ columns: 10, rows: 5 });
  terminal.write('\x1b[?1049h\x1b[1;3r\x1b[?1049l\x1b[H1\r\n2\r\n3\r\n4\r\n5');
  assert.deepEqual(screenOf(terminal).rows, ['3', '4', '5', '', '']);
  terminal.write('\x1b[?47h\x1b[H1\r\n2\r\n3\r\n4');
  assert.deepEqual(screenOf(terminal).rows, ['2', '3', '4', '', '']);
});

test('the history is bounded in rows and in cells', () => {
  const terminal = newTerminal({ columns: 10, rows: 5 });
  terminal.write(Array.from({ length: 5_000 }, (_, row) => `${row}\r\n`).join(''));
  terminal.resize(10, 3_000);
  const rows = screenOf(terminal).rows.filter((row) => row !== '');
  assert.equal(rows.at(-1), '4999');
  assert.equal(rows.length, 1_004);
});

test('a reset and ED 3 forget the history', () => {
  for (const sequence of ['\x1bc', '\x1b[3J']) {
    const terminal = newTerminal({ columns: 10, rows: 2 });
    terminal.write(`1\r\n2\r\n3\r\n4${sequence}`);
    const { rows } = screenOf(terminal);
    terminal.resize(10, 4);
    assert.deepEqual(screenOf(terminal).rows, [...rows, '', '']);
  }
});

test('a screen full of marked characters, all one line, wraps again in one pass', () => {
  const terminal = newTerminal({ columns: 500, rows: 500 });
  terminal.write('e\u0301'.repeat(500_000));
  for (const columns of [499, 2, 500]) terminal.resize(columns, 500);
  assert.equal(screenOf(terminal).rows[0], 'e\u0301'.repeat(500));
});
