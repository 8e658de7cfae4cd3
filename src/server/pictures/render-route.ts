/** `POST /render`: a picture of the recording in the body. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../jobs/jobs.js';
import { operatorOptions } from '../../options/service-settings.js';
import type { Picture } from '../../pictures/picture-service.js';
import { callerOf, networkOf } from '../http/client.js';
import { clientSignal } from '../http/client-signal.js';
import { renderSchema } from '../openapi/schemas.js';
import type { ServerParts } from '../server-parts.js';
import { type JobDocument, jobDocument } from '../service/job-document.js';
import { picturePath } from '../service/picture-path.js';
import { checkBody, recordingOf, takeBodies } from './recording-body.js';
import { checkMayRender } from './render-access.js';
import { requestedPicture } from './requested-picture.js';
import { sendPicture } from './send-picture.js';

/** Adds `POST /render`. */
export async function renderRoute(app: FastifyInstance, parts: ServerParts): Promise<void> {
  const { settings, service, count } = parts;
  await takeBodies(app, settings.maxUploadBytes);
  app.route({
    method: 'POST',
    url: '/render',
    schema: renderSchema(parts.bounds),
    bodyLimit: settings.maxUploadBytes,
    onRequest: async (request) => {
      await checkMayRender(request, settings, service.store);
      checkBody(request);
      await count(request);
    },
    handler: (request, reply) => render(parts, request, reply),
  });
}

async function render(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { service, settings, bounds, checkPlan } = parts;
  const { format, options, isNegotiated } = requestedPicture(request, bounds);
  await checkPlan(format, { ...options, ...operatorOptions(settings) });
  const bytes = await recordingOf(request, settings.maxUploadBytes);
  if (isNegotiated) reply.header('vary', 'accept');
  const terms = { caller: networkOf(request.ip) };
  const { picture, job } = await service.pictures.promiseUpload(bytes, { format, options }, terms);
  const made = picture ?? (await waitFor(parts, job!, request, reply));
  return made === undefined ? promiseLater(parts, job!, request, reply) : sendMade(parts, made, request, reply);
}

/** Undefined: the client is to come back for it. A client that leaves is no longer interested. */
async function waitFor(
  { service, settings }: ServerParts,
  job: Job,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Picture | undefined> {
  if (/\brespond-async\b/i.test(String(request.headers.prefer ?? ''))) return undefined;
  const signal = clientSignal(reply);
  try {
    return await service.pictures.wait(job, settings.answerWithinSeconds * 1000, signal);
  } catch (error) {
    if (signal.aborted) await service.pictures.withdraw(job.key);
    throw error;
  }
}

async function sendMade(
  { service, metrics }: ServerParts,
  picture: Picture,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const headers = { 'content-location': picturePath(await service.pictures.tokenOf(picture.key), picture.extension) };
  metrics.sent(picture);
  return sendPicture({ picture, bytes: undefined }, request, reply, { cacheControl: 'no-store', headers });
}

async function promiseLater(
  { service, interests }: ServerParts,
  job: Job,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const token = await service.pictures.tokenOf(job.key);
  interests.addUntilEnded(job, callerOf(request));
  await service.webhooks?.expect(job, `/jobs/${token}`);
  const document: JobDocument = await jobDocument(service.pictures, job.key, job.status, `/jobs/${token}`);
  return reply
    .code(202)
    .headers({ location: `/jobs/${token}`, 'cache-control': 'no-store', 'preference-applied': 'respond-async' })
    .type('application/json')
    .send(JSON.stringify(document));
}
