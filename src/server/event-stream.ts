/** Server-sent events. */
import type { FastifyReply } from 'fastify';

/** Proxies close connections on which nothing is said. */
const KEEP_ALIVE_MS = 15_000;

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
