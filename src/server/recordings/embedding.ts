/** What other sites are told of a recording that was uploaded. */
import type { FastifyRequest } from 'fastify';
import { SITES } from '../../options/sites.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import type { PictureFacts } from '../../store/store-layout.js';
import type { EmbeddedRecording } from '../../web/embedded-recording.js';
import { expectedSize } from '../../web/expected-size.js';
import { playerSizeAt } from '../../web/player-size.js';
import { recordingAddresses } from '../../web/recording-addresses.js';
import { baseAddressOf } from '../http/base-address.js';
import type { ServerParts } from '../server-parts.js';

/** Of somebody who has not said what it is. */
const UNTITLED = 'Terminal recording';

/** Everything that other sites are told; nothing is rendered for it. */
export async function embeddingOf(
  recording: StoredRecording,
  request: FastifyRequest,
  parts: ServerParts,
): Promise<EmbeddedRecording> {
  const [gif, formats] = await Promise.all([madeGif(recording, parts), parts.possibleFormats()]);
  const { id, survey, visibility, uploadedMs, description = '' } = recording;
  const title = titleOf(recording);
  const size = gif ?? expectedSize(survey);
  return {
    title,
    description: plainText(description) || `A terminal recording, ${survey.columns} columns by ${survey.rows} rows.`,
    altText: gif?.altText || title,
    uploadedAt: new Date(uploadedMs).toISOString(),
    durationUs: survey.durationUs,
    size: { widthPx: size.widthPx, heightPx: size.heightPx },
    playerSize: playerSizeAt(size.widthPx, survey),
    addresses: recordingAddresses(baseAddressOf(request, parts.settings), id),
    isListed: visibility === 'public',
    hasVideo: formats.includes('mp4'),
    isLargeGif: gif !== undefined && gif.byteLength > SITES.github.maximumBytes,
  };
}

/** What a recording is called. */
export function titleOf({ title, survey }: StoredRecording): string {
  return title ?? (survey.title?.trim() || UNTITLED);
}

/** Facts about the GIF with default options, if it is made. */
async function madeGif({ castHash }: StoredRecording, { service }: ServerParts): Promise<PictureFacts | undefined> {
  const { key } = service.pictures.orderOf({ castHash, format: 'gif', options: {} });
  return service.pictures.find(key);
}

/** Markdown without its most frequent signs; read once, as in description-html.ts. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/^\s{0,3}(?:#{1,6}|>|[-*+])\s+|[*`]+/gm, '')
    .trim();
}
