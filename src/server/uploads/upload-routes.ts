/** `POST /api/asciicasts` and `POST /api/v1/recordings`: what `asciinema upload` sends stays here. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import type { Format } from '../../options/formats.js';
import type { ServerParts } from '../server-parts.js';
import { installationOf } from './installation-access.js';
import { pageAddress, recordingAnswer, uploadMessage } from './upload-answer.js';
import { nameBodyType, readUploadForm, takeUploadForms } from './upload-form.js';
import { type CheckMayUpload, type CountUpload, createUploadCheck, createUploadCount } from './upload-limits.js';
import { sendUploadProblem, type UploadInterface } from './upload-problem.js';

/** The addresses that recorders know: 2.x the first, 3.x the second. */
const ADDRESSES: readonly (readonly [url: string, answerAs: UploadInterface])[] = [
  ['/api/asciicasts', 'plain'],
  ['/api/v1/recordings', 'v1'],
];

/** Adds both. */
export async function uploadRoutes(app: FastifyInstance, parts: ServerParts): Promise<void> {
  const count = createUploadCount(app, parts.settings.uploadsPerMinute);
  const check = createUploadCheck(parts);
  for (const [url, answerAs] of ADDRESSES) {
    await app.register(async (scope) => {
      await takeUploadForms(scope, parts.settings.maxUploadBytes);
      scope.setErrorHandler((error, request, reply) => sendUploadProblem(answerAs, error, request, reply));
      uploadRoute(scope, url, parts, { count, check });
    });
  }
}

/** What keeps one user from filling the server. */
interface Limits {
  readonly count: CountUpload;
  readonly check: CheckMayUpload;
}

function uploadRoute(app: FastifyInstance, url: string, parts: ServerParts, { count, check }: Limits): void {
  app.route({
    method: 'POST',
    url,
    schema: UPLOAD_SCHEMA,
    onRequest: async (request) => {
      nameBodyType(request);
      await count(request);
    },
    handler: (request, reply) => upload(request, reply, parts, check),
  });
}

async function upload(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ServerParts,
  check: CheckMayUpload,
): Promise<FastifyReply> {
  const { service, settings, uploadRoom } = parts;
  const installation = await installationOf(request, parts);
  await check(request, installation);
  const recording = await uploadRoom.hold(async (take) => {
    const { bytes, changes } = await readUploadForm(request, { maximumBytes: settings.maxUploadBytes, take });
    return service.recordings!.upload(recordingIn(bytes), { installId: installation.id, ...changes });
  });
  await wantPictures(request, recording.castHash, parts);
  const answer = { ...recordingAnswer(request, parts, recording), message: uploadMessage(request, parts, recording) };
  return reply
    .code(201)
    .headers({ location: pageAddress(request, parts, recording.id), 'cache-control': 'no-store' })
    .type('application/json')
    .send(JSON.stringify(answer));
}

/** @throws Cast2gifError `usage` where there is none; `recording` */
function recordingIn(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Cast2gifError('usage', 'expected a form with the recording as a file');
  if (bytes.length === 0) throw new Cast2gifError('recording', 'not a recording: it is empty');
  return bytes;
}

/** What the page and its links show. An upload is not refused because these cannot be noted: they are made when asked for. */
export async function wantPictures(
  { log }: FastifyRequest,
  castHash: string,
  { service, possibleFormats }: ServerParts,
): Promise<void> {
  try {
    const possible = await possibleFormats();
    await service.wanted!.want(
      castHash,
      WANTED_FORMATS.filter((format) => possible.includes(format)),
    );
  } catch (error) {
    log.warn({ problem: asCast2gifError(error).message }, 'pictures of an upload could not be noted');
  }
}

const WANTED_FORMATS: readonly Format[] = ['png', 'gif', 'vtt', 'mp4'];

const UPLOAD_SCHEMA = {
  summary: 'Keep a recording, as `asciinema upload` sends it',
  description:
    'A form with the recording as a file, and perhaps `title`, `description`, `visibility` (public, unlisted, private) and `audio_url`; or the recording as it is. The install id of the recorder is the password of Basic authentication. `Location` and `url` are the address of its page; `message` is for the user.',
  consumes: ['multipart/form-data', 'application/octet-stream'],
} as const;
