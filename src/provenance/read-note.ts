import { createChecksum, fieldOf } from './checksum.js';
import { LONGEST_NOTE, NOTE_START, type ProvenanceNote, parseNote } from './note.js';

/** The note of a picture, and whether the picture is still what it was made as. */
export interface FoundNote {
  readonly note: ProvenanceNote;
  /** Whether no other byte has changed since. */
  readonly isIntact: boolean;
}

/** Text of the recording may look like notes: only this many candidates are checked. */
const MOST_CANDIDATES = 100;

/** In a PNG the checksum of the chunk follows the note, and depends on it. */
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const PNG_SEAL_BYTES = 4;

/**
 * Finds the note in a picture of any format. A picture may show text that looks like a note, so that the one whose
 * checksum is right counts, else the last one. Undefined where there is none.
 */
export function readNote(bytes: Uint8Array): FoundNote | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sealBytes = buffer.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE) ? PNG_SEAL_BYTES : 0;
  let last: FoundNote | undefined;
  let at = buffer.lastIndexOf(NOTE_START);
  for (let tried = 0; at >= 0 && tried < MOST_CANDIDATES; tried += 1) {
    const parsed = parseNote(buffer.toString('latin1', at, at + LONGEST_NOTE));
    if (parsed !== undefined) {
      const { note, length } = parsed;
      const hash = createChecksum()
        .update(buffer.subarray(0, at))
        .update(buffer.subarray(at + length + sealBytes));
      const found = { note, isIntact: fieldOf(hash, 'checksum') === note.checksum };
      if (found.isIntact) return found;
      last ??= found;
    }
    at = at === 0 ? -1 : buffer.lastIndexOf(NOTE_START, at - 1);
  }
  return last;
}
