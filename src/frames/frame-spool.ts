import { type CellFields, type CellStore, FIRST_CLUSTER, NO_FIELDS } from '../terminal/cell-store.js';
import { ByteReader, type ByteStore, ByteWriter } from './byte-coding.js';
import type { Frame } from './frame.js';

/** Kinds of records. Cells, and a new background, come before the first frame that shows them. */
const RECORD = { end: 0, cell: 1, generation: 2, frame: 3, background: 4 } as const;

/** Which fields of a cell differ from the previously written cell. */
const DIFFERS = { foreground: 1, background: 2, shape: 4, underlineColour: 8, cursorColour: 16, link: 32 } as const;

/** A change of the screen; see `Frame` for the fields. */
export type FrameChanges = Omit<Frame, 'timeUs' | 'durationUs'>;

/** Writes frames, and the cells they show, into a byte store. */
export class FrameSpoolWriter {
  frameCount = 0;
  /** How many changes all frames have together. */
  changeCount = 0;
  /** How often the cell store was emptied. */
  restarts = 0;
  /** The largest number of changes in one frame. */
  maximumChangeCount = 0;
  readonly #bytes: ByteWriter;
  readonly #cells: CellStore;
  readonly #fields: CellFields = { ...NO_FIELDS };
  #previous: CellFields = { ...NO_FIELDS };
  /** Ids below this one have been written; cell 0 need not be written. */
  #cellsWritten = 1;
  #clustersWritten = 0;
  #linksWritten = 1;
  #generation: number;
  #lastTimeUs = 0;
  #background: number;

  /** @param background the default one at the start, which readers must know */
  constructor(store: ByteStore, cells: CellStore, background: number) {
    this.#bytes = new ByteWriter(store);
    this.#cells = cells;
    this.#generation = cells.generation;
    this.#background = background;
  }

  /** Adds a frame; its ids are those of the cell store's current generation. */
  add(timeUs: number, changes: FrameChanges): void {
    if (this.frameCount > 0) this.#bytes.number(timeUs - this.#lastTimeUs);
    this.#lastTimeUs = timeUs;
    this.#writeCells();
    this.#writeBackground(changes.background);
    this.#bytes.number(RECORD.frame);
    this.#bytes.number(changes.columns);
    this.#bytes.number(changes.rows);
    this.#writeChanges(changes);
    this.frameCount += 1;
    this.changeCount += changes.changeCount;
    this.maximumChangeCount = Math.max(this.maximumChangeCount, changes.changeCount);
  }

  /** @param endUs when the last frame's hold ends */
  finish(endUs: number): void {
    this.#bytes.number(endUs - this.#lastTimeUs);
    this.#bytes.number(RECORD.end);
    this.#bytes.flush();
  }

  #writeBackground(background: number): void {
    if (background === this.#background) return;
    this.#background = background;
    this.#bytes.number(RECORD.background);
    this.#bytes.colour(background);
  }

  #writeCells(): void {
    if (this.#generation !== this.#cells.generation) {
      this.#generation = this.#cells.generation;
      this.restarts += 1;
      this.#cellsWritten = 1;
      this.#clustersWritten = 0;
      this.#linksWritten = 1;
      this.#previous = { ...NO_FIELDS };
      this.#bytes.number(RECORD.generation);
    }
    for (; this.#cellsWritten < this.#cells.size; this.#cellsWritten += 1) this.#writeCell(this.#cellsWritten);
  }

  #writeCell(id: number): void {
    const bytes = this.#bytes;
    const previous = this.#previous;
    const fields = this.#fields;
    this.#cells.read(id, fields);
    bytes.number(RECORD.cell);
    bytes.number(fields.grapheme);
    if (fields.grapheme - FIRST_CLUSTER === this.#clustersWritten) {
      this.#clustersWritten += 1;
      bytes.text(this.#cells.graphemeText(fields.grapheme));
    }
    let differs = 0;
    if (fields.foreground !== previous.foreground) differs |= DIFFERS.foreground;
    if (fields.background !== previous.background) differs |= DIFFERS.background;
    if (fields.shape !== previous.shape) differs |= DIFFERS.shape;
    if (fields.underlineColour !== previous.underlineColour) differs |= DIFFERS.underlineColour;
    if (fields.cursorColour !== previous.cursorColour) differs |= DIFFERS.cursorColour;
    if (fields.link !== previous.link) differs |= DIFFERS.link;
    bytes.number(differs);
    if (differs & DIFFERS.foreground) bytes.colour((previous.foreground = fields.foreground));
    if (differs & DIFFERS.background) bytes.colour((previous.background = fields.background));
    if (differs & DIFFERS.shape) bytes.number((previous.shape = fields.shape));
    if (differs & DIFFERS.underlineColour) bytes.colour((previous.underlineColour = fields.underlineColour));
    if (differs & DIFFERS.cursorColour) bytes.colour((previous.cursorColour = fields.cursorColour));
    if (differs & DIFFERS.link) this.#writeLink((previous.link = fields.link));
  }

  #writeLink(link: number): void {
    this.#bytes.number(link);
    if (link !== this.#linksWritten) return;
    this.#linksWritten += 1;
    this.#bytes.text(this.#cells.links[link]!);
  }

  /**
   * Runs of neighbouring positions: the gap before the run, its length, then each id as a difference; behind a
   * difference of 0, how many more of them follow.
   */
  #writeChanges({ changeCount, positions, cellIds }: FrameChanges): void {
    const bytes = this.#bytes;
    bytes.number(changeCount);
    let next = 0;
    let id = 0;
    for (let start = 0; start < changeCount; ) {
      let end = start + 1;
      while (end < changeCount && positions[end] === positions[end - 1]! + 1) end += 1;
      bytes.number(positions[start]! - next);
      bytes.number(end - start);
      for (let at = start; at < end; at += 1) {
        bytes.signed(cellIds[at]! - id);
        if (cellIds[at] === id) {
          const first = at;
          while (at + 1 < end && cellIds[at + 1] === id) at += 1;
          bytes.number(at - first);
        }
        id = cellIds[at]!;
      }
      next = positions[end - 1]! + 1;
      start = end;
    }
  }
}

/** What is needed to read frames back. */
export interface FrameSpoolSource {
  readonly store: ByteStore;
  readonly cells: CellStore;
  /** Whether the cells were renumbered on the way: then they are read again each time. */
  readonly cellsRestart: boolean;
  readonly maximumChangeCount: number;
  /** Default background at the start. */
  readonly background: number;
}

/** Reads frames from the first. The arrays of a frame are overwritten by the next one. */
export function* readFrames(source: FrameSpoolSource): Generator<Frame> {
  const bytes = new ByteReader(source.store);
  const positions = new Uint32Array(source.maximumChangeCount);
  const cellIds = new Uint32Array(source.maximumChangeCount);
  const cells = new CellReader(bytes, source.cells, source.cellsRestart);
  if (source.cellsRestart) cells.restart();
  let timeUs = 0;
  let { background } = source;
  for (;;) {
    const record = bytes.number();
    if (record === RECORD.end) return;
    if (record === RECORD.generation) cells.restart();
    else if (record === RECORD.cell) cells.read();
    else if (record === RECORD.background) background = bytes.colour();
    else {
      const columns = bytes.number();
      const rows = bytes.number();
      const changeCount = readChanges(bytes, positions, cellIds);
      const durationUs = bytes.number();
      yield { timeUs, durationUs, columns, rows, background, changeCount, positions, cellIds };
      timeUs += durationUs;
    }
  }
}

/** Reads cells and, on request, fills the store with them; the store gives them the ids they had. */
class CellReader {
  readonly #bytes: ByteReader;
  readonly #store: CellStore;
  readonly #wanted: boolean;
  #fields: CellFields = { ...NO_FIELDS };
  #clusters = 0;
  #links = 1;

  constructor(bytes: ByteReader, store: CellStore, wanted: boolean) {
    this.#bytes = bytes;
    this.#store = store;
    this.#wanted = wanted;
  }

  restart(): void {
    this.#fields = { ...NO_FIELDS };
    this.#clusters = 0;
    this.#links = 1;
    if (this.#wanted) this.#store.clear();
  }

  read(): void {
    const bytes = this.#bytes;
    const fields = this.#fields;
    fields.grapheme = bytes.number();
    if (fields.grapheme - FIRST_CLUSTER === this.#clusters) {
      this.#clusters += 1;
      const text = bytes.text();
      if (this.#wanted) this.#store.grapheme(text);
    }
    const differs = bytes.number();
    if (differs & DIFFERS.foreground) fields.foreground = bytes.colour();
    if (differs & DIFFERS.background) fields.background = bytes.colour();
    if (differs & DIFFERS.shape) fields.shape = bytes.number();
    if (differs & DIFFERS.underlineColour) fields.underlineColour = bytes.colour();
    if (differs & DIFFERS.cursorColour) fields.cursorColour = bytes.colour();
    if (differs & DIFFERS.link) this.#readLink();
    if (this.#wanted) this.#store.intern(fields);
  }

  #readLink(): void {
    this.#fields.link = this.#bytes.number();
    if (this.#fields.link !== this.#links) return;
    this.#links += 1;
    const target = this.#bytes.text();
    if (this.#wanted) this.#store.link(target);
  }
}

function readChanges(bytes: ByteReader, positions: Uint32Array, cellIds: Uint32Array): number {
  const changeCount = bytes.number();
  let position = 0;
  let id = 0;
  for (let at = 0; at < changeCount; ) {
    position += bytes.number();
    for (const end = at + bytes.number(); at < end; ) {
      const difference = bytes.signed();
      id += difference;
      const next = at + 1 + (difference === 0 ? bytes.number() : 0);
      for (; at < next; at += 1) {
        positions[at] = position;
        cellIds[at] = id;
        position += 1;
      }
    }
  }
  return changeCount;
}
