/** Server-sent events. */
import type { FastifyReply } from 'fastify';
import { Cast2gifError } from '../../errors.js';

/** Proxies close connections on which nothing is said. */
const KEEP_ALIVE_MS = 15_000;

/** Streams of one network, and of all: each holds a connection for as long as its job takes. */
const MOST_STREAMS_OF_ONE = 32;
const MOST_STREAMS = 2000;

/** How many streams are open. */
export class OpenStreams {
  readonly #counts = new Map<string, number>();
  #total = 0;

  /** Counts a stream until what is returned is called. @throws Cast2gifError `rate-limit` where there are too many */
  add(network: string): () => void {
    const count = this.#counts.get(network) ?? 0;
    if (count >= MOST_STREAMS_OF_ONE || this.#total >= MOST_STREAMS) {
      throw new Cast2gifError('rate-limit', 'too many streams of events are open; ask for the job itself');
    }
    this.#counts.set(network, count + 1);
    this.#total += 1;
    return () => this.#remove(network);
  }

  #remove(network: string): void {
    this.#total -= 1;
    const left = this.#counts.get(network)! - 1;
    if (left === 0) this.#counts.delete(network);
    else this.#counts.set(network, left);
  }
}

/** Sends events until it returns, or the signal fires because the listener has gone. */
export type Speaker = (signal: AbortSignal, send: (data: object) => void) => Promise<void>;

/** Answers with events. @param stopping ends the stream: a stopping server does not wait for listeners */
export async function streamEvents(reply: FastifyReply, stopping: AbortSignal, speak: Speaker): Promise<FastifyReply> {
  const { raw } = reply;
  reply.hijack();
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stopping]);
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    // nginx would collect them otherwise.
    'x-accel-buffering': 'no',
  });
  raw.flushHeaders();
  const keepAlive = setInterval(() => raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  try {
    await speak(signal, (data) => {
      if (!signal.aborted) raw.write(`data: ${JSON.stringify(data)}\n\n`);
    });
  } finally {
    clearInterval(keepAlive);
    raw.end();
  }
  return reply;
}
