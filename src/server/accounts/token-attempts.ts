/** Wrong tokens, counted by the network that they come from, so that nobody can try many. */
import type { FastifyRequest } from 'fastify';
import { networkOf } from '../http/client.js';
import { HttpError } from '../http/problem.js';

const MOST_A_MINUTE = 10;
const MINUTE_MS = 60_000;
/** Networks that are remembered. */
const MOST_NETWORKS = 10_000;

/** The wrong tokens of the last minute or so. */
export class TokenAttempts {
  readonly #now: () => number;
  /** The oldest comes first. */
  readonly #wrong = new Map<string, { count: number; readonly sinceMs: number }>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws Cast2gifError `rate-limit` for a network that has sent too many */
  check({ ip }: FastifyRequest): void {
    const known = this.#recent(networkOf(ip));
    if (known === undefined || known.count < MOST_A_MINUTE) return;
    const seconds = Math.ceil((known.sinceMs + MINUTE_MS - this.#now()) / 1000);
    const headers = { 'retry-after': String(seconds) };
    throw new HttpError('rate-limit', 'too many wrong tokens; try again in a minute', { headers });
  }

  /** Counts a wrong one. */
  note({ ip }: FastifyRequest): void {
    const network = networkOf(ip);
    const known = this.#recent(network);
    if (known !== undefined) known.count += 1;
    else this.#begin(network);
  }

  #recent(network: string) {
    const known = this.#wrong.get(network);
    return known !== undefined && this.#now() - known.sinceMs < MINUTE_MS ? known : undefined;
  }

  #begin(network: string): void {
    this.#wrong.delete(network);
    this.#wrong.set(network, { count: 1, sinceMs: this.#now() });
    for (const oldest of this.#wrong.keys()) {
      if (this.#wrong.size <= MOST_NETWORKS) break;
      this.#wrong.delete(oldest);
    }
  }
}
