/** The first page, what belongs to it, and the recording at an address that it is to show. */
import { gunzipSync, constants as zlib } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { uploadKey } from '../../store/store-layout.js';
import { isReachable } from '../http/loopback.js';
import { once } from '../once.js';
import { RECORDING_SCHEMA } from '../openapi/schemas.js';
import { checkMayRender } from '../pictures/render-access.js';
import { IMMUTABLE } from '../pictures/send-picture.js';
import type { ServerParts } from '../server-parts.js';
import { firstPage, PAGE_POLICY, type PageFile, type ServerFacts } from './page-files.js';

/** Adds the first page, what it consists of, and the recordings that it plays. */
export function pageRoutes(app: FastifyInstance, parts: ServerParts): void {
  const pageOnce = once(async () => firstPage(await parts.builtFiles(), await factsOf(parts), parts.settings));
  const file = async (url: string) => (await parts.builtFiles()).files.get(url.split('?')[0]!);
  const method = ['GET', 'HEAD'];
  app.route({ method, url: '/', handler: async (request, reply) => sendFile(await pageOnce(), request, reply) });
  app.route({
    method,
    url: '/assets/:name',
    handler: async (request, reply) => sendFile(await file(request.url), request, reply),
  });
  // Browsers ask for it on behalf of pages that name no icon.
  app.route({
    ...{ method, url: '/favicon.ico' },
    handler: async (request, reply) => {
      const { addressOf } = await parts.builtFiles();
      return sendFile({ ...(await file(`/${addressOf('icon.svg')}`))!, isImmutable: false }, request, reply);
    },
  });
  if (parts.settings.allowUnsigned) recordingRoute(app, parts);
}

async function factsOf(parts: ServerParts): Promise<ServerFacts> {
  const { settings, bounds } = parts;
  return {
    canRender: settings.publicRender || !isReachable(settings),
    takesAddresses: settings.allowUnsigned,
    maximumUploadBytes: settings.maxUploadBytes,
    requestsPerMinute: settings.ratePerMinute,
    keepSeconds: settings.keepSeconds,
    formats: await parts.possibleFormats(),
    bounds,
  };
}

function sendFile(file: PageFile | undefined, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (file === undefined) throw new Cast2gifError('not-found', 'there is nothing at this address');
  const { bytes, gzipped, mediaType, isImmutable } = file;
  const isCompressed = gzipped !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = isCompressed ? gzipped : bytes;
  reply.headers({
    'content-type': mediaType,
    'content-length': body.length,
    'cache-control': isImmutable ? IMMUTABLE : 'no-cache',
    'content-security-policy': PAGE_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    // Frames of other sites have no origin of their own, and use the player's files.
    'cross-origin-resource-policy': isImmutable ? 'cross-origin' : 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(gzipped !== undefined && { vary: 'accept-encoding' }),
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  });
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

/** `GET /recording?address=…`: a recording elsewhere as it is, for the page to play; nothing but recordings is handed on. */
function recordingRoute(app: FastifyInstance, { service, settings, count }: ServerParts): void {
  app.route<{ Querystring: { address?: string } }>({
    method: ['GET', 'HEAD'],
    url: '/recording',
    schema: RECORDING_SCHEMA,
    onRequest: (request) => checkMayRender(request, settings, service.store),
    handler: async (request, reply) => {
      const { castHash } = await service.sources.castAt(addressOf(request.query), () => count(request));
      const bytes = (await service.store.get(uploadKey(castHash)))?.bytes;
      if (bytes === undefined) throw new Cast2gifError('unavailable', 'the recording has just gone; try again');
      if (!looksLikeRecording(bytes)) throw new Cast2gifError('recording', 'there is no recording at this address');
      return reply
        .headers({
          'content-type': 'application/octet-stream',
          'content-security-policy': 'sandbox',
          'content-length': bytes.length,
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(request.method === 'HEAD' ? undefined : bytes);
    },
  });
}

function addressOf({ address }: { readonly address?: unknown }): string {
  if (typeof address === 'string' && /^https?:\/\/./i.test(address)) return address;
  throw new Cast2gifError('usage', 'expected an address that begins with http:// or https://', { label: '?address=' });
}

const START_BYTES = 65_536;
/** A thousand times as much may be in it, and the server does nothing else while it is unpacked. */
const COMPRESSED_START_BYTES = 2048;

/** Whether the beginning, unpacked if it is compressed with gzip, names a version of asciicast. */
function looksLikeRecording(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, START_BYTES);
  const text = Buffer.from(isGzip(start) ? unpackedStart(start) : start).toString();
  return /^\s*\{[^[]*"version"\s*:\s*[123]\b/.test(text.replace(/^\ufeff/, ''));
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpackedStart(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, COMPRESSED_START_BYTES), { finishFlush: zlib.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array();
  }
}
