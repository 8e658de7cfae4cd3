/** Signed requests to an S3-compatible service: time limits, and trying again what may go better the next time. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { Cast2gifError } from '../errors.js';
import type { S3Account } from './s3-account.js';
import { elementText } from './s3-xml.js';

/** A request to the service. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Below the account's prefix; undefined: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** An answer read whole: a success, or one of 304, 404, 412 and 416. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** Whether the service may have done it already at an earlier attempt. */
  readonly isRepeated: boolean;
}

/** How often and how long requests are repeated. */
export interface S3Patience {
  readonly attempts: number;
  /** The pause before the second attempt; it doubles, and varies by chance. */
  readonly firstPauseMs: number;
  /** For an answer to begin, and between any two of its pieces. Bodies get more, by their length. */
  readonly answerWithinMs: number;
  /** After that no further attempt begins. */
  readonly giveUpAfterMs: number;
}

/** Patience for a service that is expected to answer: some seconds in all. */
export const S3_PATIENCE: S3Patience = { attempts: 5, firstPauseMs: 100, answerWithinMs: 5000, giveUpAfterMs: 15_000 };

/** Even a slow line sends so much. */
const SLOWEST_BYTES_PER_MS = 200;
/** Answers that callers tell apart. */
const EXPECTED = new Set([304, 404, 412, 416]);
/** The service says that it is not the request's fault, or that another request was in the way. */
const PASSING_STATUSES = new Set([429, 500, 502, 503, 504]);
const PASSING_CODES = new Set([
  'ConditionalRequestConflict',
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'ServiceUnavailable',
  'SlowDown',
]);

/** What may go better the next time. */
class PassingFault extends Error {}

/** Signs requests and repeats those that failed for a reason that passes. */
export class S3Client {
  readonly #account: S3Account;
  readonly #patience: S3Patience;
  readonly #signingKeys = new Map<string, ArrayBuffer>();
  /** What the service's clock is ahead of ours: a clock that is wrong by minutes makes signatures invalid. */
  #clockOffsetMs = 0;

  constructor(account: S3Account, patience: S3Patience = S3_PATIENCE) {
    this.#account = account;
    this.#patience = patience;
  }

  /** Sends a request and reads the answer whole. @throws Cast2gifError `unavailable`, or `io` where it was refused */
  send(request: S3Request): Promise<S3Answer> {
    return this.#repeat(async (attempt) => {
      const limit = new TimeLimit(this.#patience.answerWithinMs + (request.body?.length ?? 0) / SLOWEST_BYTES_PER_MS);
      try {
        const response = await this.#fetch(request, limit.signal);
        const bytes = await bodyOf(response);
        this.#check(response, bytes);
        return { status: response.status, headers: response.headers, bytes, isRepeated: attempt > 1 };
      } finally {
        limit.end();
      }
    });
  }

  /** Sends a request whose answer is read piece by piece. @throws Cast2gifError as `send` does */
  open(request: S3Request): Promise<S3Download> {
    return this.#repeat(async () => {
      const { answerWithinMs } = this.#patience;
      const limit = new TimeLimit(answerWithinMs);
      try {
        const response = await this.#fetch(request, limit.signal);
        if (!response.ok) this.#check(response, await bodyOf(response));
        return new S3Download(response, limit, answerWithinMs);
      } catch (error) {
        limit.end();
        throw error;
      }
    });
  }

  async #repeat<T>(action: (attempt: number) => Promise<T>): Promise<T> {
    const { attempts, firstPauseMs, giveUpAfterMs } = this.#patience;
    const endMs = performance.now() + giveUpAfterMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return await action(attempt);
      } catch (error) {
        if (!(error instanceof PassingFault)) throw error;
        if (attempt >= attempts || performance.now() > endMs) throw unreachable(error);
      }
      await wait(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }

  /**
   * An address that answers a GET of an object for a while, to whoever has it (AWS Signature Version 4 in the query:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
   */
  async link(key: string, query: Readonly<Record<string, string>>, seconds: number): Promise<string> {
    const { url } = await this.#signer(
      { method: 'GET', key, query: { ...query, 'X-Amz-Expires': String(seconds) } },
      { signQuery: true },
    ).sign();
    // Signed with %20 for spaces, as the service reads them.
    return url.href.replaceAll('+', '%20');
  }

  #signer({ method, key, query = {}, headers = {} }: S3Request, how: { readonly signQuery?: boolean }): AwsV4Signer {
    const { bucket, endpoint, prefix, region, accessKeyId, secretAccessKey, sessionToken } = this.#account;
    const path = key === undefined ? bucket : `${bucket}/${prefix}${key}`;
    const search = new URLSearchParams(query).toString();
    return new AwsV4Signer({
      ...{ method, region, accessKeyId, secretAccessKey, headers, service: 's3', cache: this.#signingKeys },
      url: `${endpoint}/${path}${search && `?${search}`}`,
      datetime: new Date(Date.now() + this.#clockOffsetMs).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      ...(sessionToken !== undefined && { sessionToken }),
      ...how,
    });
  }

  async #fetch(request: S3Request, signal: AbortSignal): Promise<Response> {
    const { method, headers = {}, body } = request;
    const hashed = { ...headers, 'x-amz-content-sha256': hashOf(body) };
    const signed = await this.#signer({ ...request, headers: hashed }, {}).sign();
    // It is not signed: with a range, fetch says it by itself.
    if (headers.range === undefined) signed.headers.set('accept-encoding', 'identity');
    return passing(
      fetch(signed.url, { method, headers: signed.headers, body: body ?? null, signal, redirect: 'error' }),
    );
  }

  #check({ ok, status, headers }: Response, bytes: Uint8Array): void {
    const text = new TextDecoder().decode(bytes.subarray(0, 4096));
    // Completing an upload may fail after the service has begun to say that it went well.
    const code = elementText(text, 'Error') === undefined ? undefined : elementText(text, 'Code');
    if (ok && code === undefined) return;
    if (code === 'NoSuchBucket') throw new Cast2gifError('io', 'the store has no such bucket');
    if (code === 'RequestTimeTooSkewed') this.#learnClock(headers);
    if (PASSING_STATUSES.has(status) || PASSING_CODES.has(code ?? '')) throw new PassingFault(`status ${status}`);
    if (ok || !EXPECTED.has(status)) {
      throw new Cast2gifError('io', `the store refused a request: status ${status}${code ? `, ${code}` : ''}`);
    }
  }

  #learnClock(headers: Headers): void {
    const theirsMs = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(theirsMs)) this.#clockOffsetMs = theirsMs - Date.now();
  }
}

/** The body of an answer, on its way. */
export class S3Download {
  readonly status: number;
  readonly headers: Headers;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #limit: TimeLimit;
  readonly #withinMs: number;

  constructor({ ok, status, headers, body }: Response, limit: TimeLimit, withinMs: number) {
    this.status = status;
    this.headers = headers;
    // That of a refusal has been read.
    this.#reader = ok ? body?.getReader() : undefined;
    this.#limit = limit;
    this.#withinMs = withinMs;
    limit.end();
  }

  /** The next piece; undefined at the end. Rejects when the connection is cut, or nothing comes for too long. */
  async next(): Promise<Uint8Array | undefined> {
    this.#limit.restart(this.#withinMs);
    try {
      return (await this.#reader?.read())?.value;
    } finally {
      this.#limit.end();
    }
  }

  /** Leaves the rest. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => {});
  }
}

/** A signal that fires when something takes too long. */
class TimeLimit {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.restart(ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new PassingFault('it takes too long')), ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await passing(response.arrayBuffer()));
}

/** Whatever is wrong with a connection may go better the next time. */
function passing<T>(action: Promise<T>): Promise<T> {
  return action.catch((cause) => {
    throw new PassingFault('the connection failed', { cause });
  });
}

/** The hash is always signed: without it, some services keep what was cut off on its way. */
function hashOf(body: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(body ?? '')
    .digest('hex');
}

/** The message may be read by strangers: what exactly failed is in the cause. */
export function unreachable(cause: unknown): Cast2gifError {
  return new Cast2gifError('unavailable', 'the store cannot be reached; try again in a moment', { cause });
}
