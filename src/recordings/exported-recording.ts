/** What stands beside a recording that was exported: `ID.json` tells what its bytes, in `ID.cast`, do not. */
import { Cast2gifError } from '../errors.js';
import { decodeJson } from '../store/store-layout.js';
import { installIdOf } from './installations.js';
import { isOwnerName } from './owners.js';
import type { DetailChanges } from './recording-document.js';
import type { StoredRecording } from './recordings.js';

/** The document beside a recording. */
export interface RecordingFile extends Pick<DetailChanges, 'title' | 'description' | 'visibility' | 'audioUrl'> {
  readonly id: string;
  /** Of the bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly uploadedMs: number;
  /** Of the recorder. */
  readonly installId: string;
  /** Who has claimed that installation. */
  readonly owner?: string | undefined;
}

/** The document of a recording, for people to read as well. */
export function writeRecordingFile(recording: StoredRecording): Uint8Array {
  const { id, castHash, uploadedMs, installId, owner, title, description, visibility, audioUrl } = recording;
  const given = { id, sha256: castHash, uploadedMs, installId, owner, title, description, visibility, audioUrl };
  return Buffer.from(`${JSON.stringify(given satisfies Partial<RecordingFile>, undefined, 2)}\n`);
}

/** @throws Cast2gifError `usage` for what is no such document */
export function readRecordingFile(bytes: Uint8Array): RecordingFile {
  const value = parsed(bytes);
  const { id, sha256, uploadedMs, installId, owner } = value;
  const problem = problemOf({
    id: typeof id === 'string',
    sha256: typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256),
    uploadedMs: Number.isSafeInteger(uploadedMs) && Math.abs(uploadedMs as number) < 8e15,
    installId: typeof installId === 'string' && installIdOf(installId) === installId,
    owner: owner === undefined || (typeof owner === 'string' && isOwnerName(owner)),
    ...Object.fromEntries(
      TEXTS.map((name) => [name, value[name] === undefined || typeof value[name] === 'string'] as const),
    ),
  });
  if (problem === undefined) return value as unknown as RecordingFile;
  throw new Cast2gifError('usage', `${problem} is missing or wrong; expected what cast2gif export writes`);
}

const TEXTS = ['title', 'description', 'visibility', 'audioUrl'] as const;

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = decodeJson(bytes);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below.
  }
  throw new Cast2gifError('usage', 'expected a JSON object, as cast2gif export writes it');
}

/** The first name of what is not right. */
function problemOf(checks: Readonly<Record<string, boolean>>): string | undefined {
  return Object.keys(checks).find((name) => !checks[name]);
}
