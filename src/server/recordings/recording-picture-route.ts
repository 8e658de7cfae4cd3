/** `GET /a/<id>.<extension>`: a picture of a recording that was uploaded, or the recording itself. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { type Format, formatOfPath } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import { readRequestOptions } from '../../options/request.js';
import { operatorOptions } from '../../options/service-settings.js';
import { readValue } from '../../options/value.js';
import type { ValueRow } from '../../options/value-row.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import { RECORDING_PICTURE_SCHEMA } from '../openapi/schemas.js';
import { Patience } from '../pictures/patience.js';
import type { Times } from '../pictures/picture-cache.js';
import { type PictureTerms, sendPicture } from '../pictures/send-picture.js';
import {
  type Asking,
  findShown,
  freshTerms,
  POSTER,
  sendFresh,
  type WantedPicture,
} from '../pictures/shown-picture.js';
import type { ServerParts } from '../server-parts.js';
import { castFile, RECORDING_EXTENSION } from './cast-file.js';
import { emptyStill, withPlayButton } from './play-button.js';
import { visibleRecording } from './recording-access.js';
import { LONGEST_FRESH_SECONDS } from './recording-freshness.js';

/** What an address may say besides options of the picture. */
const ADDRESS_ROWS = {
  pending: { kind: 'choice', flag: 'pending', choices: ['error'], help: 'What it shows while it is being made' },
  play: { kind: 'boolean', flag: 'play', help: 'A still with a play button' },
} as const satisfies Record<string, ValueRow>;

/** What the button is drawn over, unless the address says which moment. */
const BUTTON_AT = '50%';

/** What is asked for, and whether a button is drawn over it. */
interface AskedPicture extends WantedPicture {
  readonly hasButton: boolean;
}

/** Adds pictures of recordings that were uploaded. */
export function recordingPictureRoute(app: FastifyInstance, parts: ServerParts): void {
  app.route<{ Params: { id: string; extension: string } }>({
    method: ['GET', 'HEAD'],
    url: '/a/:id.:extension',
    schema: RECORDING_PICTURE_SCHEMA,
    handler: async (request, reply) => {
      const patience = new Patience(parts.settings.posterAfterSeconds * 1000);
      const { id, extension } = request.params;
      const recording = await visibleRecording(request, id, parts);
      if (extension === RECORDING_EXTENSION) return sendRecording(parts, recording, request, reply);
      const format = formatOfPath(`.${extension}`);
      if (format === undefined) throw new Cast2gifError('not-found', 'recordings have no pictures of this kind');
      const asked = await askedPicture(parts, recording, format, request);
      const asking = { request, reply, patience };
      if (!asked.hasButton || !asked.showsPoster) return show(parts, asked, timesOf(recording), asking);
      return showInAnyCase(parts, recording, asked, asking);
    },
  });
}

/** Whoever may see the recording may have it: only how long others keep it differs. */
function timesOf({ visibility, hiddenAtMs = Infinity }: StoredRecording): Times {
  return {
    freshUntilMs: Date.now() + LONGEST_FRESH_SECONDS * 1000,
    expiresMs: hiddenAtMs,
    maximumAgeSeconds: LONGEST_FRESH_SECONDS,
    isPrivate: visibility === 'private',
  };
}

async function sendRecording(
  { service }: ServerParts,
  recording: StoredRecording,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { file, encoding } = await castFile(service.store, recording, request.headers['accept-encoding']);
  const terms = freshTerms(timesOf(recording));
  const headers = { vary: 'accept-encoding', ...(encoding !== undefined && { 'content-encoding': encoding }) };
  return sendPicture({ picture: file, bytes: undefined }, request, reply, { ...terms, headers });
}

/** @throws Cast2gifError `usage` for an option that is unknown, wrong, or out of the bounds of requests */
async function askedPicture(
  { settings, bounds, checkPlan }: ServerParts,
  { castHash }: StoredRecording,
  format: Format,
  request: FastifyRequest,
): Promise<AskedPicture> {
  const fields = new URLSearchParams(request.raw.url!.split('?').slice(1).join('?'));
  const { pending, play = false } = readOwnOptions(fields);
  if (play && format !== 'svg') throw new Cast2gifError('usage', 'only .svg has a button', { label: '?play' });
  const read = readRequestOptions(fields, { otherNames: Object.keys(ADDRESS_ROWS), bounds });
  const options: RenderOptions = play ? { ...read, at: read.at ?? BUTTON_AT } : read;
  await checkPlan(format, { ...options, ...operatorOptions(settings) });
  const showsPoster = pending !== 'error' && settings.whileRendering === 'poster';
  return { castHash, format, options, showsPoster, hasButton: play };
}

function readOwnOptions(fields: URLSearchParams): { pending?: unknown; play?: boolean } {
  const pairs = Object.entries(ADDRESS_ROWS).flatMap(([name, row]) => {
    const values = fields.getAll(name);
    const label = `?${name}=`;
    if (values.length > 1) throw new Cast2gifError('usage', 'expected once, but given twice', { label });
    return values.map((value) => [name, readValue(row, value, 'query', { label })] as const);
  });
  return Object.fromEntries(pairs);
}

/** A link to the player is of use whatever its still shows. */
async function showInAnyCase(
  parts: ServerParts,
  recording: StoredRecording,
  asked: AskedPicture,
  asking: Asking,
): Promise<FastifyReply> {
  const times = timesOf(recording);
  try {
    return await show(parts, asked, times, asking);
  } catch (error) {
    if (!isPassing(error)) throw error;
    const still = { picture: emptyStill(recording.survey), bytes: undefined };
    return sendPicture(still, asking.request, asking.reply, standInTerms(POSTER, times));
  }
}

/** Whether it says nothing about the recording: the machine is busy, or the address asks for too much at once. */
function isPassing(error: unknown): boolean {
  return error instanceof Cast2gifError && (error.canRetry || error.code === 'aborted');
}

function standInTerms(standIn: PictureTerms, times: Times): PictureTerms {
  return times.isPrivate ? { ...standIn, ...freshTerms(times) } : { ...standIn, expiresMs: times.expiresMs };
}

/** Memory is asked by the picture's key, once it is known that it may be seen. */
async function show(parts: ServerParts, asked: AskedPicture, times: Times, asking: Asking): Promise<FastifyReply> {
  const { cache, metrics, service } = parts;
  const { key } = service.pictures.orderOf(asked);
  const address = `${asked.hasButton ? 'play' : 'picture'} ${key}`;
  const cached = cache.find(address, Date.now());
  metrics.looked(cached !== undefined);
  if (cached !== undefined) {
    await service.pictures.markLastingUse(key);
    return sendFresh(parts, cached, times, asking);
  }
  const { picture, standIn } = await findShown(parts, asked, asking);
  const drawn = asked.hasButton ? await withPlayButton(picture) : picture;
  if (standIn === undefined) return sendFresh(parts, await cache.keep(address, drawn, times), times, asking);
  const still = { picture: drawn, bytes: undefined };
  return sendPicture(still, asking.request, asking.reply, standInTerms(standIn, times));
}
