/** What the page asks of the service, over the same addresses as everybody. */
import type { BroughtRecording } from './recording-file.js';

/** A picture that has arrived. */
export interface MadePicture {
  readonly blob: Blob;
  /** Where the service keeps it for a while. */
  readonly path: string;
  /** What a size budget cost. */
  readonly gaveUp?: string;
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
  readonly error?: { readonly detail?: string };
}

const GONE = 'The server does not answer. Your recording is still here; try again in a moment.';
const BETWEEN_LOOKS_MS = 500;

/**
 * Has a recording rendered.
 * @throws Error in words for the visitor, or an AbortError when the signal fires
 */
export async function renderRecording(
  recording: BroughtRecording,
  query: string,
  terms: RenderTerms,
): Promise<MadePicture> {
  const { encoding, body } = recording;
  const headers = {
    ...(encoding !== undefined && { 'Content-Encoding': encoding }),
    ...(terms.onProgress && { Prefer: 'respond-async' }),
  };
  const response = await send(`render?${query}`, { method: 'POST', body, headers, signal: terms.signal });
  if (response.status === 202) return followJob(response.headers.get('Location') ?? '', terms);
  return pictureOf(response, response.headers.get('Content-Location') ?? '');
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
      throw new Error(sentence(job.error?.detail) ?? 'The recording could not be rendered.');
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
  const response = await fetch(address, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new Error(GONE);
  });
  if (response.ok) return response;
  throw new Error(await problemText(response));
}

async function problemText(response: Response): Promise<string> {
  const document: unknown = await response.json().catch(() => undefined);
  const { detail } = (document ?? {}) as { readonly detail?: unknown };
  return sentence(detail) ?? `The server answered with status ${response.status}.`;
}

/** What a problem document says, as a sentence. */
function sentence(detail: unknown): string | undefined {
  if (typeof detail !== 'string' || detail === '') return undefined;
  return detail.charAt(0).toUpperCase() + detail.slice(1) + (/[.!?]$/.test(detail) ? '' : '.');
}
