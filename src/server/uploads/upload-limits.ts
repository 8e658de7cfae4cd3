/** How much one address, or one installation of the recorder, may upload. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { networkOf } from '../http/client.js';
import { HttpError } from '../http/problem.js';
import type { ServerParts } from '../server-parts.js';
import { claimRequired, connectAddress, type Installation, installIdIn } from './installation-access.js';

/** Counts an upload. @throws Cast2gifError `rate-limit`; `unauthorized` without an install id */
export type CountUpload = (request: FastifyRequest) => Promise<void>;

/** Counts uploads by address and by installation. */
export function createUploadCount(app: FastifyInstance, perMinute: number): CountUpload {
  const terms = { max: perMinute, timeWindow: 60_000 };
  const limits = [
    { who: 'address', check: app.createRateLimit({ ...terms, keyGenerator: ({ ip }) => networkOf(ip) }) },
    {
      who: 'installation',
      check: app.createRateLimit({ ...terms, keyGenerator: (request) => installIdIn(request as FastifyRequest) }),
    },
  ];
  return async (request) => {
    for (const { who, check } of limits) {
      const limit = await check(request);
      if (limit.isAllowed || !limit.isExceeded) continue;
      const headers = { 'retry-after': String(limit.ttlInSeconds) };
      const problem = `more than ${perMinute} uploads a minute from this ${who}; try again in ${limit.ttlInSeconds} seconds`;
      throw new HttpError('rate-limit', problem, { headers });
    }
  };
}

/** @throws Cast2gifError where an installation has to be claimed before it may upload (more) */
export type CheckMayUpload = (request: FastifyRequest, installation: Installation) => Promise<void>;

/** Checks what the settings allow installations that nobody has claimed. */
export function createUploadCheck(parts: ServerParts): CheckMayUpload {
  const { requireClaim, unclaimedRecordings } = parts.settings;
  const { installations } = parts.service.recordings!;
  const counts = new RoughCounts((id) => installations.recordingIds(id));
  return async (request, { id, owner }) => {
    if (owner !== undefined) return;
    if (requireClaim) throw claimRequired(request, parts, id);
    if (await counts.hasRoom(id, unclaimedRecordings)) return;
    const most = `an installation that nobody has claimed may keep ${unclaimedRecordings} recordings here`;
    throw new Cast2gifError('forbidden', `${most}; claim it at ${connectAddress(request, parts, id)} to upload more`);
  };
}

/** How many recordings an installation has: when they were last counted, and the uploads that were let in since. */
interface RoughCount {
  readonly counted: number;
  readonly since: number;
}

/** Installations whose counts are remembered; the oldest are counted again. */
const MOST_REMEMBERED = 10_000;
/** So many uploads are let in without counting again, if there is room. */
const LEAST_UNCOUNTED = 8;

/**
 * Recordings are counted one by one, so not at every upload, but when there are twice as many as when they were last
 * counted, or as many as there may be.
 */
class RoughCounts {
  readonly #list: (id: string) => AsyncIterable<string>;
  readonly #counts = new Map<string, RoughCount>();

  constructor(list: (id: string) => AsyncIterable<string>) {
    this.#list = list;
  }

  /** Whether there is room for one more, which is taken to be used. */
  async hasRoom(id: string, most: number): Promise<boolean> {
    const known = this.#counts.get(id);
    const isRecent = known !== undefined && known.since < Math.max(LEAST_UNCOUNTED, known.counted);
    const count = isRecent && known.counted + known.since < most ? known : await this.#count(id, most);
    this.#remember(id, { ...count, since: count.since + 1 });
    return count.counted + count.since < most;
  }

  async #count(id: string, most: number): Promise<RoughCount> {
    let counted = 0;
    for await (const _ of this.#list(id)) if (++counted >= most) break;
    return { counted, since: 0 };
  }

  #remember(id: string, count: RoughCount): void {
    this.#counts.delete(id);
    this.#counts.set(id, count);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MOST_REMEMBERED) break;
      this.#counts.delete(oldest);
    }
  }
}
