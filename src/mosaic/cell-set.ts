import type { Geometry } from './painted-frame.js';

/** A set of cells, each `row * 65536 + column`. */
export class CellSet {
  readonly #columns: number;
  readonly #members: Uint8Array;
  readonly #list: Uint32Array<ArrayBuffer>;
  #count = 0;

  constructor(geometry: Geometry) {
    this.#columns = geometry.columns;
    this.#members = new Uint8Array(geometry.columns * geometry.rows);
    this.#list = new Uint32Array(this.#members.length);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(cell: number): void {
    const index = this.#indexOf(cell);
    if (this.#members[index] === 1) return;
    this.#members[index] = 1;
    this.#list[this.#count++] = cell;
  }

  addAll(cells: Uint32Array): void {
    for (let at = 0; at < cells.length; at += 1) this.add(cells[at]!);
  }

  removeAll(cells: Uint32Array): void {
    if (this.isEmpty) return;
    for (let at = 0; at < cells.length; at += 1) this.#members[this.#indexOf(cells[at]!)] = 0;
    let kept = 0;
    for (const cell of this.cells()) if (this.#members[this.#indexOf(cell)] === 1) this.#list[kept++] = cell;
    this.#count = kept;
  }

  /** The members in the order they were added; valid until the next change. */
  cells(): Uint32Array<ArrayBuffer> {
    return this.#list.subarray(0, this.#count);
  }

  clear(): void {
    for (const cell of this.cells()) this.#members[this.#indexOf(cell)] = 0;
    this.#count = 0;
  }

  #indexOf(cell: number): number {
    return (cell >>> 16) * this.#columns + (cell & 0xffff);
  }
}
