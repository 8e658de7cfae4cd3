/** A recording and what is said about it, as recorders and other programs send them. */
import type { Multipart } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { DetailChanges } from '../../recordings/recording-document.js';
import { describeBytes } from '../../text/byte-size.js';
import type { TakeRoom } from './upload-room.js';

/** What a request brings. */
export interface UploadForm {
  /** The recording. */
  readonly bytes?: Uint8Array;
  readonly changes: DetailChanges;
}

/** On what terms a request is read. */
export interface FormTerms {
  /** Of a recording. */
  readonly maximumBytes: number;
  readonly take: TakeRoom;
}

/** Parts of a form beside the recording. */
const MOST_FIELDS = 10;
const LONGEST_FIELD_BYTES = 100_000;
/** Largest JSON in place of a form. */
const MOST_JSON_BYTES = 2 ** 20;

/** Fields of the recorder's interface, and what they are called here. */
const FIELDS = {
  title: 'title',
  description: 'description',
  visibility: 'visibility',
  audio_url: 'audioUrl',
} as const satisfies Record<string, keyof DetailChanges>;

type Fields = Readonly<Record<string, unknown>>;

/** Takes forms, and bodies of any other type as they arrive: routes read them with `readUploadForm`. */
export async function takeUploadForms(app: FastifyInstance, maximumBytes: number): Promise<void> {
  const { default: multipart } = await import('@fastify/multipart');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (_request: FastifyRequest, payload: AsyncIterable<Uint8Array>) => payload);
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: maximumBytes,
      files: 2,
      fields: MOST_FIELDS,
      fieldSize: LONGEST_FIELD_BYTES,
      fieldNameSize: 100,
      headerPairs: 50,
    },
  });
}

/**
 * All bytes of a body or a file. They are read to the end even where they are not kept: who stops before that closes the
 * connection, and nobody hears why.
 */
async function readAll(stream: AsyncIterable<Uint8Array>, { maximumBytes, take }: FormTerms): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  let hasRoom = true;
  for await (const chunk of stream) {
    byteLength += chunk.length;
    hasRoom &&= byteLength > maximumBytes || take(chunk.length);
    if (hasRoom && byteLength <= maximumBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (byteLength > maximumBytes) throw tooLarge(maximumBytes);
  if (!hasRoom) throw new Cast2gifError('unavailable', 'too many recordings are being uploaded just now; try again');
  return Buffer.concat(chunks);
}

async function readBody({ body }: FastifyRequest, terms: FormTerms): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  try {
    return await readAll(body as AsyncIterable<Uint8Array>, terms);
  } catch (error) {
    throw error instanceof Cast2gifError ? error : cutShort(error);
  }
}

/** A request that ends before its body does. */
function cutShort(cause: unknown): Cast2gifError {
  return new Cast2gifError('usage', 'what was sent was cut short', { cause });
}

/** A body without a type is taken as bytes. */
export function nameBodyType({ raw }: FastifyRequest): void {
  raw.headers['content-type'] ??= 'application/octet-stream';
}

/**
 * A form, JSON or percent-encoded fields, or a recording as it is. All of it is read, whatever is wrong with it: older
 * recorders listen for the answer only when everything was sent.
 * @throws Cast2gifError `limit` for a recording that is too large; `usage`; `unavailable` where there is no room
 */
export async function readUploadForm(request: FastifyRequest, terms: FormTerms): Promise<UploadForm> {
  if (request.isMultipart()) return readMultipart(request, terms);
  const body = await readBody(request, terms);
  const type = request.headers['content-type'] ?? '';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return { changes: changesOf(Object.fromEntries(new URLSearchParams(Buffer.from(body).toString()))) };
  }
  const fields = /^application\/json\b/i.test(type) ? detailsIn(body) : undefined;
  if (fields !== undefined) return { changes: changesOf(fields) };
  return { ...(body.length > 0 && { bytes: body }), changes: {} };
}

/** JSON about a recording; undefined for what is one itself, or no object. */
function detailsIn(body: Uint8Array): Fields | undefined {
  if (body.length > MOST_JSON_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return typeof value === 'object' && value !== null && !('version' in value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

async function readMultipart(request: FastifyRequest, terms: FormTerms): Promise<UploadForm> {
  const fields: Record<string, unknown> = {};
  const files: Uint8Array[] = [];
  let isTooLarge = false;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        files.push(await readAll(part.file, terms));
        isTooLarge ||= part.file.truncated;
      } else fields[part.fieldname] = textOf(part);
    }
  } catch (error) {
    if (error instanceof Cast2gifError) throw error;
    throw new Cast2gifError('usage', 'the form is damaged, cut short, or has too many parts', { cause: error });
  }
  if (isTooLarge) throw tooLarge(terms.maximumBytes);
  if (files.length > 1) throw new Cast2gifError('usage', 'expected one recording, but the form has several files');
  return { ...(files[0] !== undefined && { bytes: files[0] }), changes: changesOf(fields) };
}

function textOf({ fieldname, ...part }: Multipart): unknown {
  if (part.type === 'file' || !part.valueTruncated) return 'value' in part ? part.value : undefined;
  throw fieldError(fieldname, `expected at most ${describeBytes(LONGEST_FIELD_BYTES)}`);
}

function changesOf(fields: Fields): DetailChanges {
  const changes: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(FIELDS, name)) continue;
    if (typeof value !== 'string' && value !== null) throw fieldError(name, 'expected text');
    changes[FIELDS[name as keyof typeof FIELDS]] = value;
  }
  return changes;
}

function fieldError(label: string, problem: string): Cast2gifError {
  return new Cast2gifError('usage', problem, { label });
}

function tooLarge(maximumBytes: number): Cast2gifError {
  return new Cast2gifError('limit', `the recording is larger than the limit of ${describeBytes(maximumBytes)}`);
}
