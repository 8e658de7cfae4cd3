/** `PUT`, `PATCH` and `DELETE /api/v1/recordings/:id`: owners change what they have uploaded. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { isRecordingId } from '../../recordings/recording-id.js';
import type { Recordings, StoredRecording } from '../../recordings/recordings.js';
import type { ServerParts } from '../server-parts.js';
import { ownerBehind } from './installation-access.js';
import { recordingAnswer } from './upload-answer.js';
import { nameBodyType, readUploadForm, takeUploadForms } from './upload-form.js';
import { sendUploadProblem } from './upload-problem.js';
import { wantPictures } from './upload-routes.js';

const URL_OF_RECORDING = '/api/v1/recordings/:id';

/** Adds the three. */
export async function recordingApiRoutes(app: FastifyInstance, parts: ServerParts): Promise<void> {
  await takeUploadForms(app, parts.settings.maxUploadBytes);
  app.setErrorHandler((error, request, reply) => sendUploadProblem('v1', error, request, reply));
  const onRequest = async (request: FastifyRequest) => {
    nameBodyType(request);
    await parts.count(request);
  };
  app.route({
    method: ['PATCH', 'PUT'],
    url: URL_OF_RECORDING,
    schema: CHANGE_SCHEMA,
    onRequest,
    handler: async (request, reply) => {
      const recording = await change(request, parts);
      return send(reply, JSON.stringify(recordingAnswer(request, parts, recording)));
    },
  });
  app.route({
    method: 'DELETE',
    url: URL_OF_RECORDING,
    schema: { summary: 'Delete a recording' },
    onRequest,
    handler: async (request, reply) => {
      const { id } = await ownRecording(request, parts);
      await recordingsOf(parts).remove(id);
      return reply.code(204).header('cache-control', 'no-store').send();
    },
  });
}

function send(reply: FastifyReply, body: string): FastifyReply {
  return reply.header('cache-control', 'no-store').type('application/json').send(body);
}

async function change(request: FastifyRequest, parts: ServerParts): Promise<StoredRecording> {
  const { id } = await ownRecording(request, parts);
  return parts.uploadRoom.hold(async (take) => {
    const { bytes, changes } = await readUploadForm(request, { maximumBytes: parts.settings.maxUploadBytes, take });
    if (bytes === undefined) return recordingsOf(parts).revise(id, changes);
    if (request.method === 'PATCH') {
      throw new Cast2gifError('usage', 'expected title, description, visibility or audio_url; PUT takes a recording');
    }
    const recording = await recordingsOf(parts).replaceCast(id, bytes, changes);
    await wantPictures(request, recording.castHash, parts);
    return recording;
  });
}

/** @throws Cast2gifError `unauthorized`; `not-found` for a recording that is not the owner's who asks */
async function ownRecording(request: FastifyRequest, parts: ServerParts): Promise<StoredRecording> {
  const owner = await ownerBehind(request, parts);
  const { id } = request.params as { readonly id: string };
  const recording = isRecordingId(id) ? await recordingsOf(parts).find(id) : undefined;
  if (recording?.owner === owner) return recording;
  throw new Cast2gifError('not-found', 'you have no such recording');
}

function recordingsOf({ service }: ServerParts): Recordings {
  return service.recordings!;
}

const CHANGE_SCHEMA = {
  summary: 'Change what is said about a recording',
  description:
    'For owners: an install id that was claimed as the password of Basic authentication, or a token. The body is JSON, or a form, with any of `title`, `description`, `visibility` and `audio_url`; `PUT` also takes a file, which replaces the recording.',
  consumes: ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded'],
} as const;
