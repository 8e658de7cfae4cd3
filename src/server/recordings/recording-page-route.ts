/** `GET /a/<id>`: the page of a recording that was uploaded. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Format } from '../../options/formats.js';
import type { Picture } from '../../pictures/picture-service.js';
import { playerSeconds, playerSecondsOf, posterSeconds } from '../../recordings/player-times.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import type { EmbeddedRecording } from '../../web/embedded-recording.js';
import { metadataHtml } from '../../web/recording-metadata.js';
import { recordingSnippets } from '../../web/recording-snippets.js';
import { RECORDING_PAGE_SCHEMA } from '../openapi/schemas.js';
import { playerPolicy } from '../pages/player-policy.js';
import type { ServerParts } from '../server-parts.js';
import { embeddingOf } from './embedding.js';
import { visibleRecording } from './recording-access.js';
import { type RecordingView, recordingPage } from './recording-html.js';
import { shownTranscript } from './shown-transcript.js';

/** The way from the page to the server's first page. */
const ROOT = '../';

/** Adds the pages of recordings. */
export function recordingPageRoute(app: FastifyInstance, parts: ServerParts): void {
  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: '/a/:id',
    schema: RECORDING_PAGE_SCHEMA,
    handler: async (request, reply) => {
      const recording = await visibleRecording(request, request.params.id, parts);
      const embedding = await embeddingOf(recording, request, parts);
      const html = recordingPage(await viewOf(recording, embedding, parts));
      return send(html, recording, request, reply);
    },
  });
}

function send(
  html: string,
  { visibility, audioUrl }: StoredRecording,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const body = Buffer.from(html);
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': visibility === 'private' ? 'private, no-store' : 'no-cache',
    'content-security-policy': playerPolicy(audioUrl, "'none'"),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

async function viewOf(
  recording: StoredRecording,
  embedding: EmbeddedRecording,
  parts: ServerParts,
): Promise<RecordingView> {
  const { id, survey, uploadedMs } = recording;
  const { addressOf, player } = await parts.builtFiles();
  const made = await madePictures(recording, parts);
  const facts = made.find(({ format }) => format === 'gif')?.picture;
  const vtt = made.find(({ format }) => format === 'vtt')?.picture;
  const query = embedding.isLargeGif ? 'for=github' : '';
  return {
    ...{ id, title: embedding.title, altText: embedding.altText, size: embedding.size },
    ...{ owner: recording.owner, visibility: recording.visibility, description: recording.description },
    ...{ columns: survey.columns, rows: survey.rows, byteLength: recording.byteLength },
    ...{ hiddenAtMs: recording.hiddenAtMs, site: parts.settings },
    datedMs: survey.recordedMs ?? uploadedMs,
    isRecordedThen: survey.recordedMs !== undefined,
    durationSeconds: playerSeconds(survey),
    chapters: survey.markers.map((marker) => ({ seconds: playerSecondsOf(marker, survey), label: marker.label })),
    formats: made.map(({ format, picture }) => ({ format, byteLength: picture?.byteLength })),
    snippets: recordingSnippets({ ...embedding, id, query }),
    transcript: vtt && (await shownTranscript(vtt)),
    metadata: metadataHtml(embedding),
    castAddress: embedding.addresses.picture('cast'),
    assets: {
      style: `${ROOT}${addressOf('recording-page.css')}`,
      script: `${ROOT}${addressOf('recording-page.js')}`,
      icon: `${ROOT}${addressOf('icon.svg')}`,
    },
    facts: {
      id,
      isMade: facts !== undefined,
      posterSeconds: posterSeconds(survey),
      ...(recording.audioUrl !== undefined && { audioUrl: recording.audioUrl }),
      ...(player && { player: { script: `${ROOT}${player.script}`, style: `${ROOT}${player.style}` } }),
    },
  };
}

interface MadePicture {
  readonly format: Format;
  readonly picture: Picture | undefined;
}

/** All formats, and what there is of each with default options. */
async function madePictures(
  { castHash }: StoredRecording,
  { service: { pictures }, possibleFormats }: ServerParts,
): Promise<MadePicture[]> {
  const find = (format: Format) => pictures.find(pictures.orderOf({ castHash, format, options: {} }).key);
  const formats = await possibleFormats();
  return Promise.all(formats.map(async (format) => ({ format, picture: await find(format) })));
}
