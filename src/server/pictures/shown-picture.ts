/**
 * From what an address asks for to what it shows: the picture, or what stands in for it while that is being made. One
 * road for recordings elsewhere and for those that were uploaded.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Picture, PictureRequest } from '../../pictures/picture-service.js';
import { networkOf } from '../http/client.js';
import { clientSignal } from '../http/client-signal.js';
import type { ServerParts } from '../server-parts.js';
import { type Patience, waitOrPoster } from './patience.js';
import type { PictureAtHand, Times } from './picture-cache.js';
import { type PictureTerms, sendPicture } from './send-picture.js';

/** A request on its way, and how long it may take. */
export interface Asking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly patience: Patience;
}

/** What an address asks for. */
export interface WantedPicture extends PictureRequest {
  /** Whether a still may be shown while it is being made. */
  readonly showsPoster: boolean;
}

/** What is shown, and on which terms where it only stands in for the picture that was asked for. */
export interface ShownPicture {
  readonly picture: Picture;
  readonly standIn?: PictureTerms;
}

/** The header of a still that stands in for a picture. */
const PENDING_HEADER = 'x-cast2gif-pending';

const OLDER: PictureTerms = { cacheControl: 'no-cache' };
/** Of what stands in for a picture that is not there yet. */
export const POSTER: PictureTerms = { cacheControl: 'no-store', headers: { [PENDING_HEADER]: '1' } };

/** The picture; while it is being made, the one that an earlier version has made, or a still. */
export async function findShown(
  { service: { pictures }, count }: ServerParts,
  { castHash, format, options, showsPoster }: WantedPicture,
  { request, reply, patience }: Asking,
): Promise<ShownPicture> {
  const wanted: PictureRequest = { castHash, format, options };
  const asked = await pictures.ask(wanted, { caller: networkOf(request.ip), onStart: () => count(request) });
  if (asked.picture !== undefined) return { picture: asked.picture };
  const older = await pictures.findOlder(wanted);
  if (older !== undefined) return { picture: older, standIn: OLDER };
  const terms = { patience, showsPoster, signal: clientSignal(reply) };
  const { picture, isPoster } = await waitOrPoster(pictures, wanted, asked.job, terms);
  return isPoster ? { picture, standIn: POSTER } : { picture };
}

/** On what terms the picture that was asked for is sent: others may keep it until it is to be asked for again. */
export function freshTerms({ expiresMs, maximumAgeSeconds = Infinity, isPrivate = false }: Times): PictureTerms {
  if (isPrivate) return { cacheControl: 'private, no-store', expiresMs };
  const ageSeconds = Math.floor(Math.min(maximumAgeSeconds, (expiresMs - Date.now()) / 1000));
  return { cacheControl: `public, max-age=${Math.max(0, ageSeconds)}`, expiresMs };
}

/** Sends the picture that was asked for. */
export function sendFresh(
  { metrics }: ServerParts,
  atHand: PictureAtHand,
  times: Times,
  { request, reply }: Omit<Asking, 'patience'>,
): Promise<FastifyReply> {
  metrics.sent(atHand.picture);
  return sendPicture(atHand, request, reply, freshTerms(times));
}
