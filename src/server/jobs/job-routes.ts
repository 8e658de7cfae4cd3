/** `/jobs/<token>` and `/jobs/r/…`: how a picture that was promised is coming along. */
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { Job, JobStatus } from '../../jobs/jobs.js';
import type { Pictures } from '../../pictures/picture-service.js';
import { callerOf, networkOf } from '../http/client.js';
import { type Speaker, streamEvents } from '../http/event-stream.js';
import { type JobIdentity, jobEventsSchema, jobSchema, withdrawSchema } from '../openapi/schemas.js';
import { permit } from '../pictures/permitted-address.js';
import type { ServerParts } from '../server-parts.js';
import { type JobDocument, jobDocument } from '../service/job-document.js';

const LOOK_AGAIN_MS = 500;

/** A job that may be told of. */
interface FoundJob {
  readonly key: string;
  readonly status: JobStatus;
  /** Where it is told of. */
  readonly path: string;
}

/** @throws Cast2gifError `not-found`, and what forbids to tell of it */
type FindJob = (parts: ServerParts, path: string) => Promise<FoundJob>;

/** Adds the state of jobs, by token and by the address of their picture. */
export function jobRoutes(app: FastifyInstance, parts: ServerParts): void {
  routesAt(app, parts, { url: '/jobs/:token', of: 'token', find: findByToken });
  routesAt(app, parts, { url: '/jobs/r/:signature/:options/:name', of: 'address', find: findByAddress });
}

function routesAt(
  app: FastifyInstance,
  parts: ServerParts,
  { url, of, find }: { readonly url: string; readonly of: JobIdentity; readonly find: FindJob },
): void {
  const { pictures } = parts.service;
  app.route({
    method: ['GET', 'HEAD'],
    url,
    schema: jobSchema(of),
    handler: async ({ raw }, reply) => {
      const { key, status, path } = await find(parts, raw.url!);
      return sendJob(reply, await jobDocument(pictures, key, status, path));
    },
  });
  app.route({
    method: 'GET',
    url: `${url}/events`,
    schema: jobEventsSchema(of),
    handler: async ({ raw, ip }, reply) => {
      const found = await find(parts, raw.url!.replace(/\/events$/, ''));
      return follow(parts, found, ip, reply);
    },
  });
  app.route({
    method: 'DELETE',
    url,
    schema: withdrawSchema(of),
    handler: async (request, reply) => {
      const { key } = await find(parts, request.raw.url!);
      if (parts.interests.take(key, callerOf(request))) await pictures.withdraw(key);
      return reply.code(204).send();
    },
  });
}

async function findByToken({ service }: ServerParts, target: string): Promise<FoundJob> {
  const path = target.split('?', 1)[0]!;
  const key = await service.pictures.keyOf(path.slice('/jobs/'.length));
  return { key: key ?? '', status: await statusOf(service.pictures, key), path };
}

/** Whoever may see a picture may know how it is coming along. */
async function findByAddress(parts: ServerParts, path: string): Promise<FoundJob> {
  const { pictures, sources } = parts.service;
  const { source, format, options } = await permit(parts, path.slice('/jobs'.length));
  const known = await sources.known(source);
  const key = known && pictures.orderOf({ castHash: known.castHash, format, options }).key;
  return { key: key ?? '', status: await statusOf(pictures, key), path };
}

async function statusOf(pictures: Pictures, key: string | undefined): Promise<JobStatus> {
  const status = key === undefined ? undefined : await pictures.status(key);
  if (status !== undefined) return status;
  throw new Cast2gifError('not-found', 'there is no such job, or nobody is waiting for it any more');
}

function sendJob(reply: FastifyReply, document: JobDocument): FastifyReply {
  return reply
    .headers({ 'cache-control': 'no-store', 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' })
    .type('application/json')
    .send(JSON.stringify(document));
}

/** Sends the state now, each change, and the last one. */
async function follow(
  parts: ServerParts,
  { key, path }: FoundJob,
  ip: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const close = parts.streams.add(networkOf(ip));
  const speak = speakOf(parts.service.pictures, key, path);
  return streamEvents(reply, parts.stopping, speak).finally(close);
}

function speakOf(pictures: Pictures, key: string, path: string): Speaker {
  const documentOf = (status: JobStatus) => jobDocument(pictures, key, status, path);
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
