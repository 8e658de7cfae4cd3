/** `GET /a/<id>.js`: the script that puts the player into a page of another site. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EMBED_SCRIPT_SCHEMA } from '../openapi/schemas.js';
import type { ServerParts } from '../server-parts.js';
import { titleOf } from './embedding.js';
import { visibleRecording } from './recording-access.js';
import { recordingCacheControl } from './recording-freshness.js';

/** Adds the scripts that embed players. */
export function embedScriptRoute(app: FastifyInstance, parts: ServerParts): void {
  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: '/a/:id.js',
    schema: EMBED_SCRIPT_SCHEMA,
    handler: (request, reply) => show(parts, request.params.id, request, reply),
  });
}

async function show(
  parts: ServerParts,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const recording = await visibleRecording(request, id, parts);
  const { columns, rows } = recording.survey;
  const facts = JSON.stringify({ id, title: titleOf(recording), columns, rows });
  // A block, so that several scripts of one page do not share the name.
  const { embedScript } = await parts.builtFiles();
  const body = Buffer.from(`{const EMBEDDED_RECORDING=${facts};\n${embedScript}}\n`);
  return reply
    .headers({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': body.length,
      'cache-control': recordingCacheControl(recording, Date.now()),
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
    .send(request.method === 'HEAD' ? undefined : body);
}
