/** What a picture of any format says about itself. */
import type { Format } from '../options/formats.js';
import type { Provenance } from '../provenance/note.js';
import { readNote } from '../provenance/read-note.js';
import { readAlt } from './alt-reader.js';

/** What made a picture, as its note says. */
export interface PictureOrigin extends Provenance {
  /** Whether no byte of the picture has changed since it was made. */
  readonly isIntact: boolean;
}

/** What pictures of every format say about themselves. */
export interface PictureNotes {
  /** What the picture shows, in words. */
  readonly alt?: string;
  /** Absent where the picture carries no note, because it was made without or an optimiser has removed it. */
  readonly origin?: PictureOrigin;
}

/** Facts about a picture that is not a GIF. */
export interface PictureReport extends PictureNotes {
  readonly kind: 'picture';
  readonly format: Format;
  readonly byteLength: number;
}

/** Reports on a picture of a format that `pictureFormatOf` recognised. */
export function inspectPicture(format: Format, bytes: Buffer): PictureReport {
  return { kind: 'picture', format, byteLength: bytes.length, ...notesIn(bytes, readAlt(format, bytes)) };
}

/** What a picture says about itself. */
export function notesIn(bytes: Uint8Array, alt: string | undefined): PictureNotes {
  const origin = originIn(bytes);
  return { ...(alt && { alt }), ...(origin && { origin }) };
}

/** What made a picture, as its note says; undefined where it carries none. */
function originIn(bytes: Uint8Array): PictureOrigin | undefined {
  const found = readNote(bytes);
  if (found === undefined) return undefined;
  const { checksum: _, ...made } = found.note;
  return { ...made, isIntact: found.isIntact };
}
