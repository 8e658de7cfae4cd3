/** `GET /a/<id>/iframe`: the player alone, in frames of any site; without scripts the picture. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { posterSeconds } from '../../recordings/player-times.js';
import { scriptData } from '../../text/script-data.js';
import { escapeXml } from '../../text/xml.js';
import type { EmbeddedRecording } from '../../web/embedded-recording.js';
import { IFRAME_FACTS_ID, type IframeFacts } from '../../web/iframe-facts.js';
import { IFRAME_SCHEMA } from '../openapi/schemas.js';
import type { BuiltFiles } from '../pages/page-files.js';
import { playerPolicy } from '../pages/player-policy.js';
import type { ServerParts } from '../server-parts.js';
import { embeddingOf } from './embedding.js';
import { visibleRecording } from './recording-access.js';
import { recordingCacheControl } from './recording-freshness.js';

/** The way to the server's first page. */
const ROOT = '../../';

/** Adds the player for frames of other pages. */
export function iframeRoute(app: FastifyInstance, parts: ServerParts): void {
  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: '/a/:id/iframe',
    schema: IFRAME_SCHEMA,
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
  const embedded = await embeddingOf(recording, request, parts);
  const { audioUrl, survey } = recording;
  const facts = {
    cast: `../${id}.cast`,
    posterSeconds: posterSeconds(survey),
    ...(audioUrl !== undefined && { audioUrl }),
  };
  const body = Buffer.from(iframePage(id, embedded, facts, await parts.builtFiles()));
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
      'cache-control': recordingCacheControl(recording, Date.now()),
      'content-security-policy': playerPolicy(audioUrl, '*'),
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(request.method === 'HEAD' ? undefined : body);
}

function iframePage(
  id: string,
  { title, altText, addresses, size }: EmbeddedRecording,
  facts: IframeFacts,
  { addressOf, player }: BuiltFiles,
): string {
  const image = `<img src="../${id}.gif" width="${size.widthPx}" height="${size.heightPx}" alt="${escapeXml(altText)}">`;
  const picture = `<a class="picture" href="../${id}" target="_blank" rel="noopener">${image}</a>`;
  const scripts =
    player &&
    [player.script, addressOf('iframe-page.js')].map((path) => `<script defer src="${ROOT}${path}"></script>`);
  const styles = [...(player ? [player.style] : []), addressOf('iframe.css')];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${escapeXml(title)}</title><link rel="canonical" href="${escapeXml(addresses.page)}">
${styles.map((path) => `<link rel="stylesheet" href="${ROOT}${path}">`).join('')}
${scripts?.join('') ?? ''}<script type="application/json" id="${IFRAME_FACTS_ID}">${scriptData(facts)}</script></head>
<body><main id="player">${player ? `<noscript>${picture}</noscript>` : picture}</main></body></html>
`;
}
