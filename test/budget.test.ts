import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cost, renderWithinBudget } from '#cast2gif/budget.js';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import type { ResolvedOptions } from '#cast2gif/options/table.js';

const asked = resolveOptions({});

/** A recording whose size follows its options in a simple way. */
function costOf({ optimize, antialiasingLevels, fpsCap, scale }: ResolvedOptions): Cost {
  const share = (optimize === 'best' ? 0.9 : 1) * (antialiasingLevels / 6) * (fpsCap / 30) * scale ** 2;
  return { bytes: Math.round(1e6 * share), totalPixels: Math.round(1e8 * scale ** 2 * (fpsCap / 30)) };
}

async function fit(maximumBytes: number | undefined, maximumTotalPixels?: number) {
  const attempts: ResolvedOptions[] = [];
  const budget = { maximumBytes, maximumTotalPixels };
  const result = await renderWithinBudget(asked, budget, async (options, concessions) => {
    attempts.push(options);
    const cost = costOf(options);
    const isWithin = cost.bytes <= (maximumBytes ?? Infinity) && cost.totalPixels <= (maximumTotalPixels ?? Infinity);
    return { cost, result: isWithin ? { options, concessions } : undefined };
  });
  return { ...result, attempts: attempts.length };
}

test('what fits as it is stays as it is', async () => {
  assert.deepEqual(await fit(2e6), { options: asked, concessions: [], attempts: 1 });
});

test('time is given before edges, edges before frames, frames before size, and the last of each kind is told', async () => {
  assert.deepEqual((await fit(945_000)).concessions, ['more time (--optimize best)']);
  assert.match((await fit(760_000)).concessions.join(), /^more time[^,]*,smoothness of text \(--aa-levels 3\)$/);
  const small = await fit(100_000);
  assert.equal(small.concessions.filter((line) => line.startsWith('size')).length, 1);
  assert.ok(small.attempts <= 4, `${small.attempts} attempts`);
});

test('a bound on pixels leads to fewer frames and a smaller picture', async () => {
  assert.ok(costOf((await fit(undefined, 3e7)).options).totalPixels <= 3e7);
});

test('what cannot fit is refused with what it takes', async () => {
  await assert.rejects(fit(1000), { code: 'usage', message: /where 1000 are allowed/ });
  await assert.rejects(fit(undefined, 10), { code: 'usage', message: /pixels/ });
});
