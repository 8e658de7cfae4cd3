/** `/openapi.json`: the description of the routes, from their schemas; `/docs`: the same as a page. */
import type { FastifyInstance } from 'fastify';
import type { ServerParts } from '../server-parts.js';
import { docsPage, type OpenApi } from './docs-page.js';
import { JOB_DOCUMENT_SCHEMA, PROBLEM_SCHEMA } from './schemas.js';

/** Before the routes it is to describe. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  app.addSchema(PROBLEM_SCHEMA);
  app.addSchema(JOB_DOCUMENT_SCHEMA);
  await app.register((await import('@fastify/swagger')).default, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'cast2gif', version, description: 'Pictures of terminal recordings' },
      servers: [{ url: '/' }],
    },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, at) => String($id ?? `schema${at}`) },
    // Pages and their parts have no description.
    transform: ({ schema, url }) => ({
      schema: schema?.summary === undefined ? { ...schema, hide: true } : schema,
      url,
    }),
  });
}

/** Adds the OpenAPI description and the page made from it. */
export function openApiRoutes(app: FastifyInstance, { settings }: Pick<ServerParts, 'settings'>): void {
  const method: ['GET', 'HEAD'] = ['GET', 'HEAD'];
  const schema = { hide: true };
  const headers = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
  const description = () => app.swagger() as OpenApi;
  app.route({
    ...{ method, schema },
    url: '/openapi.json',
    handler: async (_, reply) =>
      reply
        .headers({ ...headers, 'access-control-allow-origin': '*' })
        .type('application/json')
        .send(Buffer.from(JSON.stringify(description()))),
  });
  app.route({
    ...{ method, schema },
    url: '/docs',
    handler: async (_, reply) => {
      const { html, policy } = docsPage(description(), settings);
      return reply
        .headers({ ...headers, 'content-security-policy': policy })
        .type('text/html; charset=utf-8')
        .send(Buffer.from(html));
    },
  });
}
