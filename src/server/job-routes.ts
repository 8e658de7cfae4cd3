/** `/jobs/<token>`: how a picture that was promised is coming along. */
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Cast2gifError } from '../errors.js';
import type { Job, JobStatus } from '../jobs/jobs.js';
import type { Pictures } from '../pictures/picture-service.js';
import { callerOf, networkOf } from './client.js';
import { type Speaker, streamEvents } from './event-stream.js';
import { type JobDocument, jobDocument } from './job-document.js';
import { JOB_EVENTS_SCHEMA, JOB_SCHEMA, WITHDRAW_SCHEMA } from './schemas.js';
import type { ServerParts } from './server-parts.js';

const LOOK_AGAIN_MS = 500;

interface WithToken {
  Params: { token: string };
}

export function jobRoutes(app: FastifyInstance, parts: ServerParts): void {
  const url = '/jobs/:token';
  app.route<WithToken>({
    method: ['GET', 'HEAD'],
    url,
    schema: JOB_SCHEMA,
    handler: async ({ params }, reply) => {
      const { key, status } = await findJob(parts, params.token);
      return sendJob(reply, await jobDocument(parts.service.pictures, key, status, params.token));
    },
  });
  app.route<WithToken>({
    method: 'GET',
    url: `${url}/events`,
    schema: JOB_EVENTS_SCHEMA,
    handler: ({ params, ip }, reply) => follow(parts, params.token, ip, reply),
  });
  app.route<WithToken>({
    method: 'DELETE',
    url,
    schema: WITHDRAW_SCHEMA,
    handler: async (request, reply) => {
      const { key } = await findJob(parts, request.params.token);
      if (parts.interests.take(key, callerOf(request))) await parts.service.pictures.withdraw(key);
      return reply.code(204).send();
    },
  });
}

async function findJob(
  { service }: ServerParts,
  token: string,
): Promise<{ readonly key: string; readonly status: JobStatus }> {
  const key = await service.pictures.keyOf(token);
  const status = key === undefined ? undefined : await service.pictures.status(key);
  if (key === undefined || status === undefined) {
    throw new Cast2gifError('not-found', 'there is no such job, or nobody is waiting for it any more');
  }
  return { key, status };
}

function sendJob(reply: FastifyReply, document: JobDocument): FastifyReply {
  return reply
    .headers({ 'cache-control': 'no-store', 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' })
    .type('application/json')
    .send(JSON.stringify(document));
}

/** Sends the state now, each change, and the last one. */
async function follow(parts: ServerParts, token: string, ip: string, reply: FastifyReply): Promise<FastifyReply> {
  const { key } = await findJob(parts, token);
  const close = parts.streams.add(networkOf(ip));
  const speak = speakOf(parts.service.pictures, key, token);
  return streamEvents(reply, parts.stopping, speak).finally(close);
}

function speakOf(pictures: Pictures, key: string, token: string): Speaker {
  const documentOf = (status: JobStatus) => jobDocument(pictures, key, status, token);
  return async (signal, send) => {
    while (!signal.aborted) {
      const job = await pictures.jobOf(key);
      const status = job?.status ?? (await pictures.status(key)) ?? { state: 'failed', error: withdrawn() };
      send(await documentOf(status));
      if (status.state === 'done' || status.state === 'failed') return;
      // A promise that has not reached this queue yet: look again later.
      if (job === undefined) await wait(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
      else await untilEnded(job, signal, async (running) => send(await documentOf(running)));
    }
  };
}

function withdrawn(): Cast2gifError {
  return new Cast2gifError('not-found', 'nobody is waiting for this picture any more');
}

/** Resolves when the job has ended, well or badly, or the signal fires. */
async function untilEnded(job: Job, signal: AbortSignal, onRunning: (status: JobStatus) => void): Promise<void> {
  const unwatch = job.watch((status) => {
    if (status.state === 'running') onRunning(status);
  });
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([job.ended.catch(() => {}), stopped]);
  unwatch();
}
