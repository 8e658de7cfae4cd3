/** `GET /oembed?url=…`: how to embed a recording, for sites that are given the address of its page. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import { FORMAT_NAMES, FORMATS, isVideo } from '../../options/formats.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import type { PixelSize } from '../../web/expected-size.js';
import { type OembedType, oembedDocument, oembedXml } from '../../web/oembed.js';
import { type AddressedRecording, readRecordingAddress } from '../../web/recording-addresses.js';
import { baseAddressOf } from '../http/base-address.js';
import { HttpError } from '../http/problem.js';
import { OEMBED_SCHEMA } from '../openapi/schemas.js';
import type { ServerParts } from '../server-parts.js';
import { embeddingOf } from './embedding.js';
import { visibleRecording } from './recording-access.js';
import { freshSeconds, recordingCacheControl } from './recording-freshness.js';

/** Addresses that are about the player rather than the picture. */
const PLAYER_PARTS = ['iframe', 'js', ...FORMAT_NAMES.filter(isVideo).flatMap((format) => FORMATS[format].extensions)];

/** Adds the answers for sites that embed recordings. */
export function oembedRoute(app: FastifyInstance, parts: ServerParts): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/oembed',
    schema: OEMBED_SCHEMA,
    handler: (request, reply) => answer(parts, request, reply),
  });
}

async function answer(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const query = new URLSearchParams(request.raw.url!.split('?').slice(1).join('?'));
  const isXml = readFormat(query) === 'xml';
  const addressed = readAddress(query, baseAddressOf(request, parts.settings));
  const recording = await findRecording(addressed.id, request, parts);
  const nowMs = Date.now();
  const document = oembedDocument(await embeddingOf(recording, request, parts), {
    type: typeOf(query, addressed),
    bounds: boundsOf(query),
    cacheSeconds: freshSeconds(recording, nowMs),
  });
  const body = Buffer.from(isXml ? oembedXml(document) : JSON.stringify(document));
  return reply
    .headers({
      'content-type': `${isXml ? 'text/xml' : 'application/json'}; charset=utf-8`,
      'content-length': body.length,
      'cache-control': recordingCacheControl(recording, nowMs),
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
    .send(request.method === 'HEAD' ? undefined : body);
}

function readFormat(query: URLSearchParams): 'json' | 'xml' {
  const format = query.get('format') ?? 'json';
  if (format === 'json' || format === 'xml') return format;
  throw new HttpError('usage', '?format=: expected json or xml', { status: 501 });
}

function readAddress(query: URLSearchParams, base: string): AddressedRecording {
  const address = query.get('url');
  if (address === null) throw new Cast2gifError('usage', 'expected the address of a recording', { label: '?url=' });
  const addressed = readRecordingAddress(address, base);
  if (addressed === undefined) throw notFound();
  return addressed;
}

/** To other sites, a recording that is hidden does not exist. */
async function findRecording(id: string, request: FastifyRequest, parts: ServerParts): Promise<StoredRecording> {
  try {
    return await visibleRecording(request, id, parts);
  } catch (error) {
    throw asCast2gifError(error).code === 'gone' ? notFound() : error;
  }
}

function notFound(): Cast2gifError {
  return new Cast2gifError('not-found', 'there is no such recording here');
}

function typeOf(query: URLSearchParams, { part }: AddressedRecording): OembedType {
  const type = query.get('type');
  if (type === 'photo' || type === 'video') return type;
  return PLAYER_PARTS.includes(part) ? 'video' : 'photo';
}

/** What is not a size bounds nothing: there is something to show in any case. */
function boundsOf(query: URLSearchParams): PixelSize {
  const side = (name: string) => {
    const text = query.get(name) ?? '';
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Infinity;
  };
  return { widthPx: side('maxwidth'), heightPx: side('maxheight') };
}
