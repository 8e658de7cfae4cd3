/** The product, from top to bottom: a recording is opened, replayed, painted and encoded. */
import type { RenderOptions } from '../options/render-options.js';
import { RenderContext, type RenderHooks } from './context.js';
import { descriptionOf } from './description.js';
import { encodeWithin, findPrograms, startEncodingThreads, warnOfIdleLossy } from './encode.js';
import { encodeSmaller } from './encode-smaller.js';
import { type RenderInput, readRecording, readSource } from './input.js';
import type { OutputTarget } from './outputs.js';
import { paint } from './paint.js';
import { planRender } from './plan.js';
import { notesOf } from './provenance.js';
import { replayRecording } from './replay.js';
import { type RenderResult, resultOf } from './result.js';

/**
 * Renders a recording into one or several outputs, replaying it once. Existing files are only replaced when everything has succeeded.
 * @throws Cast2gifError with code `usage`, `recording`, `limit`, `timeout`, `io`, `helper` or `aborted`
 */
export async function render(
  input: RenderInput,
  outputs: OutputTarget | readonly OutputTarget[],
  options: RenderOptions & RenderHooks = {},
): Promise<RenderResult> {
  const { signal, onProgress, onWarning, onDescription, surface, ...given } = options;
  const context = new RenderContext({ signal, onProgress, onWarning, surface, isStrict: given.strict === true });
  try {
    const plan = await planRender(given, outputs, context);
    context.limitCpuTime(plan.options.maxCpuSeconds);
    const programs = await findPrograms(plan, context);
    const source = await readSource(input, plan, context);
    const recording = await readRecording(source, plan, context);
    const replay = await replayRecording(recording, plan, context);
    if (onDescription !== undefined) onDescription(await descriptionOf(replay, plan, context));
    const painting = await paint(replay, plan, context);
    const earlyThreads = await startEncodingThreads(painting.outline, plan, context);
    const tools = { ...programs, earlyThreads, notes: await notesOf(source, plan) };
    const asked = await encodeWithin(painting, plan, tools, context);
    const { encoding, concessions } =
      asked.encoding === undefined
        ? await encodeSmaller(painting, asked, plan, tools, context)
        : { encoding: asked.encoding, concessions: [] };
    warnOfIdleLossy(encoding, plan, context);
    const written = await encoding.commit();
    return resultOf(encoding.outline, { outputs: written, concessions, warningCount: context.warningCount });
  } catch (error) {
    throw context.reasonOf(error);
  } finally {
    await context.close();
  }
}
