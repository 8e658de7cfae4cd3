import { oklab } from './oklab.js';

/** Colours whose coordinates fall between `start` and `end` of the common order. */
interface Box {
  readonly start: number;
  readonly end: number;
  /** Weighted sum of squared distances from the mean, along the axis with the most. */
  readonly error: number;
  readonly axis: number;
  readonly mean: Float64Array;
}

/** Beyond this many distances the representatives are those of the boxes, not the nearest ones. */
const MAX_DISTANCES = 30_000_000;

/**
 * Picks at most `limit` of the colours to stand for all of them: median cut by variance in OKLab, each box
 * stood for by the colour nearest to its mean, each colour by the nearest of those.
 *
 * @param rgb distinct colours, `0xRRGGBB`
 * @param weights pixels of each
 * @returns for each colour the index of the one that stands for it
 */
export function quantise(rgb: Uint32Array, weights: Uint32Array, limit: number): Uint32Array {
  const lab = oklab(rgb);
  const order = Uint32Array.from(rgb, (_, index) => index);
  const boxes = cutIntoBoxes(lab, weights, order, limit);
  const chosen = boxes.map((box) => nearest(lab, order.subarray(box.start, box.end), box.mean, 0));
  if (chosen.length * rgb.length <= MAX_DISTANCES) {
    const candidates = Uint32Array.from(chosen);
    return Uint32Array.from(rgb, (_, index) => nearest(lab, candidates, lab, index * 3));
  }
  const result = new Uint32Array(rgb.length);
  boxes.forEach((box, number) => {
    for (let at = box.start; at < box.end; at += 1) result[order[at]!] = chosen[number]!;
  });
  return result;
}

function cutIntoBoxes(lab: Float64Array, weights: Uint32Array, order: Uint32Array, limit: number): Box[] {
  const boxes = [measure(lab, weights, order, 0, order.length)];
  while (boxes.length < limit) {
    let worst = 0;
    for (let at = 1; at < boxes.length; at += 1) if (boxes[at]!.error > boxes[worst]!.error) worst = at;
    const box = boxes[worst]!;
    if (box.error === 0) break;
    const middle = partition(lab, order, box);
    boxes[worst] = measure(lab, weights, order, box.start, middle);
    boxes.push(measure(lab, weights, order, middle, box.end));
  }
  return boxes;
}

function measure(lab: Float64Array, weights: Uint32Array, order: Uint32Array, start: number, end: number): Box {
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  let total = 0;
  for (let at = start; at < end; at += 1) {
    const index = order[at]!;
    const weight = weights[index]!;
    total += weight;
    for (let axis = 0; axis < 3; axis += 1) {
      const value = lab[index * 3 + axis]!;
      sum[axis]! += weight * value;
      squares[axis]! += weight * value * value;
    }
  }
  const mean = Float64Array.from(sum, (value) => value / total);
  const errors = squares.map((value, axis) => value - sum[axis]! * mean[axis]!);
  const axis = errors.indexOf(Math.max(...errors));
  return { start, end, error: end - start < 2 ? 0 : Math.max(errors[axis]!, 0), axis, mean };
}

/** Moves the box's colours below the mean to its front; returns where the others start, never at an end. */
function partition(lab: Float64Array, order: Uint32Array, box: Box): number {
  const members = Array.from(order.subarray(box.start, box.end));
  const coordinate = (index: number) => lab[index * 3 + box.axis]!;
  const low = members.filter((index) => coordinate(index) < box.mean[box.axis]!);
  const high = members.filter((index) => coordinate(index) >= box.mean[box.axis]!);
  order.set(low, box.start);
  order.set(high, box.start + low.length);
  // Rounding can put a mean outside of values that all but agree: any cut will do then.
  return low.length === 0 || high.length === 0 ? (box.start + box.end) >> 1 : box.start + low.length;
}

function nearest(lab: Float64Array, candidates: Uint32Array, point: Float64Array, offset: number): number {
  const [lightness, a, b] = [point[offset]!, point[offset + 1]!, point[offset + 2]!];
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const index of candidates) {
    const dLightness = lab[index * 3]! - lightness;
    const da = lab[index * 3 + 1]! - a;
    const db = lab[index * 3 + 2]! - b;
    const distance = dLightness * dLightness + da * da + db * db;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = index;
    }
  }
  return best;
}
