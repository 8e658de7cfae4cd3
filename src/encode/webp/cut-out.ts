import type { Canvas } from '../../mosaic/painted-frame.js';
import type { Picture } from './lossless.js';

/** Colour ids of a canvas, row by row. */
export type ColourIds = Uint16Array | Uint32Array;

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
