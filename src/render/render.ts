/** The product, from top to bottom: a recording is opened, replayed, painted and encoded. */
import type { RenderOptions } from '../options/render-options.js';
import { isWithin } from './budget.js';
import { RenderContext, type RenderHooks } from './context.js';
import { encode, openEncodingTools } from './encode.js';
import { costOf, fitToBudget } from './fit.js';
import { type RenderInput, readRecording, readSource } from './input.js';
import type { OutputTarget } from './outputs.js';
import { paint } from './paint.js';
import { planRender } from './plan.js';
import { notesOf } from './provenance.js';
import { replayOncePerRate } from './replay.js';
import { type RenderResult, resultOf } from './result.js';

/**
 * Renders a recording into one or several outputs, replaying it once (under a size budget, once for each frame rate
 * that is tried). Existing files are only replaced when everything has succeeded.
 * @throws Cast2gifError with code `usage`, `recording`, `io`, `helper` or `aborted`
 */
export async function render(
  input: RenderInput,
  outputs: OutputTarget | readonly OutputTarget[],
  options: RenderOptions & RenderHooks = {},
): Promise<RenderResult> {
  const { signal, onProgress, onWarning, ...given } = options;
  const context = new RenderContext({ signal, onProgress, onWarning, isStrict: given.strict === true });
  try {
    const plan = await planRender(given, outputs, context);
    const tools = await openEncodingTools(plan, context);
    const source = await readSource(input, plan, context);
    const recording = await readRecording(source, plan, context);
    const replayOnce = replayOncePerRate(recording, context);
    // Without a budget the first attempt is the only one.
    const { encoding, concessions } = await fitToBudget(plan, async (attempt) => {
      const replay = await replayOnce(attempt);
      const painting = await paint(replay, attempt, context);
      const isAffordable = isWithin(costOf(painting, undefined), plan.budget);
      const notes = await notesOf(source, plan);
      const encoding = isAffordable ? await encode(painting, attempt, { ...tools, notes }, context) : undefined;
      return { encoding, cost: costOf(painting, encoding) };
    });
    const written = await encoding.commit();
    return resultOf(encoding.survey, { outputs: written, concessions, warningCount: context.warningCount });
  } finally {
    await context.close();
  }
}
