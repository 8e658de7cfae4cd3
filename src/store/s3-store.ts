import { randomBytes } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Cast2gifError } from '../errors.js';
import { ioError, ioReason } from '../io/io-error.js';
import { checkKey, checkPrefix } from './key.js';
import { clampRange } from './memory-store.js';
import { resumingStream } from './resuming-stream.js';
import { s3AccountOf } from './s3-account.js';
import { type S3Answer, S3Client, type S3Download, type S3Patience } from './s3-client.js';
import { elements, elementText } from './s3-xml.js';
import type {
  ByteRange,
  Content,
  LinkTerms,
  ListedObject,
  ListOptions,
  ObjectInfo,
  Store,
  StoredObject,
  StoredStream,
} from './store.js';

/** What is larger goes in parts; a service takes parts of 5 MiB at least. */
const LARGEST_WHOLE = 16 * 2 ** 20;
const PART_BYTES = 8 * 2 ** 20;
/** Tells whose an object is when the answer to a write was lost. */
const WRITER_HEADER = 'x-amz-meta-writer';

/**
 * Opens a store in a bucket of an S3-compatible service: `s3://BUCKET` or `s3://BUCKET/PREFIX`.
 * @throws Cast2gifError `usage` without credentials, `io` if it cannot be used, or does not keep to conditions of writes
 */
export async function openS3Store(
  address: string,
  environment: Readonly<Record<string, string | undefined>>,
  patience?: S3Patience,
): Promise<Store> {
  const account = s3AccountOf(address, environment);
  const store = new S3Store(address, account.prefix, new S3Client(account, patience));
  try {
    await store.tryConditions();
    return store;
  } catch (error) {
    const reason = error instanceof Cast2gifError && error.cause === undefined ? error.problem : ioReason(error);
    throw new Cast2gifError('io', `cannot use ${address} at ${account.endpoint} as a store: ${reason}`, {
      cause: error,
    });
  }
}

/** Objects of a bucket. Any number of processes may use it at once: the service decides whose write comes first. */
class S3Store implements Store {
  readonly name: string;
  readonly #prefix: string;
  readonly #client: S3Client;

  constructor(name: string, prefix: string, client: S3Client) {
    this.name = name;
    this.#prefix = prefix;
    this.#client = client;
  }

  /** @throws Cast2gifError where the service overwrites what a condition protects */
  async tryConditions(): Promise<void> {
    const key = `probe-${randomBytes(12).toString('hex')}`;
    try {
      const isMade = await this.create(key, new Uint8Array(1));
      const isProtected = !(await this.create(key, new Uint8Array(2)));
      const isVersioned = !(await this.replace(key, new Uint8Array(3), '0'.repeat(32)));
      if (isMade && isProtected && isVersioned) return;
    } finally {
      await this.delete(key).catch(() => {});
    }
    throw new Cast2gifError('io', 'the service ignores the conditions If-None-Match and If-Match of writes');
  }

  async create(key: string, content: Content): Promise<boolean> {
    checkKey(key);
    const condition = { 'if-none-match': '*' };
    if ((await lengthOf(content)) > LARGEST_WHOLE) return this.#createInParts(key, content, condition);
    return this.#write(key, await bytesOf(content), condition);
  }

  async replace(key: string, content: Content, version: string): Promise<boolean> {
    checkKey(key);
    return this.#write(key, await bytesOf(content), { 'if-match': `"${version}"` });
  }

  async #write(key: string, body: Uint8Array, condition: Readonly<Record<string, string>>): Promise<boolean> {
    const writer = newWriter();
    const headers = { ...condition, [WRITER_HEADER]: writer };
    return this.#isWritten(key, writer, await this.#client.send({ method: 'PUT', key, body, headers }));
  }

  /** A write that is repeated because its answer was lost meets what it has written itself. */
  async #isWritten(key: string, writer: string, { status, isRepeated }: S3Answer): Promise<boolean> {
    if (status < 300) return true;
    if (!isRepeated) return false;
    const { headers } = await this.#client.send({ method: 'HEAD', key });
    return headers.get(WRITER_HEADER) === writer;
  }

  async #createInParts(key: string, content: Content, condition: Readonly<Record<string, string>>): Promise<boolean> {
    // Some services ignore the condition here.
    if ((await this.head(key)) !== undefined) return false;
    const writer = newWriter();
    const start = { method: 'POST', key, query: { uploads: '' }, headers: { [WRITER_HEADER]: writer } } as const;
    const uploadId = elementText(textOf(await this.#client.send(start)), 'UploadId');
    if (uploadId === undefined) throw new Cast2gifError('io', 'the store did not begin an upload');
    try {
      const body = new TextEncoder().encode(await this.#sendParts(key, uploadId, content));
      const complete = { method: 'POST', key, query: { uploadId }, headers: condition, body } as const;
      const isWritten = await this.#isWritten(key, writer, await this.#client.send(complete));
      if (!isWritten) await this.#abandon(key, uploadId);
      return isWritten;
    } catch (error) {
      await this.#abandon(key, uploadId).catch(() => {});
      throw error;
    }
  }

  /** Resolves to the document that completes the upload. */
  async #sendParts(key: string, uploadId: string, content: Content): Promise<string> {
    const parts: string[] = [];
    for await (const body of partsOf(content)) {
      const query = { partNumber: String(parts.length + 1), uploadId };
      const { status, headers } = await this.#client.send({ method: 'PUT', key, query, body });
      const tag = headers.get('etag');
      if (status !== 200 || tag === null) throw new Cast2gifError('io', 'the store did not take a part of an upload');
      parts.push(`<Part><PartNumber>${query.partNumber}</PartNumber><ETag>${tag}</ETag></Part>`);
    }
    return `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  }

  async #abandon(key: string, uploadId: string): Promise<void> {
    await this.#client.send({ method: 'DELETE', key, query: { uploadId } });
  }

  async get(key: string): Promise<StoredObject | undefined> {
    checkKey(key);
    const { status, headers, bytes } = await this.#client.send({ method: 'GET', key });
    if (status === 404) return undefined;
    return { bytes, version: versionIn(headers), ...infoIn(headers, bytes.length) };
  }

  async open(key: string, wanted?: ByteRange): Promise<StoredStream | undefined> {
    checkKey(key);
    if (wanted !== undefined && wanted.start >= wanted.end) return this.#openNothing(key, wanted);
    const download = await this.#openRange(key, wanted);
    if (download.status === 404) return undefined;
    if (download.status === 416) return this.#openNothing(key, wanted!);
    const { headers } = download;
    const total = /^bytes \d+-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
    const info = infoIn(headers, Number(total ?? headers.get('content-length')));
    const range = clampRange(total === undefined ? undefined : wanted, info.byteLength);
    const condition = { 'if-match': `"${versionIn(headers)}"` };
    const reopen = async (start: number) => {
      const rest = await this.#openRange(key, { start, end: range.end }, condition);
      if (rest.status !== 206) throw new Cast2gifError('io', 'an object changed while it was read');
      return rest;
    };
    return { ...info, range, stream: resumingStream(download, range, reopen) };
  }

  #openRange(key: string, range: ByteRange | undefined, condition: Record<string, string> = {}): Promise<S3Download> {
    const headers = range === undefined ? condition : { ...condition, range: `bytes=${range.start}-${range.end - 1}` };
    return this.#client.open({ method: 'GET', key, headers });
  }

  async #openNothing(key: string, wanted: ByteRange): Promise<StoredStream | undefined> {
    const info = await this.head(key);
    if (info === undefined) return undefined;
    const { start } = clampRange(wanted, info.byteLength);
    return { ...info, range: { start, end: start }, stream: Readable.from([]) };
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    checkKey(key);
    const { status, headers } = await this.#client.send({ method: 'HEAD', key });
    return status === 404 ? undefined : infoIn(headers, Number(headers.get('content-length')));
  }

  async link(key: string, { seconds, mediaType, cacheControl }: LinkTerms): Promise<string> {
    checkKey(key);
    const query = { 'response-cache-control': cacheControl, 'response-content-type': mediaType };
    return this.#client.link(key, query, seconds);
  }

  async delete(key: string): Promise<void> {
    checkKey(key);
    await this.#client.send({ method: 'DELETE', key });
  }

  async *list(prefix: string, { startAfter }: ListOptions = {}): AsyncGenerator<ListedObject> {
    checkPrefix(prefix);
    let page: Record<string, string> = startAfter ? { 'start-after': `${this.#prefix}${startAfter}` } : {};
    for (;;) {
      const query = { 'list-type': '2', 'encoding-type': 'url', prefix: `${this.#prefix}${prefix}`, ...page };
      const xml = textOf(await this.#client.send({ method: 'GET', query }));
      for (const row of elements(xml, 'Contents')) yield this.#listed(row);
      const token = elementText(xml, 'NextContinuationToken');
      if (elementText(xml, 'IsTruncated') !== 'true' || token === undefined) return;
      page = { 'continuation-token': token };
    }
  }

  #listed(row: string): ListedObject {
    const key = decodeURIComponent(elementText(row, 'Key')!).slice(this.#prefix.length);
    const modifiedMs = Date.parse(elementText(row, 'LastModified')!);
    return { key, byteLength: Number(elementText(row, 'Size')), modifiedMs };
  }

  /** A write in one piece leaves nothing; of those in parts, the parts are left. */
  async sweepLeftovers(ageMs: number): Promise<number> {
    let swept = 0;
    for await (const { key, uploadId, startedMs } of this.#uploads()) {
      if (Date.now() - startedMs < ageMs) continue;
      await this.#abandon(key, uploadId);
      swept += 1;
    }
    return swept;
  }

  async *#uploads(): AsyncGenerator<{ readonly key: string; readonly uploadId: string; readonly startedMs: number }> {
    let page: Record<string, string> = {};
    for (;;) {
      const query = { uploads: '', prefix: this.#prefix, ...page };
      const xml = textOf(await this.#client.send({ method: 'GET', query }));
      for (const row of elements(xml, 'Upload')) {
        const key = elementText(row, 'Key')!.slice(this.#prefix.length);
        yield { key, uploadId: elementText(row, 'UploadId')!, startedMs: Date.parse(elementText(row, 'Initiated')!) };
      }
      if (elementText(xml, 'IsTruncated') !== 'true') return;
      const keyMarker = elementText(xml, 'NextKeyMarker') ?? '';
      page = { 'key-marker': keyMarker, 'upload-id-marker': elementText(xml, 'NextUploadIdMarker') ?? '' };
    }
  }

  async close(): Promise<void> {}
}

function newWriter(): string {
  return randomBytes(12).toString('hex');
}

function textOf({ bytes }: S3Answer): string {
  return new TextDecoder().decode(bytes);
}

/** The entity tag; a service that has none does not keep to conditions, and was refused. */
function versionIn(headers: Headers): string {
  return (headers.get('etag') ?? '').replace(/^W\/|"/g, '');
}

function infoIn(headers: Headers, byteLength: number): ObjectInfo {
  return { byteLength, modifiedMs: Date.parse(headers.get('last-modified') ?? '') };
}

async function lengthOf(content: Content): Promise<number> {
  if (content instanceof Uint8Array) return content.length;
  return (await reading(stat(content.path))).size;
}

async function bytesOf(content: Content): Promise<Uint8Array> {
  return content instanceof Uint8Array ? content : reading(readFile(content.path));
}

async function* partsOf(content: Content): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length; at += PART_BYTES) yield content.subarray(at, at + PART_BYTES);
    return;
  }
  const file = await reading(open(content.path));
  try {
    for (;;) {
      const buffer = Buffer.alloc(PART_BYTES);
      const { bytesRead } = await reading(file.read(buffer, 0, PART_BYTES));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function reading<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw ioError('cannot read what is to be stored', error);
  }
}
