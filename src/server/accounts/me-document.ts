/** An owner's recordings as a document for programs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { playerSeconds } from '../../recordings/player-times.js';
import type { ListedPart, StoredRecording } from '../../recordings/recordings.js';
import { baseAddressOf } from '../http/base-address.js';
import type { ServerParts } from '../server-parts.js';
import { type RecordingAnswer, recordingAnswer } from '../uploads/upload-answer.js';

/** A recording of the list. */
interface OwnRecording extends RecordingAnswer {
  /** ISO 8601. */
  readonly uploaded_at: string;
  readonly byte_length: number;
  readonly duration_seconds: number;
  readonly columns: number;
  readonly rows: number;
}

/** What the document says. */
interface MeDocument {
  readonly owner: string;
  /** The newest first. */
  readonly recordings: readonly OwnRecording[];
  /** The address of the older ones. */
  readonly next: string | null;
}

/** Whether a document is asked for rather than a page. */
export function wantsDocument(request: FastifyRequest): boolean {
  return request.accepts().type(['html', 'json']) === 'json';
}

/** Answers with a part of an owner's recordings. */
export function sendMeDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ServerParts,
  owner: string,
  { recordings, next }: ListedPart,
): FastifyReply {
  const older = `${baseAddressOf(request, parts.settings)}/me?after=${encodeURIComponent(next ?? '')}`;
  const document: MeDocument = {
    owner,
    recordings: recordings.map((each) => ownRecording(request, parts, each)),
    next: next === undefined ? null : older,
  };
  const body = Buffer.from(JSON.stringify(document));
  reply.headers({
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

function ownRecording(request: FastifyRequest, parts: ServerParts, recording: StoredRecording): OwnRecording {
  const { uploadedMs, byteLength, survey } = recording;
  return {
    ...recordingAnswer(request, parts, recording),
    uploaded_at: new Date(uploadedMs).toISOString(),
    byte_length: byteLength,
    duration_seconds: playerSeconds(survey),
    columns: survey.columns,
    rows: survey.rows,
  };
}
