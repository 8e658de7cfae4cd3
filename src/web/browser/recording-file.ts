/** A recording that a visitor has brought: a file, pasted text, or what an address gave. */
import { decompress } from 'fzstd';
import { outlineOf, type RecordingOutline } from '../recording-outline.js';

/** A recording, as the page keeps it. */
export interface BroughtRecording {
  readonly name: string;
  /** What the service calls it. */
  readonly title?: string;
  /** As it was brought. */
  readonly blob: Blob;
  /** Whether the visitor has it as a file of that name. */
  readonly isOnDisk: boolean;
  readonly byteLength: number;
  /** What is sent with every request: compressed where that is worth it. */
  readonly body: Blob;
  readonly encoding?: 'gzip';
  /** The recording as text, for the player; both are undefined where the page cannot make sense of it. */
  readonly text?: string;
  readonly outline?: RecordingOutline;
  /** Where it can be fetched from. */
  readonly address?: string;
  /** The page of a recording that the service keeps, seen from the first page: `a/<id>`. */
  readonly page?: string;
}

/** Smaller recordings are sent as they are. */
const WORTH_COMPRESSING_BYTES = 32_768;
const GZIP_MAGIC = [0x1f, 0x8b];
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** What a visitor has brought, and how. */
export type Brought = Pick<BroughtRecording, 'name' | 'title' | 'blob' | 'isOnDisk' | 'address' | 'page'>;

/** Reads what a visitor has brought. */
export async function bringRecording(brought: Brought): Promise<BroughtRecording> {
  const { blob } = brought;
  const start = await bytesOf(blob.slice(0, 4));
  const text = await recordingText(blob);
  const outline = text === undefined ? undefined : outlineOf(text);
  const isPacked = beginsWith(start, GZIP_MAGIC) || beginsWith(start, ZSTD_MAGIC);
  const compresses = !isPacked && blob.size >= WORTH_COMPRESSING_BYTES;
  return {
    ...brought,
    byteLength: blob.size,
    body: compresses ? await piped(blob, new CompressionStream('gzip')) : blob,
    ...(compresses && { encoding: 'gzip' as const }),
    ...(text !== undefined && outline !== undefined && { text, outline }),
  };
}

/** A recording as text, unpacked; undefined where it is compressed and broken. */
export async function recordingText(blob: Blob): Promise<string | undefined> {
  try {
    const start = await bytesOf(blob.slice(0, 4));
    if (beginsWith(start, GZIP_MAGIC)) return await (await piped(blob, new DecompressionStream('gzip'))).text();
    if (beginsWith(start, ZSTD_MAGIC)) return new TextDecoder().decode(decompress(await bytesOf(blob)));
    return await blob.text();
  } catch {
    return undefined;
  }
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

function piped(blob: Blob, through: CompressionStream | DecompressionStream): Promise<Blob> {
  return new Response(blob.stream().pipeThrough(through)).blob();
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
