import { blend } from '../colour/blend.js';
import { type ColourPairs, combine } from '../colour/colour-pairs.js';
import type { Frame, FrameSequence } from '../frames/frame.js';
import type { Cell, CellTable } from '../terminal/cell.js';
import { Turns } from '../turns.js';
import { BLANK_STRIP_CELL, captionRow, type StripCell } from './caption-row.js';
import { type Caption, captionsOf } from './captions.js';

/** Rows below the terminal: a blank one, and the one with the keys. */
const STRIP_ROWS = 2;
const CAPTION_ROW = 1;

/** How the strip is made. */
export interface OverlayOptions {
  /** Most frames a second. */
  readonly fpsCap: number;
  /** Resolves colours beyond `0xffffff`, which follow the reader's light or dark. */
  readonly pairs?: ColourPairs | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The same frames with a strip below the terminal that shows the keys of the sequence as they are pressed. The strip
 * is made of cells, so that every format of pictures can draw it. Closing it closes the other.
 * @throws Cast2gifError `aborted`
 */
export async function withKeys(
  sequence: FrameSequence,
  { fpsCap, pairs, signal }: OverlayOptions,
): Promise<FrameSequence> {
  const captions = captionsOf(sequence.keys);
  const plan = await planFrames(sequence, captions, Math.max(1, Math.round(1e6 / fpsCap)), new Turns(signal));
  const cells = new StripCells(sequence, pairs);
  return {
    ...sequence,
    frameCount: plan.length,
    rows: sequence.rows + STRIP_ROWS,
    cells,
    frames: () => overlaidFrames(sequence, captions, plan, cells),
    close: () => sequence.close(),
  };
}

/** A frame of the new sequence: a frame of the original, or a caption that changes while that frame stays. */
interface Step {
  readonly timeUs: number;
  readonly durationUs: number;
  readonly isFrame: boolean;
  /** Number of the caption that is shown; -1 before the first. */
  readonly caption: number;
}

/**
 * Decides when the strip changes. It changes on its own, because one rectangle around an echo and the strip below costs
 * more than two small ones, and preferably just before the echo. If the frames of the terminal follow each other too
 * closely, it changes together with one of them.
 */
async function planFrames(
  sequence: FrameSequence,
  captions: readonly Caption[],
  periodUs: number,
  turns: Turns,
): Promise<Step[]> {
  const moments: { timeUs: number; isFrame: boolean; caption: number }[] = [];
  let caption = -1;
  const showUntil = (timeUs: number): void => {
    while (caption + 1 < captions.length && captions[caption + 1]!.timeUs <= timeUs) caption += 1;
  };
  for (const { timeUs, durationUs } of sequence.frames()) {
    if (turns.areDue()) await turns.take();
    const endUs = timeUs + durationUs;
    showUntil(timeUs);
    moments.push({ timeUs, isFrame: true, caption });
    const latestUs = endUs - periodUs;
    let earliestUs = timeUs + periodUs;
    while (earliestUs <= latestUs && caption + 1 < captions.length && captions[caption + 1]!.timeUs <= endUs) {
      const nextUs = Math.min(Math.max(earliestUs, captions[caption + 1]!.timeUs), latestUs);
      showUntil(nextUs === latestUs ? endUs : nextUs);
      moments.push({ timeUs: nextUs, isFrame: false, caption });
      earliestUs = nextUs + periodUs;
    }
  }
  return moments.map((moment, at) => ({
    ...moment,
    durationUs: (moments[at + 1]?.timeUs ?? sequence.durationUs) - moment.timeUs,
  }));
}

function* overlaidFrames(
  sequence: FrameSequence,
  captions: readonly Caption[],
  plan: readonly Step[],
  cells: StripCells,
): Generator<Frame> {
  const changes = new StripChanges(sequence, cells);
  const base = sequence.frames()[Symbol.iterator]();
  for (const { timeUs, durationUs, isFrame, caption } of plan) {
    const frame = isFrame ? (base.next().value as Frame) : undefined;
    const row = caption < 0 ? [] : captionRow(captions[caption]!, sequence.columns);
    yield { timeUs, durationUs, ...changes.of(frame, row) };
  }
}

/** Combines a frame's changes with those of the strip. */
class StripChanges {
  readonly #sequence: FrameSequence;
  readonly #cells: StripCells;
  readonly #positions: Uint32Array;
  readonly #cellIds: Uint32Array;
  /** Numbers of the strip's cells, row by row. */
  readonly #shown: Uint32Array;
  #generation: number;
  #background: number;

  constructor(sequence: FrameSequence, cells: StripCells) {
    const { columns, rows, background } = sequence;
    this.#sequence = sequence;
    this.#cells = cells;
    this.#positions = new Uint32Array(columns * (rows + STRIP_ROWS));
    this.#cellIds = new Uint32Array(columns * (rows + STRIP_ROWS));
    this.#shown = new Uint32Array(columns * STRIP_ROWS);
    this.#generation = cells.generation;
    this.#background = background;
  }

  of(frame: Frame | undefined, row: readonly StripCell[]): Omit<Frame, 'timeUs' | 'durationUs'> {
    const { columns, rows } = this.#sequence;
    let changeCount = frame?.changeCount ?? 0;
    for (let at = 0; at < changeCount; at += 1) {
      this.#positions[at] = frame!.positions[at]!;
      this.#cellIds[at] = numberOfScreenCell(frame!.cellIds[at]!);
    }
    const isWhole = this.#cells.generation !== this.#generation;
    this.#generation = this.#cells.generation;
    this.#background = frame?.background ?? this.#background;
    for (let at = 0; at < this.#shown.length; at += 1) {
      const column = at - CAPTION_ROW * columns;
      const cell = (column >= 0 ? row[column] : undefined) ?? BLANK_STRIP_CELL;
      const id = this.#cells.number(cell, this.#background);
      if (id === this.#shown[at] && !isWhole) continue;
      this.#shown[at] = id;
      this.#positions[changeCount] = (rows + Math.floor(at / columns)) * 65_536 + (at % columns);
      this.#cellIds[changeCount] = id;
      changeCount += 1;
    }
    return {
      columns,
      rows: rows + STRIP_ROWS,
      background: this.#background,
      changeCount,
      positions: this.#positions,
      cellIds: this.#cellIds,
    };
  }
}

/** Only a recording that keeps changing its background has more cells than this. */
const MOST_STRIP_CELLS = 65_536;

/** The screen's cells have the even numbers, so that cells of the strip can be added at any time. */
function numberOfScreenCell(id: number): number {
  return id * 2;
}

/** The cells of a sequence and of its strip; 0 is a blank in both. */
class StripCells implements CellTable {
  readonly #pairs: ColourPairs | undefined;
  readonly #screen: CellTable;
  readonly #blank: Cell;
  readonly #numbers = new Map<string, number>();
  readonly #cells: Cell[] = [];

  constructor({ cells }: FrameSequence, pairs: ColourPairs | undefined) {
    this.#pairs = pairs;
    this.#screen = cells;
    this.#blank = cells.cell(0);
  }

  get generation(): number {
    return this.#screen.generation;
  }

  cell(id: number): Cell {
    return id % 2 === 0 ? this.#screen.cell(id / 2) : this.#cells[(id - 1) / 2]!;
  }

  /** @param background of the terminal at this moment */
  number(cell: StripCell, background: number): number {
    if (cell.kind === 'blank' && background === this.#blank.background) return 0;
    const key = `${cell.kind} ${cell.spanColumns} ${cell.pieceColumn} ${background} ${cell.grapheme}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#cells.length >= MOST_STRIP_CELLS) return 0;
    const number = this.#cells.push(this.#drawn(cell, background)) * 2 - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** Caps are a shade between background and text. */
  #drawn({ kind, grapheme, spanColumns, pieceColumn }: StripCell, background: number): Cell {
    const { foreground } = this.#blank;
    const shade = combine(this.#pairs, shadeOf, background, foreground);
    const isEnd = kind === 'left' || kind === 'right';
    const colours = isEnd ? { foreground: shade, background } : { foreground, background: shade };
    const drawn = kind === 'blank' ? { foreground, background } : colours;
    return { ...this.#blank, grapheme, spanColumns, pieceColumn, ...drawn, bold: kind === 'key' };
  }
}

const CAP_SHADE = 0.22;

function shadeOf(background: number, foreground: number): number {
  return blend(background, foreground, CAP_SHADE);
}
