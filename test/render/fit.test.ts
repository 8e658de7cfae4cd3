import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import { type Budget, type Cost, shareOf } from '#cast2gif/render/budget.js';
import { concessionLadder, concessionsOf, type Sizes } from '#cast2gif/render/concessions.js';
import { fitToBudget } from '#cast2gif/render/fit.js';

const { antialiasingLevels, lossy, fpsCap, scale } = resolveOptions({});
const asked: Sizes = { antialiasingLevels, lossy, fpsCap, scale };

/** Steps for a recording that changes all the time. */
function ladderFrom(from: Sizes, facts: { canLose?: boolean; shareAt?: (fps: number) => number } = {}) {
  const leastReadableScale = 0.58;
  return concessionLadder({
    asked: from,
    leastReadableScale,
    leastScale: 0.38,
    canLose: false,
    shareAt: (fps) => fps,
    ...facts,
  });
}

/** Bytes of a recording whose size follows its options in a simple way. */
function bytesOf(step: Sizes): number {
  const share =
    (step.antialiasingLevels / antialiasingLevels) ** 0.5 * (0.3 + (0.7 * step.fpsCap) / 30) * step.scale ** 1.5;
  return Math.round(1e6 * share);
}

/** An encoding that is as large as it says; what is not wanted must be discarded. */
class FakeEncoding {
  readonly step: Sizes;
  isDiscarded = false;

  constructor(step: Sizes) {
    this.step = step;
  }

  async discard(): Promise<void> {
    this.isDiscarded = true;
  }
}

/**
 * @param bias how many times the true share is predicted
 * @param isExact whether the first step has been encoded to its end
 */
async function fit(ladder: readonly Sizes[], budget: Budget, cost: (step: Sizes) => Cost, bias = 1, isExact = false) {
  const encodings: FakeEncoding[] = [];
  let attempts = 0;
  const lastReadable = ladder.findLastIndex(({ scale }) => scale >= 0.58);
  const result = await fitToBudget(ladder, budget, lastReadable, isExact, {
    attempt: async (step) => {
      attempts += 1;
      const tried = cost(step);
      if (shareOf(tried, budget) > 1) return { cost: tried, encoding: undefined };
      const encoding = new FakeEncoding(step);
      encodings.push(encoding);
      return { cost: tried, encoding };
    },
    predict: (step) => shareOf(cost(step), budget) * (isExact && step === ladder[0] ? 1 : bias),
  });
  const kept = encodings.filter(({ isDiscarded }) => !isDiscarded);
  assert.deepEqual(kept, result.encoding === undefined ? [] : [result.encoding]);
  return { result, attempts };
}

const bytesCost =
  (maximumBytes: number) =>
  (step: Sizes): Cost => ({ bytes: bytesOf(step), maximumBytes, totalPixels: 0 });

test('smooth text goes before frames, frames before size, and readable sizes before others', () => {
  const ladder = ladderFrom(asked);
  const kinds = ladder.map((step) => concessionsOf(asked, step, JSON.stringify).at(-1)?.split(' ')[0] ?? 'nothing');
  assert.deepEqual([...new Set(kinds)], ['nothing', 'smoothness', 'frames', 'size']);
  assert.deepEqual(
    kinds,
    [...kinds].sort((one, other) => [...new Set(kinds)].indexOf(one) - [...new Set(kinds)].indexOf(other)),
  );
  assert.ok(ladder.every((step) => step.antialiasingLevels > 2));
  assert.ok(ladder.filter(({ scale }) => scale < 1).every((step) => step.fpsCap === 2));
  assert.ok(ladder.some(({ scale }) => scale === 0.58));
  assert.equal(ladder.at(-1)!.scale, 0.38);
});

test('shades of pictures are given where an output can have inexact frames, before frames', () => {
  const ladder = ladderFrom(asked, { canLose: true });
  assert.ok(ladder.some(({ lossy, fpsCap }) => lossy === 5 && fpsCap === asked.fpsCap));
  assert.ok(ladderFrom(asked).every(({ lossy }) => lossy === 0));
});

test('no rate is given up that saves hardly anything', () => {
  const still = ladderFrom(asked, { shareAt: () => 4 });
  assert.ok(still.every(({ fpsCap }) => fpsCap === asked.fpsCap));
  const slow = ladderFrom(asked, { shareAt: (fps) => 4 + Math.max(8, fps) / 100 });
  assert.equal(slow.at(-1)!.fpsCap, 12);
  assert.ok(slow.at(-1)!.scale < asked.scale);
});

test('no step takes more than was asked for, or repeats another', () => {
  const sizes = fc.record({
    antialiasingLevels: fc.integer({ min: 2, max: 256 }),
    lossy: fc.constantFrom(0, 3, 50),
    fpsCap: fc.constantFrom(0.5, 2, 7, 30, 240),
    scale: fc.constantFrom(0.1, 0.38, 0.5, 0.58, 1, 3),
  });
  fc.assert(
    fc.property(sizes, fc.boolean(), (from, canLose) => {
      const ladder = ladderFrom(from, { canLose });
      assert.equal(new Set(ladder.map((step) => JSON.stringify(step))).size, ladder.length);
      for (const [at, step] of ladder.entries()) {
        const before = ladder[at - 1] ?? from;
        assert.ok(step.antialiasingLevels <= before.antialiasingLevels && step.lossy >= before.lossy);
        assert.ok(step.fpsCap <= before.fpsCap && step.scale <= before.scale);
      }
    }),
  );
});

test('whatever the budget and however wrong the forecast, what is kept fits and uses the budget well', async () => {
  const ladder = ladderFrom(asked);
  const least = bytesOf(ladder.at(-1)!);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: least, max: 999_999 }),
      fc.double({ min: 0.7, max: 1.4, noNaN: true }),
      fc.boolean(),
      async (maximumBytes, bias, isExact) => {
        const budget = { maximumBytes, maximumTotalPixels: undefined };
        const { result, attempts } = await fit(ladder, budget, bytesCost(maximumBytes), bias, isExact);
        assert.ok(result.encoding !== undefined);
        const used = bytesOf(result.step) / maximumBytes;
        // Attempts are few; and the first step with fewer shades takes 0.82 of the whole here.
        const isNear = result.step.fpsCap < asked.fpsCap && bias > 0.85 && bias < 1.2;
        assert.ok(used <= 1 && used >= (isNear ? 0.85 : 0.75), `${used} by ${JSON.stringify(result.step)}`);
        assert.ok(attempts <= 4, `${attempts} attempts`);
      },
    ),
  );
});

test('text becomes too small to read easily only where the last readable step does not fit', async () => {
  const ladder = ladderFrom(asked);
  const readable = bytesOf(ladder.findLast(({ scale }) => scale >= 0.58)!);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: readable, max: 999_999 }),
      fc.double({ min: 0.7, max: 1.2, noNaN: true }),
      async (maximumBytes, bias) => {
        const { result } = await fit(
          ladder,
          { maximumBytes, maximumTotalPixels: undefined },
          bytesCost(maximumBytes),
          bias,
        );
        assert.ok(result.encoding !== undefined && result.step.scale >= 0.58);
      },
    ),
  );
});

test('what is predicted rightly takes one attempt', async () => {
  const budget = { maximumBytes: 400_000, maximumTotalPixels: undefined };
  assert.equal((await fit(ladderFrom(asked), budget, bytesCost(400_000))).attempts, 1);
});

test('what cannot fit is known from one attempt at the last step', async () => {
  const maximumBytes = 1000;
  const budget = { maximumBytes, maximumTotalPixels: undefined };
  const ladder = ladderFrom(asked);
  const { result, attempts } = await fit(ladder, budget, bytesCost(maximumBytes));
  assert.ok(result.encoding === undefined);
  assert.deepEqual([result.cost.bytes, attempts], [bytesOf(ladder.at(-1)!), 1]);
});

test('a bound on pixels leads to fewer frames and a smaller picture', async () => {
  const budget = { maximumBytes: undefined, maximumTotalPixels: 3e6 };
  const pixels = (step: Sizes): Cost => {
    return { bytes: 1, maximumBytes: undefined, totalPixels: 1e6 * step.fpsCap * step.scale ** 2 };
  };
  const { result } = await fit(ladderFrom(asked), budget, pixels);
  assert.ok(result.encoding !== undefined && pixels(result.step).totalPixels <= 3e6);
  assert.ok(result.step.scale === 1);
});
