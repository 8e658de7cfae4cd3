/** Sends a picture as those who embed it need it. */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Picture } from '../../pictures/picture-service.js';
import type { ByteRange } from '../../store/store.js';
import { isKnownToClient, wantedRange } from '../http/preconditions.js';
import { HttpError } from '../http/problem.js';

/** An SVG that is opened as a page may use its own style, fonts and pictures, and nothing else. */
const SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/** `Cache-Control` of an address whose content never changes. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

/** What is sent: a picture, or another file with the same promises. */
export type SentFile = Pick<Picture, 'mediaType' | 'concessions' | 'contentHash' | 'byteLength' | 'open' | 'link'>;

/** A file at hand: its bytes too, where they are few. */
interface FileAtHand {
  readonly picture: SentFile;
  readonly bytes: Buffer | undefined;
}

/** `Cache-Control`, and what else the answer says. */
export interface PictureTerms {
  readonly cacheControl: string;
  /** When the address that was asked for becomes invalid, in milliseconds since 1970; never by default. */
  readonly expiresMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a picture: whole, a part, or that the client has it. */
export async function sendPicture(
  { picture, bytes }: FileAtHand,
  request: FastifyRequest,
  reply: FastifyReply,
  { cacheControl, expiresMs = Infinity, headers = {} }: PictureTerms,
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
  const range = request.method === 'GET' ? rangeOf(request, entityTag, byteLength) : undefined;
  if (picture.link !== undefined && isForElsewhere(request, range)) {
    return redirect(await picture.link({ seconds: linkSeconds(expiresMs), cacheControl }), reply);
  }
  if (mediaType === 'image/svg+xml') reply.header('content-security-policy', SVG_POLICY);
  reply.headers({ 'content-type': mediaType, 'accept-ranges': 'bytes', 'content-length': byteLength });
  if (request.method === 'HEAD') return reply.send();
  if (range !== undefined) {
    reply.code(206).headers({
      'content-range': `bytes ${range.start}-${range.end - 1}/${byteLength}`,
      'content-length': range.end - range.start,
    });
  }
  return reply.send(bytes === undefined ? await streamOf(picture, range) : bytes.subarray(range?.start, range?.end));
}

const LONGEST_LINK_SECONDS = 300;

/** A link is not valid for longer than the address that led to it. */
function linkSeconds(expiresMs: number): number {
  const validSeconds = Math.floor((expiresMs - Date.now()) / 1000);
  return Math.max(1, Math.min(LONGEST_LINK_SECONDS, validSeconds));
}

/**
 * Whether a request of a large picture may be answered elsewhere: not where it is for the rest of a picture that this
 * service has sent, whose entity tags mean nothing there, nor where it comes from a page of ours, whose policy forbids it.
 */
function isForElsewhere({ method, headers }: FastifyRequest, range: ByteRange | undefined): boolean {
  const isRest = range !== undefined && headers['if-range'] !== undefined;
  return method === 'GET' && !isRest && headers['sec-fetch-site'] !== 'same-origin';
}

/** Without an entity tag: a client that asked whether it has changed would follow a link that has expired. */
function redirect(address: string, reply: FastifyReply): FastifyReply {
  return reply.removeHeader('etag').headers({ location: address, 'cache-control': 'no-store' }).code(307).send();
}

function rangeOf(request: FastifyRequest, entityTag: string, byteLength: number): ByteRange | undefined {
  const { range } = request.headers;
  const ifRange = request.headers['if-range'] as string | undefined;
  const wanted = wantedRange({ range, ifRange }, entityTag, byteLength);
  if (wanted !== 'unsatisfiable') return wanted;
  const headers = { 'content-range': `bytes */${byteLength}` };
  throw new HttpError('usage', 'the picture has no such range', { status: 416, headers });
}

async function streamOf(picture: SentFile, range: ByteRange | undefined): Promise<Readable> {
  const { stream } = await picture.open(range);
  return stream;
}

/** What a header may hold. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
