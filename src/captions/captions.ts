import type { OutputKey } from '../frames/frame.js';
import { ENTER } from '../keys/keystroke.js';

/** One key cap of a caption. */
export interface Cap {
  /** `text`: typed characters joined; `key`: a key with a name. */
  readonly kind: 'text' | 'key';
  readonly graphemes: readonly CapGrapheme[];
}

/** A grapheme on a key cap and the cells it takes. */
export interface CapGrapheme {
  readonly text: string;
  readonly columns: 1 | 2;
}

/** What is shown from a moment on; nothing if there are no keycaps. */
export interface Caption {
  readonly timeUs: number;
  readonly caps: readonly Cap[];
}

/** How long keys are shown after the last of them. */
const SHOWN_US = 2_000_000;

/** Most caps, and most characters in one: no picture is wide enough for more. */
const MOST_CAPS = 24;
const LONGEST_TEXT = 120;
/** Hidden text is shown with this length, whatever its own. */
const HIDDEN_LENGTH = 3;
const HIDDEN_SIGN: CapGrapheme = { text: '•', columns: 1 };
const BLANK_SIGN: CapGrapheme = { text: '␣', columns: 1 };

/** What is being built up, from one pause in typing to the next. */
interface Group {
  caps: readonly Cap[];
  /** The named key pressed last and how often, where nothing came between. */
  repeated: { readonly name: string; readonly count: number } | undefined;
}

/** Groups keystrokes: what is typed in one go is shown together, until Enter or a pause. */
export function captionsOf(keys: readonly OutputKey[]): Caption[] {
  const timeline = new CaptionTimeline();
  let group: Group = { caps: [], repeated: undefined };
  let lastUs = Number.NEGATIVE_INFINITY;
  let isSent = false;
  for (const { timeUs, stroke } of keys) {
    const endUs = lastUs + SHOWN_US;
    if (timeUs >= endUs) timeline.show(endUs, []);
    // Enter after Enter is counted like any key that is pressed again.
    const goesOn = timeUs < endUs && (!isSent || (stroke.kind === 'named' && stroke.name === group.repeated?.name));
    if (!goesOn) group = { caps: [], repeated: undefined };
    addStroke(group, stroke);
    isSent = stroke.kind === 'named' && stroke.name === ENTER;
    lastUs = timeUs;
    timeline.show(timeUs, group.caps);
  }
  timeline.show(lastUs + SHOWN_US, []);
  return timeline.captions;
}

/** Captions in chronological order. */
class CaptionTimeline {
  readonly captions: Caption[] = [];

  /** Shows caps from a moment on; they take the place of those that were to appear then or later. */
  show(timeUs: number, caps: readonly Cap[]): void {
    while (this.captions.length > 0 && this.captions.at(-1)!.timeUs >= timeUs) this.captions.pop();
    if (this.captions.length === 0 && caps.length === 0) return;
    this.captions.push({ timeUs, caps });
  }
}

function addStroke(group: Group, stroke: OutputKey['stroke']): void {
  if (stroke.kind === 'text' || stroke.kind === 'hidden') {
    group.repeated = undefined;
    addText(group, stroke.kind === 'text' ? stroke : HIDDEN_SIGN);
    return;
  }
  const name = stroke.kind === 'named' ? stroke.name : 'Paste';
  const count = group.repeated?.name === name ? group.repeated.count + 1 : 1;
  group.repeated = { name, count };
  const cap: Cap = { kind: 'key', graphemes: plain(count === 1 ? name : `${name} ×${count}`) };
  group.caps = [...(count === 1 ? group.caps : group.caps.slice(0, -1)), cap].slice(-MOST_CAPS);
}

/** Joins it to the text before it. Blanks can be seen as long as nothing else was typed, and then do not indent it. */
function addText(group: Group, { text, columns }: CapGrapheme): void {
  const last = group.caps.at(-1);
  const isBlank = last?.kind === 'text' && last.graphemes.every((grapheme) => grapheme.text === BLANK_SIGN.text);
  if (last?.kind !== 'text' || isBlank) {
    const before = isBlank && text === ' ' ? last.graphemes : [];
    const graphemes = [...before, text === ' ' ? BLANK_SIGN : { text, columns }].slice(-LONGEST_TEXT);
    const cap: Cap = { kind: 'text', graphemes };
    group.caps = [...(isBlank ? group.caps.slice(0, -1) : group.caps), cap].slice(-MOST_CAPS);
    return;
  }
  const { graphemes } = last;
  const tail = graphemes.slice(-HIDDEN_LENGTH);
  const isLongHidden = tail.length === HIDDEN_LENGTH && tail.every((grapheme) => grapheme.text === HIDDEN_SIGN.text);
  if (text === HIDDEN_SIGN.text && isLongHidden) return;
  const cap: Cap = { kind: 'text', graphemes: [...graphemes, { text, columns }].slice(-LONGEST_TEXT) };
  group.caps = [...group.caps.slice(0, -1), cap];
}

/** Names are made of narrow characters. */
function plain(name: string): CapGrapheme[] {
  return [...name].map((text) => ({ text, columns: 1 }));
}
