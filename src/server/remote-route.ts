/** `GET /r/<signature>/<options>/<source>.<extension>`: a picture of a recording elsewhere. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../errors.js';
import { readRequestOptions } from '../options/request.js';
import { operatorOptions } from '../options/service-settings.js';
import { readValue } from '../options/value.js';
import type { OptionValue, ValueRow } from '../options/value-row.js';
import type { Picture, PictureRequest } from '../pictures/picture-service.js';
import { type Source, STALE_MS } from '../recordings/sources.js';
import { clientSignal } from './client-signal.js';
import { notReady, Patience, waitOrPoster } from './patience.js';
import type { PictureAtHand, Times } from './picture-cache.js';
import { REMOTE_SCHEMA } from './schemas.js';
import { type PictureTerms, sendPicture } from './send-picture.js';
import type { ServerParts } from './server-parts.js';
import { type AskedAddress, isSigned, readAddress, UNSIGNED } from './signed-address.js';

/** What an address may say besides options of the picture. */
const ADDRESS_ROWS = {
  expires: { kind: 'integer', flag: 'expires', minimum: 0, help: 'When it becomes invalid, in seconds since 1970' },
  pending: { kind: 'choice', flag: 'pending', choices: ['error'], help: 'What it shows while it is being made' },
} as const satisfies Record<string, ValueRow>;

export const MISSPELT = 'the address is not spelled as it was signed';

/** An address that may be served. */
interface Permitted extends Omit<PictureRequest, 'castHash'> {
  readonly source: string;
  readonly expiresMs: number;
  readonly showsPoster: boolean;
}

export function remoteRoute(app: FastifyInstance, parts: ServerParts): void {
  const common = {
    method: ['GET', 'HEAD'] as ['GET', 'HEAD'],
    handler: (request: FastifyRequest, reply: FastifyReply) => show(parts, request, reply),
  };
  app.route({ ...common, url: '/r/:signature/:options/:name', schema: REMOTE_SCHEMA });
  // What has another form is refused in the same way.
  app.route({ ...common, url: '/r/*', schema: { hide: true } });
}

async function show(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { cache, metrics, service } = parts;
  const target = request.raw.url!;
  const cached = cache.find(target, Date.now());
  metrics.looked(cached !== undefined);
  if (cached === undefined) return showUncached(parts, target, request, reply);
  await service.pictures.markLastingUse(cached.picture.key);
  return sendFresh(parts, cached, cached, request, reply);
}

async function showUncached(
  parts: ServerParts,
  target: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { pictures } = parts.service;
  const patience = new Patience(parts.settings.posterAfterSeconds * 1000);
  const { source, expiresMs, showsPoster, ...picture } = await permit(parts, target);
  const { castHash, fetchedMs, isStale } = await findSource(parts, source, request, patience);
  const wanted: PictureRequest = { castHash, ...picture };
  const asked = await pictures.ask(wanted, { caller: request.ip, onStart: () => parts.count(request) });
  const older = asked.picture === undefined ? await pictures.findOlder(wanted) : undefined;
  if (older !== undefined) return sendFor(older, { cacheControl: 'no-cache', expiresMs }, request, reply);
  const shown = asked.picture
    ? { picture: asked.picture, isPoster: false }
    : await waitOrPoster(pictures, wanted, asked.job!, { patience, showsPoster, signal: clientSignal(reply) });
  if (shown.isPoster) {
    const headers = { 'x-cast2gif-pending': '1' };
    return sendFor(shown.picture, { cacheControl: 'no-store', expiresMs, headers }, request, reply);
  }
  const ttlMs = parts.settings.sourceTtlSeconds * 1000;
  const [sinceMs, goodMs] = isStale ? [Date.now(), Math.min(STALE_MS, ttlMs)] : [fetchedMs, ttlMs];
  const times = { freshUntilMs: Math.min(sinceMs + goodMs, expiresMs), expiresMs, maximumAgeSeconds: goodMs / 1000 };
  const atHand = await parts.cache.keep(target, shown.picture, times);
  return sendFresh(parts, atHand, times, request, reply);
}

function sendFresh(
  { metrics }: ServerParts,
  atHand: PictureAtHand,
  { expiresMs, maximumAgeSeconds = Infinity }: Times,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  metrics.sent(atHand.picture);
  const ageSeconds = Math.floor(Math.min(maximumAgeSeconds, (expiresMs - Date.now()) / 1000));
  const cacheControl = `public, max-age=${Math.max(0, ageSeconds)}`;
  return sendPicture(atHand, request, reply, { cacheControl, expiresMs });
}

/** A picture that is shown only until there is a better one. */
function sendFor(
  picture: Picture,
  terms: PictureTerms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendPicture({ picture, bytes: undefined }, request, reply, terms);
}

/** @throws Cast2gifError `forbidden` for an address that is not signed, altered or expired; `usage` for a wrong option */
async function permit({ keys, settings, bounds, checkPlan }: ServerParts, target: string): Promise<Permitted> {
  const address = readAddress(target);
  if (address === undefined) throw new Cast2gifError('forbidden', MISSPELT);
  checkSignature(address, keys, settings.allowUnsigned);
  try {
    const { expires, pending } = readOwnOptions(address);
    const expiresMs = expires === undefined ? Infinity : expires * 1000;
    if (expiresMs <= Date.now()) throw new Cast2gifError('forbidden', 'the address has expired');
    const options = readRequestOptions(address.options, { otherNames: Object.keys(ADDRESS_ROWS), bounds });
    await checkPlan(address.format, { ...options, ...operatorOptions(settings) });
    const showsPoster = pending !== 'error' && settings.whileRendering === 'poster';
    return { format: address.format, options, source: address.source, expiresMs, showsPoster };
  } catch (error) {
    throw error instanceof Cast2gifError && error.label ? error.withLabel(plainName(error.label)) : error;
  }
}

/** An option is called by its name alone in such an address. */
function plainName(label: string): string {
  return label.replace(/^\?(.*)=$/, '$1');
}

function checkSignature(address: AskedAddress, keys: readonly Uint8Array[], allowsUnsigned: boolean): void {
  if (address.signature === UNSIGNED) {
    if (allowsUnsigned) return;
    throw new Cast2gifError('forbidden', 'this server only shows recordings at signed addresses');
  }
  if (keys.length === 0)
    throw new Cast2gifError('forbidden', 'this server has no keys, so it shows no recordings elsewhere');
  if (!isSigned(address, keys)) throw new Cast2gifError('forbidden', 'the signature is wrong');
}

function readOwnOptions({ options }: AskedAddress): { expires: number | undefined; pending: OptionValue | undefined } {
  const read = (name: keyof typeof ADDRESS_ROWS) => {
    const values = options.filter(([other]) => other === name).map(([, value]) => value);
    if (values.length > 1) throw new Cast2gifError('usage', 'expected once, but given twice', { label: name });
    return values[0] === undefined ? undefined : readValue(ADDRESS_ROWS[name], values[0], 'query', { label: name });
  };
  return { expires: read('expires') as number | undefined, pending: read('pending') };
}

/** The recording, fetched if need be; one that was fetched before where that takes too long. */
async function findSource(
  { service, count }: ServerParts,
  address: string,
  request: FastifyRequest,
  patience: Patience,
): Promise<Source> {
  const fetched = service.sources.castAt(address, () => count(request));
  const source = await patience.limit(fetched);
  if (source !== undefined) return source;
  const known = await service.sources.known(address);
  if (known === undefined) throw notReady();
  return { ...known, isStale: true };
}
