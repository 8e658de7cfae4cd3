import type { Geometry } from '../../mosaic/painted-frame.js';

/** The cells in which a pixel shows another colour than the one that was painted. */
export class InexactCells {
  readonly #columns: number;
  readonly #flags: Uint8Array;
  #count = 0;
  /** Whether there is such a pixel outside of all cells. */
  isOutside = false;

  constructor({ columns, rows }: Pick<Geometry, 'columns' | 'rows'>) {
    this.#columns = columns;
    this.#flags = new Uint8Array(columns * rows);
  }

  get isNone(): boolean {
    return this.#count === 0 && !this.isOutside;
  }

  /** @param cell `row * 65536 + column` */
  set(cell: number, isInexact: boolean): void {
    const index = (cell >>> 16) * this.#columns + (cell & 0xffff);
    this.#count += Number(isInexact) - this.#flags[index]!;
    this.#flags[index] = Number(isInexact);
  }

  clear(): void {
    this.#flags.fill(0);
    this.#count = 0;
    this.isOutside = false;
  }
}
