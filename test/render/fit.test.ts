import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import type { ResolvedOptions } from '#cast2gif/options/table.js';
import { type Budget, type Cost, isWithin } from '#cast2gif/render/budget.js';
import { fitToBudget } from '#cast2gif/render/fit.js';

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
    frameTimesUs: () => frameTimesUs,
  };
}

/** An encoding that is as large as it says; what is not wanted must be discarded. */
class FakeEncoding {
  readonly options: ResolvedOptions;
  isDiscarded = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
  }

  async discard(): Promise<void> {
    this.isDiscarded = true;
  }
}

/** @param cost what options cost; nothing is encoded where pixels alone are too many */
async function fitBy(cost: (options: ResolvedOptions) => Cost, budget: Budget, from = asked) {
  const tried: ResolvedOptions[] = [];
  const encodings: FakeEncoding[] = [];
  const { encoding, concessions } = await fitToBudget({ options: from, budget }, async ({ options }) => {
    tried.push(options);
    if (!isWithin({ ...cost(options), bytes: 0 }, budget)) return { cost: cost(options), encoding: undefined };
    const made = new FakeEncoding(options);
    encodings.push(made);
    return { cost: cost(options), encoding: made };
  });
  assert.deepEqual(
    encodings.filter(({ isDiscarded }) => !isDiscarded),
    [encoding],
  );
  return { options: encoding.options, concessions, tried };
}

async function fit(maximumBytes: number | undefined, maximumTotalPixels?: number, canLose = false, from = asked) {
  const budget = { maximumBytes, maximumTotalPixels };
  const { options, concessions, tried } = await fitBy((changed) => costOf(changed, canLose), budget, from);
  return { options, concessions, attempts: tried.length };
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
  const rare = [0, 1e6, 2e6, 3e6];
  const cost = (options: ResolvedOptions) => ({ ...costOf({ ...options, fpsCap: 30 }), frameTimesUs: () => rare });
  const { concessions } = await fitBy(cost, { maximumBytes: 200_000, maximumTotalPixels: undefined });
  assert.ok(concessions.some((line) => line.startsWith('size')));
  assert.ok(!concessions.some((line) => line.startsWith('frames')), concessions.join());
});

test('what came out far smaller than it might is tried with a smaller concession, once', async () => {
  // Any scale below 1 halves more than is typical; smaller ones hardly matter.
  const bytesAt = ({ scale }: ResolvedOptions) => (scale === 1 ? 4e6 : scale > 0.6 ? 900_000 : 300_000);
  const cost = (options: ResolvedOptions): Cost => {
    return { bytes: bytesAt(options), totalPixels: 1, canLose: false, frameTimesUs: () => [0] };
  };
  const { options, tried } = await fitBy(cost, { maximumBytes: 1e6, maximumTotalPixels: undefined });
  const scales = tried.map(({ scale }) => scale);
  assert.equal(bytesAt(options), 900_000, scales.join());
  assert.equal(scales.length, 3, scales.join());
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
  await assert.rejects(fit(1000), { code: 'budget', message: /where 1000 are allowed/ });
  await assert.rejects(fit(undefined, 10), { code: 'budget', message: /pixels/ });
});
