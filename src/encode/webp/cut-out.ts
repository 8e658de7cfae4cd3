import type { Canvas } from '../../mosaic/types.js';
import type { Picture } from './lossless.js';

/** Colour ids of a canvas, row by row. */
export type ColourIds = Uint16Array | Uint32Array;

/** Rows apart that are looked at to tell which of two pictures is simpler. No divisor of usual heights of cells. */
const SAMPLED_ROWS = 3;

/** Pixels that neither the one to the left nor the one above foretells: what compression has to pay for. */
export interface Surprises {
  /** All pixels told. */
  readonly whole: number;
  /** Only those told that changed. */
  readonly sparse: number;
}

/** Counts surprises in a sample of a picture. */
export function countSurprises(ids: ColourIds, before: ColourIds, widthPx: number, heightPx: number): Surprises {
  let whole = 0;
  let sparse = 0;
  for (let y = 1; y < heightPx; y += SAMPLED_ROWS) {
    const end = (y + 1) * widthPx;
    for (let at = y * widthPx + 1; at < end; at++) {
      const id = ids[at]!;
      const above = at - widthPx;
      if (id !== ids[at - 1] && id !== ids[above]) whole++;
      const changed = id !== before[at];
      // Unchanged pixels are one colour of their own.
      const likeLeft = changed ? id === ids[at - 1] && id !== before[at - 1] : ids[at - 1] === before[at - 1];
      if (likeLeft) continue;
      const likeAbove = changed ? id === ids[above] && id !== before[above] : ids[above] === before[above];
      if (!likeAbove) sparse++;
    }
  }
  return { whole, sparse };
}

/**
 * A canvas as a picture, with a palette where 256 colours suffice.
 * @param before the canvas of the frame before: pixels equal to it become transparent
 */
export function cutOut(
  canvas: Canvas,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  before: ColourIds | undefined,
): Picture {
  const size = { widthPx, heightPx };
  const { ids } = canvas;
  if (canvas.kind === 'indexed') {
    const used = usedIds(canvas.rgb.length, ids, before);
    const entries = [...used.ids].map((id) => ({ id, argb: argbOf(canvas.rgb[id]!) }));
    if (used.hasTransparent) entries.push({ id: -1, argb: 0 });
    if (entries.length <= 256) {
      entries.sort((first, second) => first.argb - second.argb);
      const indexOf = new Uint8Array(canvas.rgb.length);
      for (const [index, { id }] of entries.entries()) if (id >= 0) indexOf[id] = index;
      // Rising order: the transparent entry, which is 0, comes first.
      const indices = new Uint8Array(ids.length);
      fill(indices, ids, before, indexOf);
      return { kind: 'indexed', indices, palette: Uint32Array.from(entries, ({ argb }) => argb), ...size };
    }
  }
  const argb = new Uint32Array(ids.length);
  fill(argb, ids, before, canvas.kind === 'indexed' ? canvas.rgb.map(argbOf) : undefined);
  return { kind: 'true colour', argb, ...size };
}

/** Our colours say how transparent they are, the format's how opaque. */
function argbOf(colour: number): number {
  const argb = (colour ^ 0xff000000) >>> 0;
  return argb >>> 24 === 0 ? 0 : argb;
}

function usedIds(
  idCount: number,
  ids: ColourIds,
  before: ColourIds | undefined,
): { ids: number[]; hasTransparent: boolean } {
  const seen = new Uint8Array(idCount);
  let hasTransparent = false;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at]!;
    if (before !== undefined && before[at] === id) hasTransparent = true;
    else seen[id] = 1;
  }
  return { ids: [...seen.keys()].filter((id) => seen[id] === 1), hasTransparent };
}

/**
 * Sets every pixel that shows; the others stay 0. A hot loop.
 * @param codes by id; undefined where ids are colours
 */
function fill(
  to: Uint8Array | Uint32Array,
  ids: ColourIds,
  before: ColourIds | undefined,
  codes: Uint8Array | Uint32Array | undefined,
): void {
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at]!;
    if (before === undefined || before[at] !== id) to[at] = codes === undefined ? argbOf(id) : codes[id]!;
  }
}
