/** For files that another program has laid out: the note is in them already, without its checksum. */
import { createChecksum, fieldOf } from './checksum.js';
import { DIGITS, LONGEST_NOTE } from './note.js';

const PLACEHOLDER = '0'.repeat(DIGITS.checksum);

/** The note with zeros for a checksum: to be handed to the program that lays out the file. */
export function noteToFillIn(withoutChecksum: string): string {
  return withoutChecksum + PLACEHOLDER;
}

/** Where bytes of a file are to be replaced. */
export interface Patch {
  /** Of the first byte that is replaced. */
  readonly position: number;
  readonly bytes: Uint8Array;
}

/**
 * Finds the note that `noteToFillIn` made, and the checksum that belongs into it; undefined where the file does not
 * hold the note. Reads the file once and holds no more than a chunk of it.
 */
export async function checksumPatch(
  chunks: AsyncIterable<Uint8Array>,
  withoutChecksum: string,
): Promise<Patch | undefined> {
  const note = Buffer.from(noteToFillIn(withoutChecksum), 'latin1');
  const hash = createChecksum();
  let position: number | undefined;
  let heldStart = 0;
  // The end of what has been read, in which a note may begin.
  let held: Uint8Array = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (position !== undefined) {
      hash.update(chunk);
      continue;
    }
    const both = Buffer.concat([held, chunk]);
    const at = both.indexOf(note);
    if (at >= 0) {
      position = heldStart + at + withoutChecksum.length;
      hash.update(both.subarray(0, at)).update(both.subarray(at + note.length));
      continue;
    }
    const done = Math.max(0, both.length - LONGEST_NOTE);
    hash.update(both.subarray(0, done));
    heldStart += done;
    held = both.subarray(done);
  }
  return position === undefined ? undefined : { position, bytes: Buffer.from(fieldOf(hash, 'checksum'), 'latin1') };
}

/** The part of a file that begins at `position`, with the patch in it where it falls there. */
export function patched(bytes: Uint8Array, position: number, patch: Patch | undefined): Uint8Array {
  if (patch === undefined) return bytes;
  const from = Math.max(0, patch.position - position);
  const to = Math.min(bytes.length, patch.position + patch.bytes.length - position);
  if (from < to)
    bytes.set(patch.bytes.subarray(position + from - patch.position, position + to - patch.position), from);
  return bytes;
}
