/**
 * Whether a recording flashes, after WCAG 2.2, success criterion 2.3.1 (three flashes or below threshold):
 * https://www.w3.org/WAI/WCAG22/Understanding/three-flashes-or-below-threshold.html
 *
 * A flash is a pair of opposing changes: of relative luminance by 0.1 or more where the darker side is below 0.8, or to
 * and from a saturated red. More than three of them within a second are too many where they cover a quarter of a field
 * of 10°, which is 341x256 pixels of a screen at its usual distance. Cells count as a whole, in the colour that covers
 * most of them: that of their background.
 */
import { luminance } from '../colour/contrast.js';
import { LINEAR_LIGHT } from '../colour/srgb.js';
import type { FrameSequence } from '../frames/frame.js';
import type { Cell } from '../terminal/cell.js';

/** What flashes: luminance, or saturated red. */
export type FlashKind = 'general' | 'red';

/** A stretch of the picture with too many flashes, on the output's timeline. */
export interface Flashing {
  readonly kind: FlashKind;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A cell's size in the picture. */
interface CellSize {
  readonly cellWidthPx: number;
  readonly cellHeightPx: number;
}

/** How a kind of flash is measured. */
interface Measure {
  level(colour: number): number;
  isChange(lower: number, higher: number): boolean;
}

const FIELD_WIDTH_PX = 341;
const FIELD_HEIGHT_PX = 256;
const FIELD_SHARE = 1 / 4;
const SECOND_US = 1_000_000;
/** The first change that is more than three pairs. */
const CHANGES_TOO_MANY = 7;
const MOST_STRETCHES = 1_000;

const MEASURES: Readonly<Record<FlashKind, Measure>> = {
  general: { level: luminance, isChange: (darker, lighter) => lighter - darker >= 0.1 && darker < 0.8 },
  red: { level: redness, isChange: (less, more) => more - less > 20 },
};

/** `(R − G − B) × 320` of a saturated red, one with `R ÷ (R + G + B) ≥ 0.8`; 0 of every other colour. */
function redness(colour: number): number {
  const red = LINEAR_LIGHT[colour >> 16]!;
  const others = LINEAR_LIGHT[(colour >> 8) & 255]! + LINEAR_LIGHT[colour & 255]!;
  return red > 0 && red / (red + others) >= 0.8 ? Math.max(0, red - others) * 320 : 0;
}

/** The stretches that flash too often, the first 1,000 of each kind; general ones first. */
export function findFlashes(sequence: FrameSequence, size: CellSize): Flashing[] {
  const kinds = Object.keys(MEASURES) as FlashKind[];
  const finders = kinds.map((kind) => new FlashFinder(kind, sequence, size));
  for (const { timeUs, changeCount, positions, cellIds } of sequence.frames()) {
    for (let at = 0; at < changeCount; at++) {
      const colour = coveringColour(sequence.cells.cell(cellIds[at]!));
      for (const finder of finders) finder.show(positions[at]!, colour, timeUs);
    }
    for (const finder of finders) finder.endFrame(timeUs);
  }
  return finders.flatMap(({ found }) => found);
}

function coveringColour({ grapheme, foreground, background }: Cell): number {
  return grapheme === '█' ? foreground : background;
}

/** Follows one kind of flash through all cells. */
class FlashFinder {
  readonly found: Flashing[] = [];
  readonly #kind: FlashKind;
  readonly #measure: Measure;
  readonly #columns: number;
  readonly #rows: number;
  readonly #fieldColumns: number;
  readonly #fieldRows: number;
  /** Of each cell, the farthest level since its last change. */
  readonly #levels: Float64Array;
  /** Of each cell, the direction of its last change: 1, -1, or 0 before the first. */
  readonly #directions: Int8Array;
  /** Of each cell, when its last seven changes were, in turn. */
  readonly #times: Float64Array;
  readonly #counts: Uint32Array;
  #mayFlash = false;

  constructor(kind: FlashKind, sequence: FrameSequence, { cellWidthPx, cellHeightPx }: CellSize) {
    this.#kind = kind;
    this.#measure = MEASURES[kind];
    this.#columns = sequence.columns;
    this.#rows = sequence.rows;
    this.#fieldColumns = Math.min(this.#columns, Math.ceil(FIELD_WIDTH_PX / cellWidthPx));
    this.#fieldRows = Math.min(this.#rows, Math.ceil(FIELD_HEIGHT_PX / cellHeightPx));
    const cells = this.#columns * this.#rows;
    this.#levels = new Float64Array(cells).fill(this.#measure.level(sequence.background));
    this.#directions = new Int8Array(cells);
    this.#times = new Float64Array(cells * CHANGES_TOO_MANY).fill(Number.NEGATIVE_INFINITY);
    this.#counts = new Uint32Array(cells);
  }

  show(position: number, colour: number, timeUs: number): void {
    const cell = (position >>> 16) * this.#columns + (position & 0xffff);
    const level = this.#measure.level(colour);
    const known = this.#levels[cell]!;
    const direction = Math.sign(level - known);
    if (direction === 0) return;
    if (direction === this.#directions[cell]) {
      this.#levels[cell] = level;
      return;
    }
    if (!this.#measure.isChange(Math.min(level, known), Math.max(level, known))) return;
    this.#levels[cell] = level;
    // The first frame is not a change.
    if (timeUs > 0) this.#noteChange(cell, direction, timeUs);
  }

  #noteChange(cell: number, direction: number, timeUs: number): void {
    this.#directions[cell] = direction;
    const count = this.#counts[cell]!++;
    this.#times[cell * CHANGES_TOO_MANY + (count % CHANGES_TOO_MANY)] = timeUs;
    this.#mayFlash ||= this.#isFlashing(cell, timeUs);
  }

  /** Adds to what was found where enough cells flash in one field. */
  endFrame(timeUs: number): void {
    if (!this.#mayFlash) return;
    this.#mayFlash = false;
    if (this.#largestShare(timeUs) < FIELD_SHARE) return;
    const last = this.found.at(-1);
    const fromUs = Math.max(0, timeUs - SECOND_US);
    if (last !== undefined && fromUs <= last.toUs) this.found[this.found.length - 1] = { ...last, toUs: timeUs };
    else if (this.found.length < MOST_STRETCHES) this.found.push({ kind: this.#kind, fromUs, toUs: timeUs });
  }

  /** The largest share of a field, wherever it lies, whose cells flash. */
  #largestShare(timeUs: number): number {
    const { sums, width } = this.#sums(timeUs);
    let most = 0;
    for (let bottom = this.#fieldRows; bottom <= this.#rows; bottom++) {
      for (let right = this.#fieldColumns; right <= this.#columns; right++) {
        const [top, left] = [(bottom - this.#fieldRows) * width, right - this.#fieldColumns];
        const below = bottom * width;
        most = Math.max(most, sums[below + right]! - sums[below + left]! - sums[top + right]! + sums[top + left]!);
      }
    }
    return most / (this.#fieldColumns * this.#fieldRows);
  }

  /** How many cells above and left of each corner flash: `sums[row * width + column]`. */
  #sums(timeUs: number): { readonly sums: Uint32Array; readonly width: number } {
    const width = this.#columns + 1;
    const sums = new Uint32Array(width * (this.#rows + 1));
    for (let row = 0, cell = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++, cell++) {
        const at = (row + 1) * width + column + 1;
        sums[at] = sums[at - 1]! + sums[at - width]! - sums[at - width - 1]! + Number(this.#isFlashing(cell, timeUs));
      }
    }
    return { sums, width };
  }

  /** Whether the cell has changed too often within the second that ends now. */
  #isFlashing(cell: number, timeUs: number): boolean {
    const count = this.#counts[cell]!;
    if (count < CHANGES_TOO_MANY) return false;
    const earliestUs = this.#times[cell * CHANGES_TOO_MANY + (count % CHANGES_TOO_MANY)]!;
    return timeUs - earliestUs <= SECOND_US;
  }
}
