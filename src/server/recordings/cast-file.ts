/** A recording as a file to be sent. */
import { Cast2gifError } from '../../errors.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import type { Store } from '../../store/store.js';
import { castKey } from '../../store/store-layout.js';
import type { SentFile } from '../pictures/send-picture.js';

/** Recordings are called `<id>.cast`. */
export const RECORDING_EXTENSION = 'cast';

const MEDIA_TYPE = 'application/x-asciicast';

/** The first bytes of the compressions that recordings are uploaded in, and what HTTP calls them. */
const ENCODINGS = [
  { encoding: 'gzip', magic: [0x1f, 0x8b] },
  { encoding: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
] as const;
const MAGIC_BYTES = 4;

/** A file, and how its bytes are compressed, where the client takes that. */
export interface CastFile {
  readonly file: SentFile;
  readonly encoding?: string;
}

/** The recording as it came. One that is compressed says so to clients that unpack it by themselves. */
export async function castFile(
  store: Store,
  { castHash, byteLength }: Pick<StoredRecording, 'castHash' | 'byteLength'>,
  acceptEncoding = '',
): Promise<CastFile> {
  const open: SentFile['open'] = async (range) => {
    const opened = await store.open(castKey(castHash), range);
    if (opened === undefined) throw new Cast2gifError('unavailable', 'the recording has just gone; try again');
    return opened;
  };
  const start = await firstBytes(open, byteLength);
  const packed = ENCODINGS.find(({ magic }) => magic.every((byte, index) => start[index] === byte));
  const isTaken = packed !== undefined && acceptEncoding.includes(packed.encoding);
  const contentHash = isTaken ? `${castHash}-${packed.encoding}` : castHash;
  const file = { mediaType: MEDIA_TYPE, contentHash, byteLength, concessions: [], open };
  return { file, ...(isTaken && { encoding: packed.encoding }) };
}

async function firstBytes(open: SentFile['open'], byteLength: number): Promise<Buffer> {
  const { stream } = await open({ start: 0, end: Math.min(MAGIC_BYTES, byteLength) });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
