/** What the page asks of the service, over the same addresses as everybody. */
import { keptPicture } from '../kept-address.js';
import { pause } from './dom.js';
import type { BroughtRecording } from './recording-file.js';

/** A picture that has arrived. */
export interface MadePicture {
  readonly blob: Blob;
  /** Where the service keeps it for a while. */
  readonly path: string;
  /** What a size budget cost. */
  readonly gaveUp?: string;
}

/** Why there is no picture, in words for the visitor. */
export class RefusedError extends Error {
  /** When it makes sense to ask again; undefined where the same request would be refused again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, retryAfterSeconds?: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How a picture is asked for. */
export interface RenderTerms {
  readonly signal: AbortSignal;
  /** Told how far the render is, from 0 to 1; undefined while it waits for its turn. Without it the answer is waited for. */
  readonly onProgress?: (progress: number | undefined) => void;
}

interface JobDocument {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly progress?: number;
  readonly picture?: string;
  readonly alt?: string;
  readonly error?: ProblemDocument;
}

interface ProblemDocument {
  readonly detail?: string;
  readonly line?: number;
}

const GONE = 'The server does not answer. Your recording is still here; try again in a moment.';
/** Statuses that say nothing about the request: too much at once, not now. */
const NOT_NOW = 503;
const PASSING: ReadonlySet<number> = new Set([429, NOT_NOW]);
const BETWEEN_LOOKS_MS = 500;
/** A server that has gone may come back; how long until it is asked again. */
const GONE_RETRY_SECONDS = 5;

/**
 * Has a recording rendered.
 * @throws RefusedError, or an AbortError when the signal fires
 */
export async function renderRecording(
  recording: BroughtRecording,
  query: string,
  terms: RenderTerms,
): Promise<MadePicture> {
  const { encoding, body, page } = recording;
  if (page !== undefined) return keptPictureOf(page, query, terms);
  const headers = {
    ...(encoding !== undefined && { 'Content-Encoding': encoding }),
    ...(terms.onProgress && { Prefer: 'respond-async' }),
  };
  const response = await send(`render?${query}`, { method: 'POST', body, headers, signal: terms.signal });
  if (response.status === 202) return followJob(response.headers.get('Location') ?? '', terms);
  return pictureOf(response, response.headers.get('Content-Location') ?? '');
}

/** Of a recording that the service keeps: its pictures have addresses, and nothing is sent. */
async function keptPictureOf(page: string, query: string, { signal }: RenderTerms): Promise<MadePicture> {
  const path = keptPicture(page, query);
  // An error rather than a still in its place.
  const address = keptPicture(page, `${query}&pending=error`);
  for (;;) {
    const response = await answerTo(address, { signal });
    if (response.status !== NOT_NOW) return pictureOf(await checked(response), path);
    await pause(Number(response.headers.get('Retry-After') ?? 1) * 1000, signal);
  }
}

/** What a picture shows, in words; undefined where the service does not say. @param path that of the picture */
export async function describePicture(path: string): Promise<string | undefined> {
  const token = /^\/?p\/(\w+)\./.exec(path)?.[1];
  if (token === undefined) return undefined;
  const response = await fetch(`jobs/${token}`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as JobDocument).alt : undefined;
}

/** Fetches a recording through the service, which looks where the address leads. */
export async function fetchRecording(address: string, signal: AbortSignal): Promise<Blob> {
  const response = await send(`recording?${new URLSearchParams({ address })}`, { signal });
  return response.blob();
}

async function followJob(path: string, terms: RenderTerms): Promise<MadePicture> {
  const withdraw = () => void fetch(path, { method: 'DELETE', keepalive: true }).catch(() => undefined);
  terms.signal.addEventListener('abort', withdraw, { once: true });
  try {
    const { picture = '' } = await jobEnd(path, terms);
    return pictureOf(await send(picture, { signal: terms.signal }), picture);
  } finally {
    terms.signal.removeEventListener('abort', withdraw);
  }
}

/** Looks at a job until it has ended. Its events come as they happen; where they break off, it is asked again. */
async function jobEnd(path: string, { signal, onProgress }: RenderTerms): Promise<JobDocument> {
  for (;;) {
    const job = await lastEvent(`${path}/events`, signal, (document) => onProgress?.(document.progress));
    if (job?.state === 'done') return job;
    if (job?.state === 'failed') {
      throw new RefusedError(problemText(job.error) ?? 'The recording could not be rendered.');
    }
    // The service answers or it is gone, which this says; an answer means that only the stream broke off.
    await send(path, { signal });
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
  }
}

/** The last event of a stream of them, or undefined. */
function lastEvent(
  path: string,
  signal: AbortSignal,
  onEvent: (document: JobDocument) => void,
): Promise<JobDocument | undefined> {
  return new Promise((resolve, reject) => {
    let last: JobDocument | undefined;
    const source = new EventSource(path);
    const end = () => {
      source.close();
      signal.removeEventListener('abort', stop);
      resolve(last);
    };
    const stop = () => {
      source.close();
      reject(signal.reason);
    };
    source.addEventListener('message', ({ data }) => {
      last = JSON.parse(data) as JobDocument;
      onEvent(last);
      if (last.state === 'done' || last.state === 'failed') end();
    });
    source.addEventListener('error', end);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function pictureOf(response: Response, path: string): Promise<MadePicture> {
  const gaveUp = response.headers.get('X-Cast2gif-Gave-Up');
  return { blob: await response.blob(), path, ...(gaveUp !== null && { gaveUp }) };
}

async function send(address: string, init: RequestInit): Promise<Response> {
  return checked(await answerTo(address, init));
}

async function answerTo(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new RefusedError(GONE, GONE_RETRY_SECONDS);
  });
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = (await response.json().catch(() => undefined)) as ProblemDocument | undefined;
  const retryAfterSeconds = PASSING.has(response.status) ? Number(response.headers.get('Retry-After')) || 1 : undefined;
  const message = problemText(problem) ?? `The server answered with status ${response.status}.`;
  throw new RefusedError(message, retryAfterSeconds);
}

/** What a problem document says, as a sentence that names the line of the recording. */
function problemText({ detail, line }: ProblemDocument = {}): string | undefined {
  if (typeof detail !== 'string' || detail === '') return undefined;
  const where = line === undefined || /\bline \d/.test(detail) ? '' : `Line ${line}: `;
  const what = where === '' ? detail.charAt(0).toUpperCase() + detail.slice(1) : detail;
  return `${where}${what}${/[.!?]$/.test(detail) ? '' : '.'}`;
}
