/** Live streams of asciinema 3: there are none here, which the recorder says in these words. */
import type { FastifyInstance } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { ServerParts } from '../server-parts.js';
import { takeUploadForms } from './upload-form.js';
import { sendUploadProblem } from './upload-problem.js';

const MESSAGE = 'this server takes no live streams; record with "asciinema rec" and send it with "asciinema upload"';
const LARGEST_BODY_BYTES = 100_000;

/** Adds what `asciinema stream` asks for. */
export async function streamRefusal(app: FastifyInstance, { count }: ServerParts): Promise<void> {
  await takeUploadForms(app, LARGEST_BODY_BYTES);
  app.setErrorHandler((error, request, reply) => sendUploadProblem('v1', error, request, reply));
  const handler = async () => {
    throw new Cast2gifError('not-found', MESSAGE);
  };
  const route = { schema: { hide: true }, onRequest: count, handler };
  app.route({ ...route, method: 'POST', url: '/api/v1/streams' });
  app.route({ ...route, method: ['PATCH', 'PUT', 'DELETE'], url: '/api/v1/streams/:id' });
  app.route({ ...route, method: 'GET', url: '/api/v1/user/streams' });
}
