/** Sites that show a picture by its address do not wait long: they get a still in the meantime. */
import { Cast2gifError } from '../../errors.js';
import { within } from '../../io/time-limit.js';
import type { Job } from '../../jobs/jobs.js';
import { formatRow } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import type { Picture, PictureRequest, Pictures } from '../../pictures/picture-service.js';

/** How much of the time passes before a still is asked for: most pictures are ready by then. */
const POSTER_SHARE = 0.25;

/** How long one request waits, from its arrival. */
export class Patience {
  readonly #endMs: number;

  constructor(longestMs: number) {
    this.#endMs = performance.now() + longestMs;
  }

  get leftMs(): number {
    return Math.max(0, this.#endMs - performance.now());
  }

  /** Undefined where it takes too long. */
  limit<T>(promise: Promise<T>): Promise<T | undefined> {
    return within(promise, this.leftMs, () => undefined);
  }
}

/** How long a client waits, and for what. */
export interface WaitTerms {
  readonly patience: Patience;
  readonly showsPoster: boolean;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
}

/**
 * The picture, or a still in its place; the render goes on in any case, unless the client leaves.
 * @throws Cast2gifError what ended the job; `unavailable` where there is nothing to show yet
 */
export async function waitOrPoster(
  pictures: Pictures,
  wanted: PictureRequest,
  job: Job,
  { patience, showsPoster, signal }: WaitTerms,
): Promise<{ readonly picture: Picture; readonly isPoster: boolean }> {
  try {
    const early = await pictures.wait(job, patience.leftMs * POSTER_SHARE, signal);
    if (early !== undefined) return { picture: early, isPoster: false };
    const poster = showsPoster ? posterOf(wanted) : undefined;
    return await pictureOrPoster(pictures, job, poster, { patience, signal });
  } catch (error) {
    if (signal.aborted) await pictures.withdraw(job.key);
    throw error;
  }
}

/** Has a still made beside the picture, and shows that where the picture takes too long. */
async function pictureOrPoster(
  pictures: Pictures,
  job: Job,
  poster: PictureRequest | undefined,
  { patience, signal }: Pick<WaitTerms, 'patience' | 'signal'>,
): Promise<{ readonly picture: Picture; readonly isPoster: boolean }> {
  const still = poster && (await startPoster(pictures, poster));
  let isStillWanted = false;
  try {
    const made = await pictures.wait(job, patience.leftMs, signal);
    if (made !== undefined) return { picture: made, isPoster: false };
    // If not now, then by the next request, which is to come soon.
    isStillWanted = true;
    const picture = poster && (await pictures.find(pictures.orderOf(poster).key));
    if (picture !== undefined) return { picture, isPoster: true };
    throw notReady();
  } finally {
    if (still !== undefined && !isStillWanted && isUnderWay(still)) await pictures.withdraw(still.key);
  }
}

function isUnderWay({ status }: Job): boolean {
  return status.state === 'waiting' || status.state === 'running';
}

/** The error for a picture that takes longer than its client waits. */
export function notReady(): Cast2gifError {
  return new Cast2gifError('unavailable', 'the picture is not ready yet; try again in a moment');
}

/** A still is nice to have: whatever is wrong with it, the picture itself will say. */
async function startPoster(pictures: Pictures, poster: PictureRequest): Promise<Job | undefined> {
  try {
    return (await pictures.ask(poster, { isStill: true })).job;
  } catch {
    return undefined;
  }
}

/**
 * The same picture standing still; undefined where a format has no still, or takes as long for one. A moment that is
 * selected keeps the size of the whole film, where one that is shown (`at`) has that of the terminal then.
 */
export function posterOf({ castHash, format, options }: PictureRequest): PictureRequest | undefined {
  const { shows, helper } = formatRow(format);
  if (shows !== 'animation' || helper !== undefined || options.at !== undefined) return undefined;
  // What searches for a small picture takes longer than the picture.
  const { for: _, maxBytes: __, ...plain } = options;
  return { castHash, format, options: { ...plain, select: momentIn(options), optimize: 'fast' } };
}

/** A moment that the picture shows: of the first part that was selected, its end where it has one. */
function momentIn({ select }: RenderOptions): string {
  const [start = '', end = ''] = (select ?? '50%').split(',')[0]!.split('..');
  return end || start || '50%';
}
