/** Who may see a recording. */
import type { FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import { type ViewerParts, viewerOf } from '../accounts/viewer.js';

/**
 * The recording of an id, for whoever asks.
 * @throws Cast2gifError `not-found`; `gone` while it is hidden; `unauthorized` for a private one and a stranger
 */
export async function visibleRecording(
  request: FastifyRequest,
  id: string,
  parts: ViewerParts,
): Promise<StoredRecording> {
  const recording = await parts.service.recordings?.find(id);
  if (recording === undefined || recording.state === 'expired') throw notFound();
  if (recording.state === 'hidden') throw gone(recording);
  if (recording.visibility === 'private') await checkIsOwner(request, recording, parts);
  return recording;
}

async function checkIsOwner(request: FastifyRequest, { owner }: StoredRecording, parts: ViewerParts): Promise<void> {
  const viewer = await viewerOf(request, parts);
  if (viewer !== undefined && viewer.owner === owner) return;
  if (viewer !== undefined) throw notFound();
  const who = owner === undefined ? 'nobody, until the one who recorded it claims it' : 'its owner alone';
  throw new Cast2gifError('unauthorized', `this recording is private: it is shown to ${who}`);
}

function notFound(): Cast2gifError {
  return new Cast2gifError('not-found', 'there is no such recording');
}

/** Says why it is hidden, and how it comes back. */
function gone({ removedAtMs }: StoredRecording): Cast2gifError {
  const until = removedAtMs === undefined ? '' : ` before ${new Date(removedAtMs).toISOString().slice(0, 10)}`;
  const remedy = `it comes back when the one who recorded it claims it${until}: "asciinema auth" says where`;
  return new Cast2gifError('gone', `this recording is hidden, because nobody has claimed it; ${remedy}`);
}
