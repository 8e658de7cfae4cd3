import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Cast2gifError } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';

/** How many nested layers of compression are removed. */
const MAXIMUM_DEPTH = 3;

/**
 * Input is fed in small pieces: a block of three bytes may expand to 128 KiB, and everything a piece expands to is in
 * memory at once.
 */
const ZSTD_PIECE_BYTES = 512;

/**
 * Decompresses gzip and zstd, recognised by their first bytes, whatever the file is called.
 * @param limitBytes most bytes to yield
 * @throws Cast2gifError `recording` if the data is damaged or cut short, `limit` if it is larger than the limit
 */
export async function* decompressed(
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
  depth = 0,
): AsyncGenerator<Uint8Array> {
  const { head, whole } = await withHead(counted(stream, limitBytes), 4);
  const compression = depth < MAXIMUM_DEPTH ? compressionOf(head) : undefined;
  if (compression === undefined) yield* whole;
  else yield* decompressed(compression === 'gzip' ? gunzipped(whole) : unzstd(whole), limitBytes, depth + 1);
}

/** Counts the bytes of each stage, because an intermediate stage may be the largest. */
async function* counted(stream: AsyncIterable<Uint8Array>, limitBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.length;
    if (total > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

function tooLarge(limitBytes: number): Cast2gifError {
  return new Cast2gifError('limit', `the recording is larger than the limit of ${describeBytes(limitBytes)}`);
}

function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const rest = head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  return head[0] === 0x28 && rest ? 'zstd' : undefined;
}

/** Peeks at the first bytes of a stream (fewer only if it ends); `whole` yields the stream from its start. */
async function withHead(
  stream: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const iterator = stream[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < length) {
    const step = await iterator.next();
    if (step.done === true) break;
    head = head.length === 0 ? step.value : Buffer.concat([head, step.value]);
  }
  return { head, whole: resumed(head, iterator) };
}

async function* resumed(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value;
  } finally {
    await iterator.return?.();
  }
}

async function* gunzipped(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(stream, gunzip, () => {
    // Errors surface where the data is read.
  });
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    throw damaged('gzip', error, (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR');
  } finally {
    gunzip.destroy();
  }
}

async function* unzstd(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Imported on demand: few recordings use zstd.
  const { Decompress, ZstdErrorCode } = await import('fzstd');
  let output: Uint8Array[] = [];
  const decompressor = new Decompress((chunk) => {
    if (chunk.length > 0) output.push(chunk);
  });
  const push = (bytes: Uint8Array, final: boolean): Uint8Array[] => {
    output = [];
    try {
      decompressor.push(bytes, final);
    } catch (error) {
      throw damaged('zstd', error, (error as { code?: number }).code === ZstdErrorCode.UnexpectedEOF);
    }
    return output;
  };
  for await (const chunk of stream)
    for (let at = 0; at < chunk.length; at += ZSTD_PIECE_BYTES)
      yield* push(chunk.subarray(at, at + ZSTD_PIECE_BYTES), false);
  yield* push(new Uint8Array(0), true);
}

function damaged(compression: string, error: unknown, cutShort: boolean): Cast2gifError {
  if (error instanceof Cast2gifError) return error;
  const what = cutShort ? 'is cut short' : 'is damaged';
  return new Cast2gifError('recording', `its ${compression} compression ${what}`, { cause: error });
}
