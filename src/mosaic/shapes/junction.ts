/** Draws the lines that meet in the centre of a cell: light, heavy, double and every mixture of them. */
import { type CellMetrics, edge, type Span, stripes, type Weight } from './metrics.js';
import type { Dashes, Junction } from './primitives.js';
import { fillRectangle, type Raster } from './raster.js';

/** One arm as its own axis sees it: `start` and `end` are the arms across it, towards 0 and towards the size. */
interface Arm {
  readonly weight: Weight;
  readonly opposite: Weight;
  readonly start: Weight;
  readonly end: Weight;
  /** Runs from the centre to the size (right, down) or from 0 to the centre (left, up). */
  readonly outwards: boolean;
}

/** Draws the arms of a junction, each up to where it meets the others. */
export function drawJunction(raster: Raster, metrics: CellMetrics, junction: Junction): void {
  const { up, right, down, left } = junction;
  const { widthPx, heightPx } = metrics;
  const horizontal = (arm: Arm) =>
    drawArm(arm, widthPx, heightPx, metrics, (along, across) =>
      fillRectangle(raster, along.from, across.from, along.to, across.to),
    );
  const vertical = (arm: Arm) =>
    drawArm(arm, heightPx, widthPx, metrics, (along, across) =>
      fillRectangle(raster, across.from, along.from, across.to, along.to),
    );
  horizontal({ weight: left, opposite: right, start: up, end: down, outwards: false });
  horizontal({ weight: right, opposite: left, start: up, end: down, outwards: true });
  vertical({ weight: up, opposite: down, start: left, end: right, outwards: false });
  vertical({ weight: down, opposite: up, start: left, end: right, outwards: true });
}

function drawArm(
  arm: Arm,
  sizePx: number,
  acrossPx: number,
  metrics: CellMetrics,
  fill: (along: Span, across: Span) => void,
): void {
  stripes(arm.weight, acrossPx, metrics).forEach((across, stripe) => {
    const inner = innerEnd(arm, stripe, sizePx, metrics);
    fill(arm.outwards ? { from: inner, to: sizePx } : { from: 0, to: inner }, across);
  });
}

/**
 * Where a stripe of an arm ends in the cell. With nothing across, in the middle. Else it covers the crossing as far
 * as its far side, so that corners are square. Two exceptions keep the inside of double lines open: a stripe of a
 * double line turns at the nearer stripe of a double line on its side; a single line stops at the nearer stripe of
 * a double line that passes by.
 */
function innerEnd(arm: Arm, stripe: number, sizePx: number, metrics: CellMetrics): number {
  const crossing = [...stripes(arm.start, sizePx, metrics), ...stripes(arm.end, sizePx, metrics)];
  if (crossing.length === 0) return edge(1, 2, sizePx);
  const beside = stripe === 0 ? arm.start : arm.end;
  const turns = arm.weight === 'double' && beside === 'double';
  const stops = arm.weight !== 'double' && arm.opposite === 'none' && arm.start === 'double' && arm.end === 'double';
  if (turns || stops) {
    const [first, second] = stripes('double', sizePx, metrics);
    return arm.outwards ? second!.from : first!.to;
  }
  if (arm.weight === 'double' && arm.opposite !== 'none') return edge(1, 2, sizePx);
  return arm.outwards ? Math.min(...crossing.map((span) => span.from)) : Math.max(...crossing.map((span) => span.to));
}

/**
 * Dashes end with a gap of a third of their period, half of it at either end of the cell, so that they go on evenly.
 * A cell too small for the count gets as many as have a pixel of dash and one of gap.
 */
export function drawDashes(raster: Raster, metrics: CellMetrics, dashes: Dashes): void {
  const isHorizontal = dashes.axis === 'horizontal';
  const alongPx = isHorizontal ? metrics.widthPx : metrics.heightPx;
  const acrossPx = isHorizontal ? metrics.heightPx : metrics.widthPx;
  const count = Math.max(1, Math.min(dashes.count, alongPx >> 1));
  const gapPx = Math.max(1, Math.round(alongPx / count / 3));
  for (const across of stripes(dashes.weight, acrossPx, metrics)) {
    for (let i = 0; i < count; i++) {
      const from = Math.floor((i * alongPx) / count) + (gapPx >> 1);
      const to = Math.floor(((i + 1) * alongPx) / count) - ((gapPx + 1) >> 1);
      if (isHorizontal) fillRectangle(raster, from, across.from, to, across.to);
      else fillRectangle(raster, across.from, from, across.to, to);
    }
  }
}
