import type { ScreenReader } from '../terminal/screen-reader.js';
import type { FrameChanges } from './frame-spool.js';

/** An id that no cell has, for positions whose id is unknown. */
const UNKNOWN = 0xffffffff;

/** Remembers what the last frame showed and finds what differs now. */
export class ChangeFinder {
  #columns = 0;
  #rows = 0;
  #background: number;
  /** Ids as last shown, `row * #stride + column`; the grid only grows. Cells never shown are 0, blank. */
  #shown = new Uint32Array(0);
  #stride = 0;
  #height = 0;
  #positions = new Uint32Array(0);
  #cellIds = new Uint32Array(0);
  #count = 0;

  /** @param background the default one at the start */
  constructor(background: number) {
    this.#background = background;
  }

  /** The largest size seen. */
  get columns(): number {
    return this.#stride;
  }

  get rows(): number {
    return this.#height;
  }

  /** Makes room for a screen of this size. */
  grow(columns: number, rows: number): void {
    if (columns <= this.#stride && rows <= this.#height) return;
    const stride = Math.max(columns, this.#stride);
    const height = Math.max(rows, this.#height);
    const shown = new Uint32Array(stride * height);
    for (let row = 0; row < this.#height; row += 1)
      shown.set(this.#shown.subarray(row * this.#stride, (row + 1) * this.#stride), row * stride);
    this.#shown = shown;
    this.#stride = stride;
    this.#height = height;
    this.#positions = new Uint32Array(shown.length);
    this.#cellIds = new Uint32Array(shown.length);
  }

  /** Call this when ids have been reassigned: the next changes list every cell. */
  forget(): void {
    this.#shown.fill(UNKNOWN);
  }

  /**
   * What changed since the last call, by the reader's grid; undefined if nothing did. The arrays are overwritten
   * by the next call. Cells that a shrinking terminal lost become blanks, which follow the default background.
   */
  take(reader: ScreenReader): FrameChanges | undefined {
    const { columns, rows, background } = reader;
    this.grow(columns, rows);
    this.#count = 0;
    const recoloured = background !== this.#background;
    const resized = columns !== this.#columns || rows !== this.#rows || recoloured;
    for (let row = 0; row < rows; row += 1) {
      if (resized) this.#compareRow(reader, row, 0, this.#stride);
      else this.#compareRow(reader, row, reader.firstChanged[row]!, reader.endChanged[row]!);
    }
    if (resized) for (let row = rows; row < this.#height; row += 1) this.#compareRow(reader, row, 0, this.#stride);
    this.#columns = columns;
    this.#rows = rows;
    this.#background = background;
    reader.clearChanges();
    if (this.#count === 0 && !recoloured) return undefined;
    return { columns, rows, background, changeCount: this.#count, positions: this.#positions, cellIds: this.#cellIds };
  }

  #compareRow(reader: ScreenReader, row: number, from: number, to: number): void {
    const { ids, columns } = reader;
    const shown = this.#shown;
    for (let column = from; column < to; column += 1) {
      const id = column < columns && row < reader.rows ? ids[row * columns + column]! : reader.blankId;
      const at = row * this.#stride + column;
      if (shown[at] === id) continue;
      shown[at] = id;
      this.#positions[this.#count] = row * 65_536 + column;
      this.#cellIds[this.#count] = id;
      this.#count += 1;
    }
  }
}
