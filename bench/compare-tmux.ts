/**
 * Compares screens with an independent emulator: `node build/bench/compare-tmux.js [names…]` plays the recordings of
 * the corpus into tmux and into ours and lists cells that differ: row, column, then what is ours/tmux's.
 * tmux itself knows no double-size lines, no DECLRMM, no DECSCNM and no clusters of over 21 bytes, wraps otherwise
 * after a control character in the last column, and leaves overlines out of captures.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { openSource } from '#cast2gif/io/source.js';
import { type CellFields, CellStore, NO_FIELDS } from '#cast2gif/terminal/cell-store.js';
import { ScreenReader } from '#cast2gif/terminal/screen-reader.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { recordingsIn } from '#test/support.js';

const COLOURS = {
  foreground: 0xc0c0c0,
  background: 0x101010,
  palette: Array.from({ length: 16 }, (_, index) => 0x100000 + index),
};

/** tmux does not tell of changed default colours. */
const COLOUR_COMMAND = /\x1b\](?:4|10|11|12);[^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** In how many pieces a recording is played; screens are compared after each. */
const MOMENTS = 8;

/** What is played: a piece of the output, after a change of size if there is one. */
interface Piece {
  readonly columns: number;
  readonly rows: number;
  data: string;
}

async function piecesOf(path: string): Promise<Piece[]> {
  const recording = await openRecording(await openSource(path));
  const { columns, rows } = recording.header;
  const events = [];
  for await (const batch of recording.events()) events.push(...batch);
  await recording.close();
  const pieces: Piece[] = [{ columns, rows, data: '' }];
  for (const [at, event] of events.entries()) {
    const { columns: width, rows: height } = pieces.at(-1)!;
    if (event.kind === 'resize') pieces.push({ columns: event.columns, rows: event.rows, data: '' });
    else if (event.kind === 'restart') pieces.push({ columns: event.columns, rows: event.rows, data: '\x1bc' });
    else if (at > 0 && at % Math.ceil(events.length / MOMENTS) === 0)
      pieces.push({ columns: width, rows: height, data: '' });
    if (event.kind === 'output') pieces.at(-1)!.data += event.data.replace(COLOUR_COMMAND, '');
  }
  return pieces.filter((piece, at) => piece.data !== '' || piece.columns !== pieces[at - 1]?.columns);
}

type Screen = CellFields[][];

async function* screensOf(pieces: readonly Piece[]): AsyncGenerator<Screen> {
  const { columns, rows } = pieces[0]!;
  const terminal = Terminal.create({ columns, rows, colours: COLOURS, cursor: 'none' });
  const store = new CellStore(COLOURS.foreground, COLOURS.background);
  const reader = new ScreenReader(terminal, store, false);
  for (const piece of pieces) {
    if (piece.columns !== terminal.columns || piece.rows !== terminal.rows) terminal.resize(piece.columns, piece.rows);
    terminal.write(piece.data);
    reader.read();
    yield Array.from({ length: terminal.rows }, (_, row) =>
      Array.from({ length: terminal.columns }, (_, column) => {
        const fields = { ...NO_FIELDS };
        store.read(reader.ids[row * terminal.columns + column]!, fields);
        return { ...fields, grapheme: store.graphemeText(fields.grapheme) as never };
      }),
    );
  }
}

/** Plays the pieces into a tmux server of its own and captures after each what it shows, with attributes. */
async function* capturedByTmux(pieces: readonly Piece[]): AsyncGenerator<string> {
  const folder = mkdtempSync(join(tmpdir(), 'compare-tmux-'));
  const tmux = (...args: string[]) =>
    spawnSync('tmux', ['-u', '-S', join(folder, 'socket'), ...args], { encoding: 'utf8' });
  const { columns, rows } = pieces[0]!;
  try {
    const settings = ['status off', 'history-limit 0', 'escape-time 0'].map((setting) => `set -g ${setting}\n`);
    writeFileSync(join(folder, 'settings'), settings.join(''));
    const play = pieces.map(
      (_, at) =>
        `while [ ! -e ${folder}/go${at} ]; do sleep 0.02; done; cat ${folder}/data${at}; touch ${folder}/done${at}`,
    );
    const size = ['-x', `${columns}`, '-y', `${rows}`];
    const command = `stty raw -echo; ${play.join('; ')}; sleep 60`;
    tmux('-f', join(folder, 'settings'), 'new-session', '-d', ...size, command);
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) tmux('resize-window', '-x', `${piece.columns}`, '-y', `${piece.rows}`);
      writeFileSync(join(folder, `data${at}`), piece.data);
      writeFileSync(join(folder, `go${at}`), '');
      for (let wait = 0; wait < 500 && !existsSync(join(folder, `done${at}`)); wait += 1) await pause(20);
      await pause(200);
      yield tmux('capture-pane', '-p', '-e', '-N').stdout;
    }
  } finally {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  }
}

const FIELDS = ['foreground', 'background', 'shape', 'underlineColour'] as const;

function differences(ours: Screen, theirs: Screen): string[] {
  const found: string[] = [];
  for (const [row, cells] of ours.entries()) {
    for (const [column, cell] of cells.entries()) {
      const other = theirs[row]![column]!;
      // A capture leaves out the colour of cells that were erased behind the text of a line.
      const erased = cell.grapheme === other.grapheme && other.background === COLOURS.background && other.shape === 0;
      if (erased && !cell.grapheme) continue;
      const said = FIELDS.filter((field) => cell[field] !== other[field]).map(
        (field) => `${field} ${cell[field].toString(16)}/${other[field].toString(16)}`,
      );
      if (cell.grapheme !== other.grapheme) said.unshift(JSON.stringify([cell.grapheme, other.grapheme]));
      if (said.length > 0) found.push(`${row},${column} ${said.join(' ')}`);
    }
  }
  return found;
}

/** A capture is rows of text with attributes: any terminal can read it. */
async function screenOfCapture(captured: string, { columns, rows }: Piece): Promise<Screen> {
  const data = captured.replace(/\n$/, '').split('\n').slice(0, rows).join('\r\n');
  for await (const screen of screensOf([{ columns, rows, data: `\x1b)0\x1b[?7l${data}` }])) return screen;
  throw new Error('no screen');
}

let total = 0;
let equal = 0;
const names = process.argv.slice(2);
for (const path of recordingsIn('recordings')) {
  const name = basename(path);
  if (names.length > 0 && !names.some((part) => name.includes(part))) continue;
  const pieces = await piecesOf(path);
  const captures = capturedByTmux(pieces);
  let moment = 0;
  for await (const ours of screensOf(pieces)) {
    const { value: captured } = await captures.next();
    const piece = pieces[moment++]!;
    const found = differences(ours, await screenOfCapture(captured ?? '', piece));
    const cells = piece.columns * piece.rows;
    total += cells;
    equal += cells - found.length;
    if (found.length > 0) console.log(`${name} ${moment}/${pieces.length}: ${found.length} of ${cells} cells differ`);
    for (const line of found.slice(0, names.length > 0 ? 400 : 5)) console.log(`    ${line}`);
  }
  await captures.next();
}
console.log(`${((100 * equal) / total).toFixed(3)} % of ${total} cells are equal`);
