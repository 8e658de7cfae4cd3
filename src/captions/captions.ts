import type { OutputKey } from '../frames/frame.js';
import { ENTER } from '../keys/keystroke.js';

/** One key cap of a caption. */
export interface Cap {
  /** `text`: typed characters joined; `key`: a key with a name. */
  readonly kind: 'text' | 'key';
  readonly graphemes: readonly CapGrapheme[];
}

export interface CapGrapheme {
  readonly text: string;
  readonly columns: 1 | 2;
}

/** What is shown from a moment on; nothing if there are no caps. */
export interface Caption {
  readonly timeUs: number;
  readonly caps: readonly Cap[];
}

/** How long keys are shown after the last of them. */
const SHOWN_US = 2_000_000;

/** While text is typed, it is updated this often: each update costs bytes, and the terminal shows the text anyway. */
const STEP_US = 250_000;

/** More caps, or characters in one, are not kept: no picture is wide enough for them. */
const MOST_CAPS = 24;
const LONGEST_TEXT = 120;
/** Hidden text is shown with this length, whatever its own. */
const HIDDEN_LENGTH = 3;
const HIDDEN_SIGN: CapGrapheme = { text: '•', columns: 1 };

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
    const typesOn = group.caps.at(-1)?.kind === 'text' && (stroke.kind === 'text' || stroke.kind === 'hidden');
    addStroke(group, stroke);
    isSent = stroke.kind === 'named' && stroke.name === ENTER;
    lastUs = timeUs;
    if (typesOn) timeline.showSoon(timeUs, group.caps);
    else timeline.show(timeUs, group.caps);
  }
  timeline.show(lastUs + SHOWN_US, []);
  return timeline.captions;
}

/** Captions in chronological order. */
class CaptionTimeline {
  readonly captions: Caption[] = [];
  /** When the last caption appears that was not replaced. */
  #shownUs = Number.NEGATIVE_INFINITY;

  /** Shows caps at once and drops captions that were to appear later. */
  show(timeUs: number, caps: readonly Cap[]): void {
    while (this.captions.length > 0 && this.captions.at(-1)!.timeUs >= timeUs) this.captions.pop();
    if (this.captions.length === 0 && caps.length === 0) return;
    this.captions.push({ timeUs, caps });
    this.#shownUs = timeUs;
  }

  /** Shows caps with the next step. */
  showSoon(timeUs: number, caps: readonly Cap[]): void {
    this.show(Math.max(timeUs, this.#shownUs + (timeUs <= this.#shownUs ? 0 : STEP_US)), caps);
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

/** Joins it to the text before it. A space at the start of a cap would be invisible. */
function addText(group: Group, { text, columns }: CapGrapheme): void {
  const last = group.caps.at(-1);
  if (last?.kind !== 'text') {
    const cap: Cap = { kind: 'text', graphemes: text === ' ' ? plain('␣') : [{ text, columns }] };
    group.caps = [...group.caps, cap].slice(-MOST_CAPS);
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
