/** Which face draws a cluster: decided from coverage alone, so that no font of the host can get in. */
import type { Face, FaceStyle, Family, FamilyRole } from './face.js';
import type { FamilyOrders } from './families.js';
import { fewestInked, type GraphemeParts, isEnclosing, withoutMarks } from './grapheme.js';

/**
 * How a layer is fitted into the cells: as its family's glyphs are, or, on top of another face's glyph, as a
 * combining `mark` or as an `enclosure` that surrounds or strikes out everything below it.
 */
export type LayerRole = FamilyRole | 'mark' | 'enclosure';

/** Part of a cluster that one face draws. Nearly every cluster is one layer. */
export interface Layer {
  readonly face: Face;
  readonly role: LayerRole;
  readonly text: string;
  /** The face lacks the style, which is imitated. */
  readonly imitateBold: boolean;
  readonly imitateItalic: boolean;
}

/** Substitutes for a style, best first. */
const STYLE_CHOICES: Record<FaceStyle, readonly FaceStyle[]> = {
  regular: ['regular', 'bold', 'italic', 'boldItalic'],
  bold: ['bold', 'regular', 'boldItalic', 'italic'],
  italic: ['italic', 'regular', 'boldItalic', 'bold'],
  boldItalic: ['boldItalic', 'bold', 'italic', 'regular'],
};

/** Roles whose glyphs are letters: only these are emboldened and slanted. */
const STYLED_ROLES: ReadonlySet<FamilyRole> = new Set(['text', 'letters', 'cjk']);

/** The families in the two orders in which they are tried. */
export class FaceChooser {
  readonly #emoji: readonly Family[];
  readonly #textOrder: readonly Family[];

  constructor(orders: FamilyOrders) {
    this.#emoji = orders.emoji;
    this.#textOrder = [...orders.text, ...orders.emoji];
  }

  /**
   * The layers that draw a cluster, lowest first; empty when no face has its base. One face draws everything
   * if it can; otherwise the base's face draws what it has, and a layer of another face adds each further mark.
   * Only the first layer can have the role `emoji`; other faces may draw the same emoji: see `chooseEmoji`.
   */
  choose(parts: GraphemeParts, bold: boolean, italic: boolean): Layer[] {
    const style: FaceStyle = bold ? (italic ? 'boldItalic' : 'bold') : italic ? 'italic' : 'regular';
    if (parts.presentation === 'emoji') {
      const [emoji] = this.chooseEmoji(parts);
      if (emoji !== undefined) return [emoji, ...this.#marks(withoutMarks(parts).marks, style)];
    }
    const whole = findLayer(this.#textOrder, parts.inked, parts.codePoints, style);
    if (whole !== undefined) return [whole];
    const base = findLayer(this.#textOrder, parts.inked.slice(0, 1), parts.codePoints, style);
    if (base === undefined) return [];
    const missing = parts.inked.slice(1).filter((mark) => !base.face.coverage.has(mark));
    return [base, ...this.#marks(missing, style)];
  }

  /**
   * The emoji faces that draw a cluster without its combining marks, best first; empty where none can. Where no
   * face has all of its characters, those that have the longest beginning of it. The first may lack its sequence
   * as one picture.
   */
  chooseEmoji(parts: GraphemeParts): Layer[] {
    const { codePoints, inked } = withoutMarks(parts);
    for (let count = inked.length; count >= fewestInked(parts); count -= 1) {
      const end = count === inked.length ? codePoints.length : codePoints.indexOf(inked[count]!);
      const [needed, drawn] = [inked.slice(0, count), codePoints.slice(0, end)];
      const layers = this.#emoji.flatMap((family) => findLayer([family], needed, drawn, 'regular') ?? []);
      if (layers.length > 0) return layers;
    }
    return [];
  }

  #marks(marks: readonly number[], style: FaceStyle): Layer[] {
    return marks.flatMap((mark) => {
      const layer = findLayer(this.#textOrder, [mark], [mark], style);
      // An emoji face's glyph for a mark would hide what is below it.
      if (layer === undefined || layer.role === 'emoji') return [];
      return { ...layer, role: isEnclosing(mark) ? 'enclosure' : 'mark' };
    });
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

/** A face is given only what it covers: the canvas would look for the rest in the host's fonts. */
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
