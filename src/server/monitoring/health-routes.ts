/** Whether the server lives, and whether it takes work. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { HEALTH_SCHEMA, READY_SCHEMA } from '../openapi/schemas.js';
import type { ServerParts } from '../server-parts.js';

const NOT_READY = 'no renders are taken now: the queue is full or away, or the server is stopping';

/** Adds `/health` and `/ready`. */
export function healthRoutes(app: FastifyInstance, { service, stopping }: ServerParts): void {
  const method: ['GET', 'HEAD'] = ['GET', 'HEAD'];
  app.route({ method, url: '/health', schema: HEALTH_SCHEMA, handler: (_, reply) => fine(reply) });
  app.route({
    method,
    url: '/ready',
    schema: READY_SCHEMA,
    handler: async (_, reply) => {
      if (stopping.aborted || !service.jobs.isReady()) throw new Cast2gifError('unavailable', NOT_READY);
      return fine(reply);
    },
  });
}

async function fine(reply: FastifyReply): Promise<FastifyReply> {
  return reply.header('cache-control', 'no-store').type('application/json').send('{"status":"ok"}');
}
