import { Readable } from 'node:stream';
import { type S3Download, unreachable } from './s3-client.js';

/** So often in a row a download may fail without a byte. */
const MOST_FAILURES = 3;

/**
 * The bytes of a download, up to a position; where the connection is cut, the rest is asked for again.
 * @param reopen asks for what begins at a position
 */
export function resumingStream(
  first: S3Download,
  { start, end }: { readonly start: number; readonly end: number },
  reopen: (start: number) => Promise<S3Download>,
): Readable {
  let download = first;
  let at = start;
  const nextChunk = async (): Promise<Uint8Array | null> => {
    for (let failures = 0; at < end; failures++) {
      const chunk = await download.next().catch(() => undefined);
      if (chunk !== undefined) {
        at += chunk.length;
        return chunk;
      }
      if (failures >= MOST_FAILURES) throw unreachable(undefined);
      await download.cancel();
      download = await reopen(at);
    }
    // Only a connection whose answer was read to its end is used again.
    await download.next().catch(() => undefined);
    return null;
  };
  return new Readable({
    read() {
      nextChunk().then(
        (chunk) => this.push(chunk),
        (error) => this.destroy(error),
      );
    },
    destroy(error, callback) {
      void download.cancel().finally(() => callback(error));
    },
  });
}
