/** What a recorder is told of its recording: it prints the message. */
import type { FastifyRequest } from 'fastify';
import type { StoredRecording } from '../../recordings/recordings.js';
import { baseAddressOf } from '../http/base-address.js';
import type { ServerParts } from '../server-parts.js';
import { connectAddress } from './installation-access.js';

/** A recording as the interface of an asciinema server shows it. */
export interface RecordingAnswer {
  readonly id: string;
  /** Its page. */
  readonly url: string;
  readonly file_url: string;
  readonly audio_url: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly visibility: string;
}

/** Where a recording's page is. */
export function pageAddress(request: FastifyRequest, { settings }: Pick<ServerParts, 'settings'>, id: string): string {
  return `${baseAddressOf(request, settings)}/a/${id}`;
}

/** What the interface says of a recording. */
export function recordingAnswer(
  request: FastifyRequest,
  parts: ServerParts,
  { id, audioUrl, title, description, visibility }: StoredRecording,
): RecordingAnswer {
  const url = pageAddress(request, parts, id);
  const said = { audio_url: audioUrl ?? null, title: title ?? null, description: description ?? null, visibility };
  return { id, url, file_url: `${url}.cast`, ...said };
}

/** What the recorder prints once a recording is kept. */
export function uploadMessage(request: FastifyRequest, parts: ServerParts, recording: StoredRecording): string {
  const page = pageAddress(request, parts, recording.id);
  const lines = ['View the recording at:', '', `    ${page}`, '', 'As a GIF:', '', `    ${page}.gif`];
  if (recording.owner !== undefined) return lines.join('\n');
  const connect = connectAddress(request, parts, recording.installId);
  return [...lines, '', `${stayText(recording)}, open:`, '', `    ${connect}`].join('\n');
}

/** How long an unclaimed recording stays; the end of the sentence is the address that keeps it. */
function stayText({ visibility, hiddenAtMs, removedAtMs }: StoredRecording): string {
  const privately = visibility === 'private' ? 'It is private, and nobody sees it until it is yours. ' : '';
  if (removedAtMs === undefined) return `${privately}To edit or delete it later`;
  const removed = `removed on ${momentText(removedAtMs)}`;
  const isHiddenFirst = hiddenAtMs !== undefined && hiddenAtMs < removedAtMs;
  const end = isHiddenFirst ? `hidden on ${momentText(hiddenAtMs)} and ${removed}` : removed;
  return `${privately}It will be ${end}. To keep it`;
}

/** `2026-12-06 14:03 UTC`. */
function momentText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
