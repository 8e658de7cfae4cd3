import { Cast2gifError, throwIfAborted } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import { ioError } from './io-error.js';

/** Settings for fetching. */
export interface FetchOptions {
  readonly signal: AbortSignal | undefined;
  readonly maximumBytes: number;
  /** How long the server may stay silent. */
  readonly timeoutMs: number;
}

/** Headers of every request for a recording. */
export const RECORDING_HEADERS = {
  accept: 'application/x-asciicast, application/json;q=0.9, text/plain;q=0.8, */*;q=0.5',
  'user-agent': 'cast2gif',
};

/** HTTP statuses that messages explain. */
const STATUS_MEANINGS: Readonly<Record<number, string>> = {
  401: 'it requires a login',
  403: 'access is denied',
  404: 'there is nothing at this address',
  410: 'it is gone',
  429: 'too many requests, try again later',
};

/** Paths of pages about a recording, and the path of the recording itself. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  // asciinema servers: the page, its embedded forms, its preview.
  [/^(\/a\/\w+)(?:\.(?:js|svg|png|gif|txt|html))?(?:\/(?:embed|iframe))?\/?$/, '$1.cast'],
  // Views of a file on GitHub, Gitea and GitLab.
  [/^(\/[^/]+\/[^/]+(?:\/.+?)?(?:\/-)?)\/blob\/(.+\.(?:cast|json)(?:\.gz|\.zst)?)$/, '$1/raw/$2'],
];

/** The address of the recording itself, given that address or that of a page about it. */
export function recordingUrl(url: URL): URL {
  for (const [pattern, replacement] of PAGES) {
    if (!pattern.test(url.pathname)) continue;
    const target = new URL(url);
    target.pathname = url.pathname.replace(pattern, replacement);
    return target;
  }
  return url;
}

/** An address for messages: without user name and password. */
export function nameOfUrl(text: string): string {
  return text.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
}

/**
 * Fetches an http(s) address, following redirects, whatever its content type.
 * @throws Cast2gifError `fetch`, `timeout`, `limit` if it is larger than allowed, or `aborted`
 */
export async function* fetchBytes(address: string, options: FetchOptions): AsyncGenerator<Uint8Array> {
  const name = nameOfUrl(address);
  const silence = new SilenceTimer(options.timeoutMs, options.signal);
  try {
    const response = await request(address, name, silence.signal);
    checkLength(response, name, options.maximumBytes);
    for await (const chunk of response.body ?? []) {
      silence.restart();
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Cast2gifError) throw error;
    throwIfAborted(options.signal);
    if (silence.isOver)
      throw new Cast2gifError('timeout', `cannot fetch ${name}: no answer within ${options.timeoutMs / 1000} s`);
    throw ioError(`cannot fetch ${name}`, error, 'fetch');
  } finally {
    silence.end();
  }
}

async function request(address: string, name: string, signal: AbortSignal): Promise<Response> {
  if (!URL.canParse(address)) throw new Cast2gifError('fetch', `cannot fetch ${name}: it is not a valid address`);
  const page = new URL(address);
  const url = recordingUrl(page);
  const headers: Record<string, string> = { ...RECORDING_HEADERS, ...authorisation(url) };
  let response = await fetch(url, { headers, signal });
  if (response.status === 404 && url.pathname.endsWith('.cast') && url !== page) {
    // Servers store version 1 recordings with another extension.
    await response.body?.cancel();
    url.pathname = url.pathname.replace(/\.cast$/, '.json');
    response = await fetch(url, { headers, signal });
  }
  if (response.ok) return response;
  await response.body?.cancel();
  const reason = statusReason(response.status, response.statusText);
  throw new Cast2gifError('fetch', `cannot fetch ${name}: ${reason}`);
}

/** Why a response is not the recording, in words. */
export function statusReason(status: number, statusText: string): string {
  const meaning = STATUS_MEANINGS[status] ?? (status >= 500 ? 'the server failed' : statusText);
  return `${meaning} (HTTP ${status})`;
}

/** `fetch` refuses addresses with a user name, so it becomes a header. */
function authorisation(url: URL): { authorization?: string } {
  if (url.username === '' && url.password === '') return {};
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function checkLength(response: Response, name: string, maximumBytes: number): void {
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > maximumBytes)
    throw new Cast2gifError('limit', `larger than the limit of ${describeBytes(maximumBytes)}`, { subject: name });
}

/** Aborts when the server has been silent for too long, or when the caller's signal fires. */
class SilenceTimer {
  readonly signal: AbortSignal;
  isOver = false;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    const own = this.#controller.signal;
    this.signal = signal === undefined ? own : AbortSignal.any([own, signal]);
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#controller.abort();
    }, timeoutMs);
  }

  /** Call this when something has arrived. */
  restart(): void {
    this.#timer.refresh();
  }

  /** Stops the timer and releases a response that was not read to its end. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
