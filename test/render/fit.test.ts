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
function ladderFrom(from: Sizes, facts: { canLose?: boolean; framesAt?: (fps: number) => number } = {}) {
  const leastReadableScale = 0.58;
  return concessionLadder({
    asked: from,
    leastReadableScale,
    leastScale: 0.38,
    canLose: false,
    framesAt: (fps) => fps * 100,
    ...facts,
  });
}

/** Bytes of a recording whose size follows its options in a simple way. */
function bytesOf(step: Sizes): number {
  const share = (step.antialiasingLevels / 6) ** 0.5 * (0.3 + (0.7 * step.fpsCap) / 30) * step.scale ** 1.5;
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
 * @param bias how many times the true size is estimated
 * @param known whether the first step has been encoded to its end
 */
async function fit(ladder: readonly Sizes[], budget: Budget, cost: (step: Sizes) => Cost, bias = 1, known = false) {
  const encodings: FakeEncoding[] = [];
  let attempts = 0;
  let estimates = 0;
  const result = await fitToBudget(
    ladder,
    budget,
    known ? cost(ladder[0]!) : { ...cost(ladder[0]!), bytes: Infinity },
    {
      attempt: async (step) => {
        attempts += 1;
        const tried = cost(step);
        if (shareOf(tried, budget) > 1) return { cost: tried, encoding: undefined };
        const encoding = new FakeEncoding(step);
        encodings.push(encoding);
        return { cost: tried, encoding };
      },
      estimate: async (step) => {
        estimates += 1;
        return { ...cost(step), bytes: cost(step).bytes * bias };
      },
    },
  );
  const kept = encodings.filter(({ isDiscarded }) => !isDiscarded);
  assert.deepEqual(kept, result.encoding === undefined ? [] : [result.encoding]);
  return { result, attempts, estimates };
}

const bytesCost =
  (maximumBytes: number) =>
  (step: Sizes): Cost => ({ bytes: bytesOf(step), maximumBytes, totalPixels: 0 });

test('smooth text goes before frames, frames before size, and readable sizes before others', () => {
  const ladder = ladderFrom(asked);
  const kinds = ladder.map((step) => concessionsOf(asked, step).at(-1)?.split(' ')[0] ?? 'nothing');
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

test('a lower rate that leaves the same number of frames is not tried', () => {
  const ladder = ladderFrom(asked, { framesAt: () => 100 });
  assert.ok(ladder.every(({ fpsCap }) => fpsCap === asked.fpsCap));
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

test('whatever the budget and however wrong the estimates, what is kept fits and uses the budget well', async () => {
  const ladder = ladderFrom(asked);
  const least = bytesOf(ladder.at(-1)!);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: least, max: 999_999 }),
      fc.double({ min: 0.75, max: 1.3, noNaN: true }),
      fc.boolean(),
      async (maximumBytes, bias, known) => {
        const budget = { maximumBytes, maximumTotalPixels: undefined };
        const { result, attempts, estimates } = await fit(ladder, budget, bytesCost(maximumBytes), bias, known);
        assert.ok(result.encoding !== undefined);
        const used = bytesOf(result.step) / maximumBytes;
        // Steps of this recording are up to a quarter apart.
        assert.ok(used <= 1 && used >= 0.72, `${used} by ${JSON.stringify(result.step)}`);
        assert.ok(attempts <= 5 && estimates <= 15, `${attempts} attempts, ${estimates} estimates`);
      },
    ),
  );
});

test('what cannot fit is known from an estimate', async () => {
  const maximumBytes = 1000;
  const budget = { maximumBytes, maximumTotalPixels: undefined };
  const { result, attempts, estimates } = await fit(ladderFrom(asked), budget, bytesCost(maximumBytes));
  assert.equal(result.encoding, undefined);
  assert.deepEqual([attempts, estimates], [0, 1]);
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
