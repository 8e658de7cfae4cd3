/** Which face draws a cluster: decided from coverage alone, so that no font of the host can slip in. */
import type { Face, FaceStyle, Family, FamilyRole } from './face.js';
import type { FamilyOrders } from './families.js';
import type { GraphemeParts } from './grapheme.js';

/** Part of a cluster that one face draws. Nearly every cluster is one layer. */
export interface Layer {
  readonly face: Face;
  readonly role: FamilyRole;
  readonly text: string;
  /** The face has no such style of its own: it is imitated. */
  readonly imitateBold: boolean;
  readonly imitateItalic: boolean;
}

/** Stand-ins for a style, best first. */
const STYLE_CHOICES: Record<FaceStyle, readonly FaceStyle[]> = {
  regular: ['regular', 'bold', 'italic', 'boldItalic'],
  bold: ['bold', 'regular', 'boldItalic', 'italic'],
  italic: ['italic', 'regular', 'boldItalic', 'bold'],
  boldItalic: ['boldItalic', 'bold', 'italic', 'regular'],
};

/** Roles whose glyphs are letters: only these are emboldened and slanted. */
const STYLED_ROLES: ReadonlySet<FamilyRole> = new Set(['text', 'letters', 'cjk']);

/** The families in the two orders in which they are asked. */
export class FaceChooser {
  readonly #emoji: readonly Family[];
  readonly #textOrder: readonly Family[];
  readonly #emojiOrder: readonly Family[];

  constructor(orders: FamilyOrders) {
    this.#emoji = orders.emoji;
    this.#textOrder = [...orders.text, ...orders.emoji];
    this.#emojiOrder = [...orders.emoji, ...orders.text];
  }

  /**
   * The layers that draw a cluster, lowest first; empty when no face has its base. One face draws it all
   * where one can; else the base's face draws what it has and each further mark comes from a face of its own.
   * Is the first layer's role `emoji`, it is the only one; see `chooseEmoji`.
   */
  choose(parts: GraphemeParts, bold: boolean, italic: boolean): Layer[] {
    const families = parts.presentation === 'emoji' ? this.#emojiOrder : this.#textOrder;
    const style: FaceStyle = bold ? (italic ? 'boldItalic' : 'bold') : italic ? 'italic' : 'regular';
    const whole = findLayer(families, parts.inked, parts.codePoints, style);
    if (whole !== undefined) return [whole];
    const base = findLayer(families, parts.inked.slice(0, 1), parts.codePoints, style);
    if (base === undefined) return [];
    const marks = parts.inked.slice(1).filter((mark) => !base.face.coverage.has(mark));
    if (base.role === 'emoji') return [base];
    return [base, ...marks.flatMap((mark) => findLayer(families, [mark], [mark], style) ?? [])];
  }

  /** Every emoji face's drawing of a cluster, best face first: the first may lack its sequence as one picture. */
  chooseEmoji(parts: GraphemeParts): Layer[] {
    return this.#emoji.flatMap((family) => findLayer([family], parts.inked, parts.codePoints, 'regular') ?? []);
  }
}

/** The first family's best face that covers all of `needed`, drawing whatever it has of `codePoints`. */
function findLayer(
  families: readonly Family[],
  needed: readonly number[],
  codePoints: readonly number[],
  style: FaceStyle,
): Layer | undefined {
  for (const family of families) {
    const face = findFace(family, needed, style);
    if (face === undefined) continue;
    const styled = STYLED_ROLES.has(family.role);
    return {
      face,
      role: family.role,
      text: textFor(face, codePoints),
      imitateBold: styled && isBold(style) && !isBold(face.style),
      imitateItalic: styled && isItalic(style) && !isItalic(face.style),
    };
  }
  return undefined;
}

/** A face is given only what it covers: the canvas would ask the host's fonts for the rest. */
function textFor(face: Face, codePoints: readonly number[]): string {
  const text = String.fromCodePoint(...codePoints.filter((codePoint) => face.coverage.has(codePoint)));
  return face.aliases?.[text] ?? text;
}

function findFace(family: Family, needed: readonly number[], style: FaceStyle): Face | undefined {
  for (const choice of STYLE_CHOICES[style]) {
    const face = family.faces.find((candidate) => candidate.style === choice && candidate.coverage.hasAll(needed));
    if (face !== undefined) return face;
  }
  return undefined;
}

function isBold(style: FaceStyle): boolean {
  return style === 'bold' || style === 'boldItalic';
}

function isItalic(style: FaceStyle): boolean {
  return style === 'italic' || style === 'boldItalic';
}
