/** Rectangles of one colour in a row of cells, gathered into one path. */

/** In pixels; `right` and `bottom` are exclusive. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Splits what a bitmap covers into rectangles: runs of pixels, joined with equal runs above.
 * @param coverage row by row; at least half covered counts
 */
export function boxesOf(coverage: Uint8Array, widthPx: number): Box[] {
  const done: Box[] = [];
  let open: { left: number; right: number; top: number }[] = [];
  const heightPx = coverage.length / widthPx;
  for (let y = 0; y <= heightPx; y++) {
    const runs = y < heightPx ? runsOf(coverage.subarray(y * widthPx, (y + 1) * widthPx)) : [];
    const kept = open.filter((box) => runs.some((run) => run.left === box.left && run.right === box.right));
    done.push(...open.filter((box) => !kept.includes(box)).map((box) => ({ ...box, bottom: y })));
    const fresh = runs.filter((run) => !kept.some((box) => box.left === run.left && box.right === run.right));
    open = [...kept, ...fresh.map((run) => ({ ...run, top: y }))];
  }
  return done;
}

function runsOf(line: Uint8Array): { left: number; right: number }[] {
  const runs: { left: number; right: number }[] = [];
  for (let x = 0; x < line.length; x++) {
    if (line[x]! < 128) continue;
    const last = runs.at(-1);
    if (last?.right === x) last.right++;
    else runs.push({ left: x, right: x + 1 });
  }
  return runs;
}

/** Boxes that come from left to right; one that continues another of the same height is joined with it. */
export class BoxPath {
  readonly #boxes: { left: number; top: number; right: number; bottom: number }[] = [];
  /** The last box by its top and bottom. */
  readonly #lastBySpan = new Map<string, { left: number; top: number; right: number; bottom: number }>();

  add(box: Box, offsetX = 0, offsetY = 0): void {
    const span = `${box.top} ${box.bottom}`;
    const last = this.#lastBySpan.get(span);
    if (last && last.right === box.left + offsetX) {
      last.right = box.right + offsetX;
      return;
    }
    const moved = {
      left: box.left + offsetX,
      top: box.top + offsetY,
      right: box.right + offsetX,
      bottom: box.bottom + offsetY,
    };
    this.#lastBySpan.set(span, moved);
    this.#boxes.push(moved);
  }

  /** SVG path data. */
  toString(): string {
    return this.#boxes
      .map(
        ({ left, top, right, bottom }) =>
          `M${left}${top < 0 ? '' : ' '}${top}h${right - left}v${bottom - top}h${left - right}z`,
      )
      .join('');
  }
}
