/** The recording in the body of a request. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { describeBytes } from '../../text/byte-size.js';
import { HttpError } from '../http/problem.js';

/** The field of a form that holds the recording. */
const RECORDING_FIELD = 'file';

/** A recording may be compressed as a file, which its reader finds out: so the header says nothing new. */
const ENCODINGS = /^(?:identity|x-gzip|gzip|zstd)$/i;

/** Takes a body of any type, or none, as bytes; forms with the recording as a file. */
export async function takeBodies(app: FastifyInstance, maximumBytes: number): Promise<void> {
  const { default: multipart } = await import('@fastify/multipart');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maximumBytes }, (_request, body, done) =>
    done(null, body),
  );
  await app.register(multipart, {
    limits: { fileSize: maximumBytes, files: 1, fields: 0, parts: 2, fieldNameSize: 100, headerPairs: 50 },
  });
}

/** Refuses what cannot be read before it is sent; whatever type the rest claims to have, it is a recording. */
export function checkBody(request: FastifyRequest): void {
  if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? ''))
    request.raw.headers['content-type'] = 'application/octet-stream';
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || ENCODINGS.test(encoding)) return;
  const headers = { 'accept-encoding': 'gzip, zstd' };
  throw new HttpError('usage', 'expected a recording as it is, or compressed with gzip or zstd', {
    status: 415,
    headers,
  });
}

/** @throws Cast2gifError `recording` where there is none, `limit` where it is too large */
export async function recordingOf(request: FastifyRequest, maximumBytes: number): Promise<Uint8Array> {
  const bytes = request.isMultipart() ? await formFile(request, maximumBytes) : request.body;
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) {
    throw new Cast2gifError('recording', 'not a recording: it is empty');
  }
  return bytes;
}

async function formFile(request: FastifyRequest, maximumBytes: number): Promise<Uint8Array> {
  try {
    const file = await request.file();
    if (file === undefined || file.fieldname !== RECORDING_FIELD) {
      throw new Cast2gifError(
        'usage',
        `expected a form with the recording as a file in the field "${RECORDING_FIELD}"`,
      );
    }
    return await file.toBuffer();
  } catch (error) {
    // Too many fields are no matter of size.
    if ((error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw new Cast2gifError('limit', `the recording is larger than the limit of ${describeBytes(maximumBytes)}`);
    if (error instanceof Cast2gifError) throw error;
    throw new Cast2gifError('usage', 'the form is damaged or cut short');
  }
}
