/** What a page shows of a transcript. */
import { buffer } from 'node:stream/consumers';
import { wordsOfTranscript } from '../../embed/snippet.js';
import type { Picture } from '../../pictures/picture-service.js';

/** Text without its times. */
export interface ShownTranscript {
  readonly text: string;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/** A page is to stay readable, and quick to load. */
export const MOST_BYTES = 262_144;

/** The whole text, or its beginning where it is very long. @param vtt a transcript that was made */
export async function shownTranscript(vtt: Pick<Picture, 'byteLength' | 'open'>): Promise<ShownTranscript> {
  const isWhole = vtt.byteLength <= MOST_BYTES;
  const { stream } = await vtt.open(isWhole ? undefined : { start: 0, end: MOST_BYTES });
  const text = (await buffer(stream)).toString();
  return { text: wordsOfTranscript(isWhole ? text : wholeCues(text)).trim(), isWhole };
}

/** Without the last cue, which may be cut off anywhere, within a character too. */
function wholeCues(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('\n\n')));
}
