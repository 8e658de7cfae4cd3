import { onMatte } from '../../colour/blend.js';
import type { Canvas, RectanglePx } from '../../mosaic/painted-frame.js';

/** A colour's chroma is kept this much larger, so that averages of four round once. */
const CHROMA_SCALE = 64;
/** Half of four of them, and the shift that divides by four of them. */
const ROUNDING = 2 * CHROMA_SCALE;
const CHROMA_SHIFT = 8;

/** Y', Cb, Cr of one colour, limited range (ITU-R BT.709): Y' 16–235, Cb and Cr 16–240 around 128, unrounded. */
function bt709(rgb: number): { luma: number; blueDifference: number; redDifference: number } {
  const red = (rgb >> 16) / 255;
  const green = ((rgb >> 8) & 255) / 255;
  const blue = (rgb & 255) / 255;
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return {
    luma: 16 + 219 * luma,
    blueDifference: 128 + (224 * (blue - luma)) / 1.8556,
    redDifference: 128 + (224 * (red - luma)) / 1.5748,
  };
}

/** Each colour id's components; chroma is scaled by `CHROMA_SCALE`. */
interface ComponentTable {
  readonly luma: Uint8Array;
  readonly blueDifference: Uint16Array;
  readonly redDifference: Uint16Array;
}

function emptyTable(length: number): ComponentTable {
  return {
    luma: new Uint8Array(length),
    blueDifference: new Uint16Array(length),
    redDifference: new Uint16Array(length),
  };
}

function setComponents(table: ComponentTable, at: number, rgb: number): void {
  const { luma, blueDifference, redDifference } = bt709(rgb);
  table.luma[at] = Math.round(luma);
  table.blueDifference[at] = Math.round(blueDifference * CHROMA_SCALE);
  table.redDifference[at] = Math.round(redDifference * CHROMA_SCALE);
}

/** A picture as three planes one after another, chroma halved both ways (ffmpeg's yuv420p, fourCC `I420`). */
export class PlanarPicture {
  /** Even; one more than the canvas's where that is odd: the last column is repeated. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: Uint8Array;
  readonly #canvasWidthPx: number;
  readonly #canvasHeightPx: number;
  /** For an indexed canvas: by id. For a direct one: of the two rows under way, by position. */
  #table: ComponentTable | undefined;

  readonly #matte: number;

  /** @param matte `0xRRGGBB`, shows through transparent pixels */
  constructor(canvasWidthPx: number, canvasHeightPx: number, matte = 0) {
    this.#matte = matte;
    this.#canvasWidthPx = canvasWidthPx;
    this.#canvasHeightPx = canvasHeightPx;
    this.widthPx = canvasWidthPx + (canvasWidthPx % 2);
    this.heightPx = canvasHeightPx + (canvasHeightPx % 2);
    this.bytes = new Uint8Array((this.widthPx * this.heightPx * 3) / 2);
  }

  /** Converts what changed; nothing outside `damage` is touched but the pixels that share its chroma. */
  update(canvas: Canvas, damage: RectanglePx): void {
    const left = damage.leftPx & ~1;
    const right = Math.min(damage.rightPx + (damage.rightPx % 2), this.widthPx);
    const bottom = Math.min(damage.bottomPx + (damage.bottomPx % 2), this.heightPx);
    for (let y = damage.topPx & ~1; y < bottom; y += 2) {
      if (canvas.kind === 'indexed') this.#updateIndexed(canvas, y, left, right);
      else this.#updateDirect(canvas.ids, y, left, right);
    }
  }

  #updateIndexed(canvas: Canvas & { kind: 'indexed' }, y: number, left: number, right: number): void {
    if (this.#table === undefined) {
      this.#table = emptyTable(canvas.rgb.length);
      for (let id = 0; id < canvas.rgb.length; id++)
        setComponents(this.#table, id, onMatte(canvas.rgb[id]!, this.#matte));
    }
    const upper = y * this.#canvasWidthPx;
    this.#convertRowPair(canvas.ids, this.#table, upper, this.#rowBelow(y) - upper, y, left, right);
  }

  /** Two rows' colours are looked up once each and then converted like an indexed canvas of two rows. */
  #updateDirect(colours: Uint32Array, y: number, left: number, right: number): void {
    const width = this.#canvasWidthPx;
    this.#table ??= emptyTable(2 * width);
    const below = this.#rowBelow(y);
    for (let x = left; x < Math.min(right, width); x++) {
      setComponents(this.#table, x, onMatte(colours[y * width + x]!, this.#matte));
      setComponents(this.#table, width + x, onMatte(colours[below + x]!, this.#matte));
    }
    this.#positions ??= Uint16Array.from({ length: 2 * width }, (_, position) => position);
    this.#convertRowPair(this.#positions, this.#table, 0, width, y, left, right);
  }

  #positions: Uint16Array | undefined;

  /** Offset of the row under `y`; the last row of an odd canvas is repeated. */
  #rowBelow(y: number): number {
    return Math.min(y + 1, this.#canvasHeightPx - 1) * this.#canvasWidthPx;
  }

  /** Hot loop: two rows at once, because four pixels share one chroma sample. */
  #convertRowPair(
    ids: Uint16Array,
    table: ComponentTable,
    upper: number,
    toLower: number,
    y: number,
    left: number,
    right: number,
  ): void {
    const { luma, blueDifference, redDifference } = table;
    const { bytes, widthPx } = this;
    const lumaLength = widthPx * this.heightPx;
    const chromaWidth = widthPx / 2;
    let at = y * widthPx + left;
    let chromaAt = lumaLength + (y / 2) * chromaWidth + left / 2;
    const toRed = lumaLength / 4;
    const lastColumn = this.#canvasWidthPx - 1;
    for (let x = left; x < right; x += 2) {
      const first = upper + x;
      const second = upper + (x < lastColumn ? x + 1 : lastColumn);
      const a = ids[first]!;
      const b = ids[second]!;
      const c = ids[first + toLower]!;
      const d = ids[second + toLower]!;
      bytes[at] = luma[a]!;
      bytes[at + 1] = luma[b]!;
      bytes[at + widthPx] = luma[c]!;
      bytes[at + widthPx + 1] = luma[d]!;
      at += 2;
      bytes[chromaAt] =
        (blueDifference[a]! + blueDifference[b]! + blueDifference[c]! + blueDifference[d]! + ROUNDING) >> CHROMA_SHIFT;
      bytes[chromaAt + toRed] =
        (redDifference[a]! + redDifference[b]! + redDifference[c]! + redDifference[d]! + ROUNDING) >> CHROMA_SHIFT;
      chromaAt++;
    }
  }
}
