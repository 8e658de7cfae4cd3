/** How much one address, or one installation of the recorder, may upload. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../errors.js';
import { networkOf } from './client.js';
import { claimRequired, connectAddress, type Installation, installIdIn } from './installation-access.js';
import { HttpError } from './problem.js';
import type { ServerParts } from './server-parts.js';

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

/** @throws Cast2gifError where the installation has to be claimed before it may upload (more) */
export async function checkMayUpload(
  request: FastifyRequest,
  parts: ServerParts,
  { id, owner }: Installation,
): Promise<void> {
  if (owner !== undefined) return;
  const { requireClaim, unclaimedRecordings } = parts.settings;
  if (requireClaim) throw claimRequired(request, parts, id);
  let count = 0;
  for await (const _ of parts.service.recordings!.installations.recordingIds(id)) {
    count += 1;
    if (count < unclaimedRecordings) continue;
    const most = `an installation that nobody has claimed may keep ${unclaimedRecordings} recordings here`;
    throw new Cast2gifError('forbidden', `${most}; claim it at ${connectAddress(request, parts, id)} to upload more`);
  }
}
