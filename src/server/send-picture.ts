/** Sends a picture as those who embed it need it. */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange } from '../store/store.js';
import type { PictureAtHand } from './picture-cache.js';
import { isKnownToClient, wantedRange } from './preconditions.js';
import { HttpError } from './problem.js';

/** An SVG that is opened as a page may use its own style, fonts and pictures, and nothing else. */
const SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

export const IMMUTABLE = 'public, max-age=31536000, immutable';

/** `Cache-Control`, and what else the answer says. */
export interface PictureTerms {
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a picture: whole, a part, or that the client has it. */
export async function sendPicture(
  { picture, bytes }: PictureAtHand,
  request: FastifyRequest,
  reply: FastifyReply,
  { cacheControl, headers = {} }: PictureTerms,
): Promise<FastifyReply> {
  const { mediaType, concessions, contentHash, byteLength } = picture;
  const entityTag = `"${contentHash}"`;
  reply.headers({
    'cache-control': cacheControl,
    etag: entityTag,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag, content-length, content-location, x-cast2gif-gave-up, x-cast2gif-pending',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  if (concessions.length > 0) reply.header('x-cast2gif-gave-up', headerText(concessions.join('; ')));
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && isKnownToClient(request.headers['if-none-match'], entityTag)) return reply.code(304).send();
  if (mediaType === 'image/svg+xml') reply.header('content-security-policy', SVG_POLICY);
  reply.headers({ 'content-type': mediaType, 'accept-ranges': 'bytes', 'content-length': byteLength });
  if (request.method === 'HEAD') return reply.send();
  const range = request.method === 'GET' ? rangeOf(request, entityTag, byteLength) : undefined;
  if (range !== undefined) {
    reply.code(206).headers({
      'content-range': `bytes ${range.start}-${range.end - 1}/${byteLength}`,
      'content-length': range.end - range.start,
    });
  }
  return reply.send(bytes === undefined ? await streamOf(picture, range) : bytes.subarray(range?.start, range?.end));
}

function rangeOf(request: FastifyRequest, entityTag: string, byteLength: number): ByteRange | undefined {
  const { range } = request.headers;
  const ifRange = request.headers['if-range'] as string | undefined;
  const wanted = wantedRange({ range, ifRange }, entityTag, byteLength);
  if (wanted !== 'unsatisfiable') return wanted;
  const headers = { 'content-range': `bytes */${byteLength}` };
  throw new HttpError('usage', 'the picture has no such range', { status: 416, headers });
}

async function streamOf(picture: PictureAtHand['picture'], range: ByteRange | undefined): Promise<Readable> {
  const { stream } = await picture.open(range);
  return stream;
}

/** What a header may hold. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
