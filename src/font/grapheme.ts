/** What kind of thing a grapheme cluster is, by Unicode's properties alone. */

const TEXT_SELECTOR = 0xfe0e;
const EMOJI_SELECTOR = 0xfe0f;
const JOINER = 0x200d;
const KEYCAP = 0x20e3;

/** Characters that leave no ink in any face; Hangul fillers and the braille blank among them. */
const INKLESS = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2800]$/u;
/** Format characters that are drawn nevertheless: number signs and verse marks that enclose what follows. */
const INKED_FORMAT = /^[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u;
const EMOJI_BY_DEFAULT = /^\p{Emoji_Presentation}$/u;
const EMOJI = /^\p{Emoji}$/u;
/** Emoji by name, but pictures only in front of an enclosing keycap. */
const KEYCAP_BASE = /^[0-9#*]$/;
const EMOJI_MODIFIER = /^\p{Emoji_Modifier}$/u;
/** Emoji that may begin a sequence of several. */
const PICTOGRAPH = /^\p{Extended_Pictographic}$/u;
const COMBINING = /^\p{M}$/u;
const ENCLOSING = /^(?:\p{Me}|\u0338|[\u20d2\u20d3\u20e5\u20e6\u20eb])$/u;

/** Emoji by default that are really signs: plus, minus, division, loops, notes and the dollar. */
const SIGNS = /^[\u2795-\u2797\u27b0\u27bf\u{1f3b5}\u{1f3b6}\u{1f4b2}]$/u;

/** Whether a picture of this in dark ink alone counts as writing, which takes the text's colour. */
export function isSign(parts: GraphemeParts): boolean {
  const base = String.fromCodePoint(parts.codePoints[0]!);
  return !EMOJI_BY_DEFAULT.test(base) || SIGNS.test(base);
}

/** Whether a combining character surrounds its base or strikes it out, rather than standing above or below it. */
export function isEnclosing(codePoint: number): boolean {
  return ENCLOSING.test(String.fromCodePoint(codePoint));
}

/** How a cluster is to be shown. `blank` needs no face. */
export type Presentation = 'blank' | 'text' | 'emoji';

/** A cluster, taken apart. */
export interface GraphemeParts {
  readonly presentation: Presentation;
  /** All its code points, selectors included. */
  readonly codePoints: readonly number[];
  /** Those that leave ink: what a face must cover to draw the cluster. */
  readonly inked: readonly number[];
}

/**
 * Takes a cluster apart and applies Unicode's rules of emoji presentation (UTS #51, section 2 and 4): a
 * variation selector decides, then sequences that only emoji form, then the character's own default.
 */
export function analyseGrapheme(grapheme: string): GraphemeParts {
  const codePoints = Array.from(grapheme, (character) => character.codePointAt(0)!);
  const inked = codePoints.filter(leavesInk);
  if (inked.length === 0) return { presentation: 'blank', codePoints, inked };
  return { presentation: wantsEmoji(codePoints) ? 'emoji' : 'text', codePoints, inked };
}

/**
 * An emoji without the combining marks that no emoji sequence has, and those marks. The keycap belongs to the
 * sequence after a digit, `#` or `*`. A cluster of marks alone keeps its first as the base.
 */
export function withoutMarks({ codePoints, inked }: GraphemeParts): Omit<GraphemeParts, 'presentation'> & {
  readonly marks: readonly number[];
} {
  const hasKeycap = KEYCAP_BASE.test(String.fromCodePoint(codePoints[0] ?? 0));
  const rest = new Set(inked.slice(1).filter((codePoint) => isMark(codePoint) && !(hasKeycap && codePoint === KEYCAP)));
  return {
    codePoints: codePoints.filter((codePoint, index) => index === 0 || !rest.has(codePoint)),
    inked: inked.filter((codePoint, index) => index === 0 || !rest.has(codePoint)),
    marks: inked.filter((codePoint, index) => index > 0 && rest.has(codePoint)),
  };
}

/** How many inked characters an emoji needs to be one: digits are not emoji without their keycap. */
export function fewestInked({ codePoints }: GraphemeParts): number {
  return KEYCAP_BASE.test(String.fromCodePoint(codePoints[0]!)) ? 2 : 1;
}

function isMark(codePoint: number): boolean {
  return COMBINING.test(String.fromCodePoint(codePoint));
}

function leavesInk(codePoint: number): boolean {
  const character = String.fromCodePoint(codePoint);
  return !INKLESS.test(character) || INKED_FORMAT.test(character);
}

function wantsEmoji(codePoints: readonly number[]): boolean {
  const base = String.fromCodePoint(codePoints[0]!);
  const second = codePoints[1];
  if (second === TEXT_SELECTOR) return false;
  if (KEYCAP_BASE.test(base)) return second === EMOJI_SELECTOR && codePoints.includes(KEYCAP);
  if (second === EMOJI_SELECTOR) return EMOJI.test(base);
  if (EMOJI_BY_DEFAULT.test(base)) return true;
  if (second === undefined || !PICTOGRAPH.test(base)) return false;
  return second === JOINER || EMOJI_MODIFIER.test(String.fromCodePoint(second));
}
