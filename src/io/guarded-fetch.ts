/**
 * Fetches addresses that come from strangers (a guard against server-side request forgery): this machine, its private
 * network and its cloud's metadata service stay out of reach, whatever a name resolves to and wherever a server redirects.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { abortedError, Cast2gifError } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import { RECORDING_HEADERS, recordingUrl, statusReason } from './fetch.js';
import { ioReason } from './io-error.js';
import { isPrivateAddress, isPublicAddress } from './public-address.js';

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** What may be fetched, and within which limits. */
export interface GuardedFetchRules {
  /** Hosts that may be named, `*.` before a name for all below it; undefined: any. */
  readonly sources?: readonly string[] | undefined;
  /** Lets addresses of private networks and of this machine pass, for an intranet; of others, those that `sources` names. */
  readonly allowPrivate?: boolean | undefined;
  /** Largest body as sent. */
  readonly maximumBytes: number;
  /** For all redirects together. */
  readonly timeoutMs: number;
  readonly resolve?: Resolve | undefined;
}

/** A server's validators of a version (RFC 9110), with which a later request asks whether it has changed. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** A body as it was sent, perhaps compressed with gzip; `bytes` is undefined if the known version is still current. */
export interface FetchedSource {
  readonly bytes: Uint8Array | undefined;
  readonly validators: Validators;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The host has refused the request for good: trying again will not help. */
export class RefusedFetch extends Cast2gifError {
  constructor(problem: string) {
    super('fetch', problem);
  }
}

/** Statuses after which trying again can help: time-out, too early, too many requests. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Fetches an http(s) address under the rules; where it names a page about a recording, the recording.
 * @throws Cast2gifError `forbidden` where a rule is broken, `fetch`, `timeout`, `limit` for a body that is too large, or
 *   `aborted`
 */
export async function fetchGuarded(
  address: string,
  rules: GuardedFetchRules,
  known: Validators = {},
  signal?: AbortSignal,
): Promise<FetchedSource> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), rules.timeoutMs);
  const either = signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, signal]);
  try {
    return await new GuardedFetch(rules, known, either).start(address);
  } catch (error) {
    if (signal?.aborted) throw abortedError(error);
    if (deadline.signal.aborted)
      throw new Cast2gifError('timeout', `no complete answer within ${rules.timeoutMs / 1000} s`);
    if (error instanceof Cast2gifError) throw error;
    throw new Cast2gifError('fetch', `the address cannot be fetched: ${ioReason(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

class GuardedFetch {
  readonly #rules: GuardedFetchRules;
  readonly #known: Validators;
  readonly #signal: AbortSignal;

  constructor(rules: GuardedFetchRules, known: Validators, signal: AbortSignal) {
    this.#rules = rules;
    this.#known = known;
    this.#signal = signal;
  }

  async start(address: string): Promise<FetchedSource> {
    const page = checkUrl(address, this.#rules);
    const url = recordingUrl(page);
    const response = await this.#follow(url);
    if (response.statusCode !== 404 || url === page || !url.pathname.endsWith('.cast')) return this.#take(response);
    // Servers keep recordings of version 1 under another extension.
    response.destroy();
    return this.#take(await this.#follow(new URL(url.href.replace(/\.cast(?=\?|$)/, '.json'))));
  }

  async #follow(start: URL): Promise<http.IncomingMessage> {
    let url = start;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await this.#request(url);
      const { location } = response.headers;
      if (!REDIRECTS.has(response.statusCode!) || location === undefined) return response;
      response.destroy();
      url = checkUrl(location, this.#rules, url);
    }
    throw new Cast2gifError('fetch', `the address redirects more than ${MOST_REDIRECTS} times`);
  }

  #request(url: URL): Promise<http.IncomingMessage> {
    return dial(url, this.#rules, { method: 'GET', headers: this.#headersFor(url) }, this.#signal);
  }

  #headersFor(url: URL): http.OutgoingHttpHeaders {
    const { etag, lastModified } = this.#known;
    return {
      ...RECORDING_HEADERS,
      'accept-encoding': /\.(gz|zst)$/.test(url.pathname) ? 'identity' : 'gzip',
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
      ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
    };
  }

  async #take(response: http.IncomingMessage): Promise<FetchedSource> {
    try {
      const { statusCode = 0, statusMessage = '', headers } = response;
      if (statusCode === 304) return { bytes: undefined, validators: this.#known };
      if (statusCode !== 200) throw statusError(statusCode, statusMessage);
      checkEncoding(headers['content-encoding']);
      const validators = { etag: headers.etag, lastModified: headers['last-modified'] };
      return { bytes: await readBody(response, this.#rules.maximumBytes), validators };
    } finally {
      response.destroy();
    }
  }
}

/** What is sent. */
interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string;
}

type DialRules = Pick<GuardedFetchRules, 'allowPrivate' | 'resolve' | 'sources'>;

/** Sends a request to a checked address. Resolves when the answer begins. */
async function dial(
  url: URL,
  rules: DialRules,
  { body, ...outgoing }: Outgoing,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const addresses = await allowedAddresses(url, rules, signal);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      ...outgoing,
      agent: false,
      // Connects to the addresses that were checked, not to what a second lookup might give. IP literals need none.
      lookup: pinnedLookup(addresses),
      signal,
    });
    request.on('response', resolve).on('error', reject).end(body);
  });
}

async function allowedAddresses(url: URL, rules: DialRules, signal: AbortSignal): Promise<readonly LookupAddress[]> {
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(literal);
  const resolve = rules.resolve ?? resolveBySystem;
  const addresses = family === 0 ? await beforeAbort(resolve(url.hostname), signal) : [{ address: literal, family }];
  if (!addresses.every(({ address }) => mayReach(address, family !== 0, rules)))
    throw new Cast2gifError('forbidden', 'the address does not lead to the public internet');
  if (addresses.length === 0) throw new Cast2gifError('fetch', 'the host is unknown');
  return addresses;
}

/** A link-local address is reached only where the operator has listed that very address. */
function mayReach(address: string, isLiteral: boolean, { allowPrivate = false, sources = [] }: DialRules): boolean {
  if (isPublicAddress(address)) return true;
  return allowPrivate && (isPrivateAddress(address) || (isLiteral && sources.includes(address)));
}

/**
 * Sends a text under the same rules. What is answered is not read, and a redirect is not followed.
 * @param signal stops it, for lack of time too
 * @returns the status of the answer
 * @throws Cast2gifError `forbidden` where a rule is broken; `fetch`
 */
export async function postGuarded(
  address: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  rules: DialRules,
  signal: AbortSignal,
): Promise<number> {
  const headers = { ...message.headers, 'content-length': String(Buffer.byteLength(message.body)) };
  try {
    const response = await dial(new URL(address), rules, { method: 'POST', headers, body: message.body }, signal);
    response.destroy();
    return response.statusCode!;
  } catch (error) {
    if (error instanceof Cast2gifError) throw error;
    throw new Cast2gifError('fetch', `the address cannot be reached: ${ioReason(error)}`, { cause: error });
  }
}

/** The address as a URL that the rules let pass as it is written; what it resolves to is checked when it is dialled. */
function checkUrl(address: string, { sources }: GuardedFetchRules, base?: URL): URL {
  if (!URL.canParse(address, base?.href)) throw new Cast2gifError('forbidden', 'the address is not valid');
  const url = new URL(address, base?.href);
  const problem = problemOf(url, sources);
  if (problem !== undefined) throw new Cast2gifError('forbidden', problem);
  return url;
}

function problemOf(url: URL, sources: readonly string[] | undefined): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'the address is not http or https';
  if (url.username !== '' || url.password !== '') return 'the address holds a user name or password';
  if (url.port !== '' && Number(url.port) < 1024) return 'the port is reserved for other services';
  if (sources !== undefined && !isSource(url.hostname, sources)) return 'the host is not among those allowed';
  return undefined;
}

/** Whether a host is one of the patterns: itself, or `*.name` for all below a name. */
export function isSource(host: string, patterns: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase().replace(/\.$/, '');
    return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) && name.length >= wanted.length : name === wanted;
  });
}

function resolveBySystem(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}

function pinnedLookup(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    process.nextTick(() => (all ? callback(null, [...addresses]) : callback(null, first!.address, first!.family)));
  };
}

/** A promise that cannot be stopped, but need not be waited for. */
function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function statusError(status: number, message: string): Cast2gifError {
  const problem = `the address cannot be fetched: ${statusReason(status, message)}`;
  const isRefused = status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  return isRefused ? new RefusedFetch(problem) : new Cast2gifError('fetch', problem);
}

function checkEncoding(encoding = 'identity'): void {
  if (!/^(identity|(x-)?gzip)$/i.test(encoding))
    throw new Cast2gifError('fetch', 'the server compressed the recording in a way that was not requested');
}

async function readBody(response: http.IncomingMessage, maximumBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new Cast2gifError('limit', `the recording is larger than the limit of ${describeBytes(maximumBytes)}`);
  if (Number(response.headers['content-length'] ?? 0) > maximumBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    byteLength += chunk.length;
    if (byteLength > maximumBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (!response.complete) throw new Cast2gifError('fetch', 'the connection was closed before the end of the recording');
  return Buffer.concat(chunks);
}
