/** What the store knows of a recording beside its bytes. */
import { Cast2gifError, printable, quotedShort } from '../errors.js';
import type { RecordingSurvey } from './recording-survey.js';

/** `public`: listed, where there is a list. `unlisted`: seen by who knows its address. `private`: by its owner. */
export const VISIBILITIES = ['public', 'unlisted', 'private'] as const;

/** Who sees a recording. */
export type Visibility = (typeof VISIBILITIES)[number];

/** What people say about a recording. */
export interface RecordingDetails {
  readonly title?: string;
  /** Markdown. */
  readonly description?: string;
  readonly visibility: Visibility;
  /** Where its sound is: http or https. */
  readonly audioUrl?: string;
}

/** The document of a recording. */
export interface RecordingDocument extends RecordingDetails {
  /** SHA-256 of the recording as it came, lower-case hexadecimal. */
  readonly castHash: string;
  /** The name under which the recording keeps its bytes (`castUseOf`); that of its id by default. */
  readonly castUse?: string;
  /** Of the recording as it came. */
  readonly byteLength: number;
  /** Milliseconds since 1970. */
  readonly uploadedMs: number;
  /** The installation of the recorder that it came from. */
  readonly installId: string;
  readonly survey: RecordingSurvey;
}

/** Changes to what people say; null takes away what there is. */
export interface DetailChanges {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly visibility?: string | null | undefined;
  readonly audioUrl?: string | null | undefined;
}

/** Longest texts, in UTF-16 code units. */
const LONGEST = { title: 255, description: 20_000, audioUrl: 2000 } as const;

/**
 * What people say about a recording after some changes; empty texts count as taken away.
 * @throws Cast2gifError `usage`, naming the field as the recorder's interface does
 */
export function changedDetails(details: RecordingDetails, changes: DetailChanges): RecordingDetails {
  const title = changed('title', details.title, changes.title);
  const description = changed('description', details.description, changes.description);
  const audioUrl = changed('audioUrl', details.audioUrl, changes.audioUrl);
  return {
    ...(title !== undefined && { title: printable(title) }),
    ...(description !== undefined && { description }),
    visibility: changedVisibility(details.visibility, changes.visibility),
    ...(audioUrl !== undefined && { audioUrl: checkedAddress(audioUrl) }),
  };
}

function changed(name: keyof typeof LONGEST, old: string | undefined, given: string | null | undefined) {
  if (given === undefined) return old;
  const text = given?.trim() ?? '';
  if (text.length <= LONGEST[name]) return text === '' ? undefined : text;
  throw fieldError(labelOf(name), `expected at most ${LONGEST[name]} characters, not ${text.length}`);
}

function changedVisibility(old: Visibility, given: string | null | undefined): Visibility {
  if (given === undefined || given === null || given === '') return old;
  const known = VISIBILITIES.find((visibility) => visibility === given);
  if (known !== undefined) return known;
  throw fieldError('visibility', `expected ${VISIBILITIES.join(', ')}, not ${quotedShort(given)}`);
}

/** What names of hosts consist of. Addresses allow more signs, which mean something else in the policy of a page. */
const HOST = /^[\w.:[\]-]+$/;

function checkedAddress(text: string): string {
  if (/^https?:\/\/./i.test(text) && URL.canParse(text) && HOST.test(new URL(text).host)) return text;
  throw fieldError('audio_url', `expected an address that begins with http: or https:, not ${quotedShort(text)}`);
}

function labelOf(name: keyof typeof LONGEST): string {
  return name === 'audioUrl' ? 'audio_url' : name;
}

function fieldError(label: string, problem: string): Cast2gifError {
  return new Cast2gifError('usage', problem, { label });
}
