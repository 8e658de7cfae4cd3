import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import type { ResolvedOptions } from '#cast2gif/options/table.js';
import { type Cost, renderWithinBudget } from '#cast2gif/render/fit.js';

const asked = resolveOptions({});

const frameTimesUs = Array.from({ length: 300 }, (_, index) => index * 33_333);

/** A recording whose size follows its options in a simple way. */
function costOf({ optimize, antialiasingLevels, lossy, fpsCap, scale }: ResolvedOptions, canLose = false): Cost {
  const shades = canLose ? 1 / (1 + lossy / 2) : 1;
  const share = (optimize === 'best' ? 0.9 : 1) * (antialiasingLevels / 6) * shades * (fpsCap / 30) * scale ** 2;
  return {
    bytes: Math.round(1e6 * share),
    totalPixels: Math.round(1e8 * scale ** 2 * (fpsCap / 30)),
    canLose,
    frameTimesUs,
  };
}

async function fit(maximumBytes: number | undefined, maximumTotalPixels?: number, canLose = false, from = asked) {
  const attempts: ResolvedOptions[] = [];
  const budget = { maximumBytes, maximumTotalPixels };
  const result = await renderWithinBudget(from, budget, async (options, concessions, leastBytes) => {
    attempts.push(options);
    const cost = costOf(options, canLose);
    const isWithin = cost.bytes <= (maximumBytes ?? Infinity) && cost.totalPixels <= (maximumTotalPixels ?? Infinity);
    return { cost, result: isWithin && cost.bytes >= leastBytes ? { options, concessions } : undefined };
  });
  return { ...result, attempts: attempts.length };
}

test('what fits as it is stays as it is', async () => {
  assert.deepEqual(await fit(2e6), { options: asked, concessions: [], attempts: 1 });
});

test('time is given before edges, edges before frames, frames before size, and the last of each kind is told', async () => {
  assert.deepEqual((await fit(990_000)).concessions, ['more time (--optimize best)']);
  assert.match((await fit(790_000)).concessions.join(), /^more time[^,]*,smoothness of text \(--aa-levels 3\)$/);
  const small = await fit(100_000);
  assert.equal(small.concessions.filter((line) => line.startsWith('size')).length, 1);
  assert.ok(small.attempts <= 4, `${small.attempts} attempts`);
});

test('shades of pictures are given where there are any, after smooth text and before frames', async () => {
  const pictures = await fit(300_000, undefined, true);
  assert.match(pictures.concessions.join(), /^more time[^,]*,smoothness[^,]*,shades of pictures \(--lossy [25]\)$/);
  assert.ok(!(await fit(300_000)).concessions.some((line) => line.startsWith('shades')));
});

test('frames are only given up where a lower rate leaves fewer', async () => {
  const seldom = [0, 1e6, 2e6, 3e6];
  const told: string[] = [];
  await renderWithinBudget(asked, { maximumBytes: 200_000, maximumTotalPixels: undefined }, async (options, lines) => {
    const cost = { ...costOf({ ...options, fpsCap: 30 }), frameTimesUs: seldom };
    told.push(...lines);
    return { cost, result: cost.bytes <= 200_000 ? options : undefined };
  });
  assert.ok(told.some((line) => line.startsWith('size')));
  assert.ok(!told.some((line) => line.startsWith('frames')), told.join());
});

test('what came out far smaller than it might is tried with a smaller concession, once', async () => {
  const tried: number[] = [];
  // Any scale below 1 halves more than is typical; smaller ones hardly matter.
  const bytesAt = ({ scale }: ResolvedOptions) => (scale === 1 ? 4e6 : scale > 0.6 ? 900_000 : 300_000);
  const budget = { maximumBytes: 1e6, maximumTotalPixels: undefined };
  const result = await renderWithinBudget(asked, budget, async (options, _lines, leastBytes) => {
    const bytes = bytesAt(options);
    tried.push(options.scale);
    const isTaken = bytes <= 1e6 && bytes >= leastBytes;
    return { cost: { bytes, totalPixels: 1, canLose: false, frameTimesUs: [0] }, result: isTaken ? bytes : undefined };
  });
  assert.equal(result, 900_000, tried.join());
  assert.equal(tried.length, 3);
});

test('nothing is given up that the caller has given up already', async () => {
  const modest = { ...asked, optimize: 'best' as const, antialiasingLevels: 3, fpsCap: 12 };
  const { concessions, attempts } = await fit(150_000, undefined, false, modest);
  assert.match(concessions.join(), /^size \(--scale 0\.[0-9]+\)$/);
  assert.ok(attempts <= 3, `${attempts} attempts`);
});

test('a bound on pixels leads to fewer frames and a smaller picture', async () => {
  assert.ok(costOf((await fit(undefined, 3e7)).options).totalPixels <= 3e7);
});

test('what cannot fit is refused with what it takes', async () => {
  await assert.rejects(fit(1000), { code: 'usage', message: /where 1000 are allowed/ });
  await assert.rejects(fit(undefined, 10), { code: 'usage', message: /pixels/ });
});
