import type { Geometry } from '../../mosaic/types.js';

/** A set of cells, each `row * 65536 + column`. */
export class CellSet {
  private readonly columns: number;
  private readonly members: Uint8Array;
  private list: number[] = [];

  constructor(geometry: Geometry) {
    this.columns = geometry.columns;
    this.members = new Uint8Array(geometry.columns * geometry.rows);
  }

  addAll(cells: Uint32Array): void {
    for (const cell of cells) {
      const index = (cell >>> 16) * this.columns + (cell & 0xffff);
      if (this.members[index] === 1) continue;
      this.members[index] = 1;
      this.list.push(cell);
    }
  }

  /** The members, rising; the set is empty afterwards. */
  take(): Uint32Array {
    const cells = Uint32Array.from(this.list).sort();
    for (const cell of cells) this.members[(cell >>> 16) * this.columns + (cell & 0xffff)] = 0;
    this.list = [];
    return cells;
  }
}
