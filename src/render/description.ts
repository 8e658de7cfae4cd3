/** What a picture shows, in words. */
import type { RenderContext } from './context.js';
import type { RenderPlan } from './plan.js';
import type { Replay } from './replay.js';

/** The words that were given for the picture, else those that its frames suggest. @throws Cast2gifError `aborted` */
export async function descriptionOf(
  { header, sequence }: Replay,
  { options }: RenderPlan,
  { signal }: RenderContext,
): Promise<string> {
  if (options.alt !== undefined) return options.alt;
  const { altText } = await import('../encode/text/alt-text.js');
  return altText(sequence, { ...header, signal });
}
