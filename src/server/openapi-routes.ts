/** `/openapi.json`: the description of the routes, from their schemas; `/docs`: the same as a page. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { DOCS_STYLE, docsPage, type OpenApi } from './docs-page.js';
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

export function openApiRoutes(app: FastifyInstance): void {
  const method: ['GET', 'HEAD'] = ['GET', 'HEAD'];
  const schema = { hide: true };
  const send = (type: string, text: () => string, headers: Record<string, string> = {}) => ({
    method,
    schema,
    handler: async (_: unknown, reply: import('fastify').FastifyReply) =>
      reply
        .headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', ...headers })
        .type(type)
        .send(Buffer.from(text())),
  });
  const hash = createHash('sha256').update(DOCS_STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const description = () => app.swagger() as OpenApi;
  app.route({
    url: '/openapi.json',
    ...send('application/json', () => JSON.stringify(description()), { 'access-control-allow-origin': '*' }),
  });
  app.route({
    url: '/docs',
    ...send('text/html; charset=utf-8', () => docsPage(description()), { 'content-security-policy': policy }),
  });
}
