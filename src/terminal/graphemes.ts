import { codePointProperties } from './code-points.js';

/**
 * How many cells a grapheme cluster takes, and where one ends. Clusters follow Unicode's UAX 29 (rules GB6 to
 * GB9b, GB9c, GB11 to GB13), widths are those that terminals with clusters agree on: that of the first code point, but
 * 2 for flags, keycaps and what U+FE0F makes an emoji, and 1 for an emoji that U+FE0E makes text.
 */

/** Values of Grapheme_Cluster_Break as code-point-table.ts numbers them. */
const GRAPHEME_BREAK = {
  extend: 2,
  regionalIndicator: 3,
  spacingMark: 4,
  hangulL: 5,
  hangulV: 6,
  hangulT: 7,
  hangulLv: 8,
  hangulLvt: 9,
  zeroWidthJoiner: 10,
  pictographic: 11,
} as const;

const TEXT_SELECTOR = 0xfe0e;
const EMOJI_SELECTOR = 0xfe0f;

/** What a code point does when it is printed. The numbers are bits of `GraphemeTable.properties`. */
export const PROPERTY = {
  known: 1,
  /** Takes two cells by itself. */
  wide: 2,
  /** Shows nothing and takes no cell: format characters such as U+200B. */
  ignored: 4,
  /** May belong to the cluster before it: `joinedWidth` decides. */
  mayJoin: 8,
  /** Joins the cluster in the cell to the left of the cursor, even if the cursor was moved there. */
  combining: 16,
} as const;

/** Values of `CodePointProperties.emojiStyle`. */
const EMOJI_STYLE = { none: 0, text: 1, picture: 2 } as const;

const ZERO_WIDTH_JOINER = '\u200d';
const LONE_REGIONAL_INDICATOR = /^[\u{1f1e6}-\u{1f1ff}]$/u;

/** Viramas that build conjuncts (Indic_Conjunct_Break=Linker), and the consonants they join (=Consonant). */
const LINKERS = '\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d';
const CONSONANTS =
  '\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09b9\u09dc-\u09df\u09f0\u09f1\u0a95-\u0ab9\u0af9' +
  '\u0b15-\u0b39\u0b5c-\u0b5f\u0b71\u0c15-\u0c39\u0c58-\u0c5a\u0d15-\u0d3a';
const CONSONANT = new RegExp(`^[${CONSONANTS}]$`, 'u');
const OPEN_CONJUNCT = new RegExp(`[${CONSONANTS}]\\p{M}*[${LINKERS}][\\p{M}\\u200d]*$`, 'u');

/** Vowel signs that are spacing letters: they join their cluster and widen it. */
const SPACING_VOWELS = new Set([0x0e33, 0x0eb3]);

/** Most code points that a cluster keeps; further ones are dropped, so that a flood of marks costs nothing. */
const LONGEST_CLUSTER = 9;
const LONGEST_EMOJI = 20;

/** A grapheme cluster and the cells it takes, 1 or 2. */
export interface Cluster {
  readonly text: string;
  readonly width: number;
}

/** Properties of code points, each looked up once and remembered. */
export class GraphemeTable {
  readonly #properties = new Uint8Array(0x110000);

  /** Bits of `PROPERTY`. */
  properties(codePoint: number): number {
    return this.#properties[codePoint]! || this.#learn(codePoint);
  }

  #learn(codePoint: number): number {
    const { breakClass, width } = codePointProperties(codePoint);
    const modifier = isSkinTone(codePoint);
    let bits = PROPERTY.known;
    if (width === 2 && (breakClass !== GRAPHEME_BREAK.extend || modifier)) bits |= PROPERTY.wide;
    if (breakClass === GRAPHEME_BREAK.extend || breakClass === GRAPHEME_BREAK.zeroWidthJoiner) {
      bits |= PROPERTY.mayJoin;
      if (!modifier) bits |= PROPERTY.combining;
    } else if (width === 0) {
      bits |= PROPERTY.ignored;
    } else if (breakClass >= GRAPHEME_BREAK.regionalIndicator || CONSONANT.test(String.fromCodePoint(codePoint))) {
      bits |= PROPERTY.mayJoin;
    }
    this.#properties[codePoint] = bits;
    return bits;
  }

  /**
   * Cells that a cluster takes with one more code point; 0 if the code point does not belong to it.
   * @param width cells it takes so far
   * @param codePoint one whose properties say `mayJoin`
   */
  joinedWidth(cluster: string, width: number, codePoint: number): number {
    const { breakClass } = codePointProperties(codePoint);
    switch (breakClass) {
      case GRAPHEME_BREAK.extend:
        return extendedWidth(cluster, width, codePoint);
      case GRAPHEME_BREAK.zeroWidthJoiner:
        return width;
      case GRAPHEME_BREAK.spacingMark:
        return SPACING_VOWELS.has(codePoint) ? 2 : width;
      case GRAPHEME_BREAK.regionalIndicator:
        return LONE_REGIONAL_INDICATOR.test(cluster) ? 2 : 0;
      case GRAPHEME_BREAK.pictographic:
        return endsWithJoinedPictograph(cluster) ? 2 : 0;
      default:
        if (breakClass >= GRAPHEME_BREAK.hangulL && breakClass <= GRAPHEME_BREAK.hangulLvt)
          return this.#hangulJoins(cluster, breakClass) ? width : 0;
        // A conjunct is drawn as one, in the two cells its two consonants are counted for.
        return width === 1 && OPEN_CONJUNCT.test(cluster) ? 2 : 0;
    }
  }

  /** The clusters of a text, in their order. Marks without a base are left out. */
  clusters(text: string): Cluster[] {
    const clusters: Cluster[] = [];
    for (const character of text) {
      const codePoint = character.codePointAt(0)!;
      const properties = this.properties(codePoint);
      if (properties & PROPERTY.ignored) continue;
      const last = clusters.at(-1);
      const joins = last !== undefined && (properties & PROPERTY.mayJoin) !== 0;
      const width = joins ? this.joinedWidth(last.text, last.width, codePoint) : 0;
      if (joins && width > 0) clusters[clusters.length - 1] = { text: grown(last.text, character), width };
      else if (!(properties & PROPERTY.combining))
        clusters.push({ text: character, width: properties & PROPERTY.wide ? 2 : 1 });
    }
    return clusters;
  }

  #hangulJoins(cluster: string, next: number): boolean {
    const last = codePointProperties(cluster.codePointAt(cluster.length - 1)!).breakClass;
    const { hangulL, hangulV, hangulT, hangulLv, hangulLvt } = GRAPHEME_BREAK;
    if (last === hangulL) return next !== hangulT;
    if (last === hangulLv || last === hangulV) return next === hangulV || next === hangulT;
    return (last === hangulLvt || last === hangulT) && next === hangulT;
  }
}

/** Whether a cluster may still grow; further code points are dropped. */
export function hasRoom(cluster: string): boolean {
  if (cluster.length < LONGEST_CLUSTER) return true;
  let length = 0;
  for (const _ of cluster) length += 1;
  return length < (isPictographic(cluster) ? LONGEST_EMOJI : LONGEST_CLUSTER);
}

function grown(cluster: string, character: string): string {
  return hasRoom(cluster) ? cluster + character : cluster;
}

function extendedWidth(cluster: string, width: number, codePoint: number): number {
  if (isSkinTone(codePoint)) return isPictographic(cluster) && !cluster.endsWith(ZERO_WIDTH_JOINER) ? 2 : 0;
  if (codePoint === EMOJI_SELECTOR) return emojiStyle(lastCharacter(cluster)) === EMOJI_STYLE.none ? width : 2;
  if (codePoint === TEXT_SELECTOR) return emojiStyle(cluster) === EMOJI_STYLE.picture ? 1 : width;
  return width;
}

/** Whether a cluster ends with a pictograph, marks or a skin tone, and a joiner (GB11). */
function endsWithJoinedPictograph(cluster: string): boolean {
  if (!cluster.endsWith(ZERO_WIDTH_JOINER)) return false;
  let rest = cluster.slice(0, -1);
  while (rest !== '') {
    const last = lastCharacter(rest);
    const { breakClass } = codePointProperties(last.codePointAt(0)!);
    if (breakClass !== GRAPHEME_BREAK.extend) return breakClass === GRAPHEME_BREAK.pictographic;
    rest = rest.slice(0, -last.length);
  }
  return false;
}

/** Whether a cluster starts with a pictograph. */
function isPictographic(cluster: string): boolean {
  return codePointProperties(cluster.codePointAt(0) ?? 0).breakClass === GRAPHEME_BREAK.pictographic;
}

/** Emoji style of a text that is one code point; that of longer ones is none. */
function emojiStyle(text: string): number {
  const codePoint = text.codePointAt(0) ?? 0;
  return text.length > (codePoint > 0xffff ? 2 : 1) ? EMOJI_STYLE.none : codePointProperties(codePoint).emojiStyle;
}

function lastCharacter(text: string): string {
  const unit = text.charCodeAt(text.length - 1);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? -2 : -1);
}

function isSkinTone(codePoint: number): boolean {
  return codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
}
