/**
 * The note that a picture carries about what made it: one line of ASCII that needs no escaping in any format, such as
 * `cast2gif 1.2.3 renderer=0123456789ab recording=… options=… checksum=…`. It never says where, when or by whom.
 */

/** What made a picture. Equal facts make equal pictures. */
export interface Provenance {
  /** The version of this package. */
  readonly version: string;
  /** Changes with everything that decides pixels or bytes besides recording and options; 12 hex digits. */
  readonly renderer: string;
  /** Of the recording's bytes as stored; 24 hex digits. */
  readonly recording: string;
  /** Of the options that the format depends on, and of the files that they name; 16 hex digits. */
  readonly options: string;
}

/** A note as it was found in a picture. */
export interface ProvenanceNote extends Provenance {
  /** Of all bytes of the picture but the note, when it was made; 24 hex digits. */
  readonly checksum: string;
}

/** Hex digits of each hash in a note. */
export const DIGITS = { renderer: 12, recording: 24, options: 16, checksum: 24 } as const;

/** What every note begins with. */
export const NOTE_START = 'cast2gif ';

const PATTERN = new RegExp(
  `^cast2gif (?<version>[\\w.+-]{1,40}) renderer=(?<renderer>${hex('renderer')}) recording=(?<recording>${hex('recording')})` +
    ` options=(?<options>${hex('options')}) checksum=(?<checksum>${hex('checksum')})`,
);

function hex(field: keyof typeof DIGITS): string {
  return `[0-9a-f]{${DIGITS[field]}}`;
}

/** Length of the longest possible note, in bytes. */
export const LONGEST_NOTE = 200;

/** A note up to its checksum, which is known when the rest of the picture is. */
export function noteWithoutChecksum({ version, renderer, recording, options }: Provenance): string {
  return `${NOTE_START}${version} renderer=${renderer} recording=${recording} options=${options} checksum=`;
}

/** How long the note will be, in bytes. */
export function noteLength(withoutChecksum: string): number {
  return withoutChecksum.length + DIGITS.checksum;
}

/** The note that a text begins with. */
export function parseNote(text: string): { readonly note: ProvenanceNote; readonly length: number } | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const { version, renderer, recording, options, checksum } = match.groups as Record<keyof ProvenanceNote, string>;
  return { note: { version, renderer, recording, options, checksum }, length: match[0].length };
}
