import type { Canvas, RectanglePx } from '../../mosaic/types.js';
import type { Picture } from './lossless.js';

type ColourIds = Uint16Array | Uint32Array;

/**
 * A rectangle of the canvas as a picture by itself, with a palette where 256 colours suffice.
 * @param before the canvas of the frame before: pixels equal to it become transparent
 */
export function cutOut(
  canvas: Canvas,
  widthPx: number,
  rectangle: RectanglePx,
  before: ColourIds | undefined,
): Picture {
  const size = { widthPx: rectangle.rightPx - rectangle.leftPx, heightPx: rectangle.bottomPx - rectangle.topPx };
  if (canvas.kind === 'indexed') {
    const ids = canvas.ids;
    const used = usedIds(canvas.rgb.length, ids, widthPx, rectangle, before);
    const entries = [...used.ids].map((id) => ({ id, argb: opaque(canvas.rgb[id]!) }));
    if (used.hasTransparent) entries.push({ id: -1, argb: 0 });
    if (entries.length <= 256) {
      entries.sort((first, second) => first.argb - second.argb);
      const indexOf = new Uint8Array(canvas.rgb.length);
      for (const [index, { id }] of entries.entries()) if (id >= 0) indexOf[id] = index;
      // Rising order: the transparent entry, which is 0, comes first.
      const indices = new Uint8Array(size.widthPx * size.heightPx);
      fill(indices, ids, widthPx, rectangle, before, (id) => indexOf[id]!);
      return { kind: 'indexed', indices, palette: Uint32Array.from(entries, ({ argb }) => argb), ...size };
    }
  }
  const rgb = canvas.kind === 'indexed' ? canvas.rgb : undefined;
  const argb = new Uint32Array(size.widthPx * size.heightPx);
  fill(argb, canvas.ids, widthPx, rectangle, before, (id) => opaque(rgb === undefined ? id : rgb[id]!));
  return { kind: 'true colour', argb, ...size };
}

function opaque(rgb: number): number {
  return (0xff000000 | rgb) >>> 0;
}

function usedIds(
  idCount: number,
  ids: ColourIds,
  widthPx: number,
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
  before: ColourIds | undefined,
): { ids: number[]; hasTransparent: boolean } {
  const seen = new Uint8Array(idCount);
  let hasTransparent = false;
  for (let y = topPx; y < bottomPx; y++) {
    for (let at = y * widthPx + leftPx; at < y * widthPx + rightPx; at++) {
      const id = ids[at]!;
      if (before !== undefined && before[at] === id) hasTransparent = true;
      else seen[id] = 1;
    }
  }
  return { ids: [...seen.keys()].filter((id) => seen[id] === 1), hasTransparent };
}

/** Sets every pixel of the rectangle that shows; the others stay 0. */
function fill(
  to: Uint8Array | Uint32Array,
  ids: ColourIds,
  widthPx: number,
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
  before: ColourIds | undefined,
  codeOf: (id: number) => number,
): void {
  let place = 0;
  for (let y = topPx; y < bottomPx; y++) {
    for (let at = y * widthPx + leftPx; at < y * widthPx + rightPx; at++, place++) {
      const id = ids[at]!;
      if (before === undefined || before[at] !== id) to[place] = codeOf(id);
    }
  }
}
