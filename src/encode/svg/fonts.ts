import type { Face, FaceStyle, Family } from '../../font/face.js';
import { SourceFont } from './font/subset.js';

/** How a grapheme's glyph sits in its cells. */
export interface GlyphFit {
  /** The glyph is as wide as a cell, so a line of such needs no positions within. */
  readonly onGrid: boolean;
  /** Its advance in font sizes; undefined where no embedded font has it and the viewer's fonts decide. */
  readonly advance: number | undefined;
  /** A picture is made smaller to fit its cells; a letter is only made narrower. */
  readonly isPicture: boolean;
}

const FOREIGN: GlyphFit = { onGrid: false, advance: undefined, isPicture: false };

/** Same-width faces may differ from each other by this much and still stay in step with the cells. */
const GRID_TOLERANCE = 0.002;

/** Emoji bring colours along, which a subset does not: the viewer has its own. */
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
/** Characters without ink of their own, which a face need not have. */
const INKLESS = /[\p{Default_Ignorable_Code_Point}\p{White_Space}]/gu;

interface NeededFace {
  readonly family: Family;
  readonly font: SourceFont;
  readonly codePoints: Set<number>;
}

/** The faces a document uses, and the characters it needs of each. */
export class EmbeddedFonts {
  readonly #families: readonly Family[];
  readonly #needed = new Map<Face, NeededFace>();
  readonly #gridAdvance: number;
  readonly #fits = new Map<string, GlyphFit>();

  /** @param families in order of preference; the first one's advance is the cell's width */
  constructor(families: readonly Family[]) {
    this.#families = families.filter(({ role }) => role !== 'emoji');
    const main = families[0]?.faces[0];
    this.#gridAdvance = main ? main.advance / main.unitsPerEm : 0.6;
  }

  /** Font size at which the main family's characters are as wide as a cell. */
  fontSizePx(cellWidthPx: number): number {
    return Math.round((cellWidthPx / this.#gridAdvance) * 1000) / 1000;
  }

  /** Notes that a grapheme is needed and says how it fits. */
  use(grapheme: string, style: FaceStyle): GlyphFit {
    const key = `${style} ${grapheme}`;
    const known = this.#fits.get(key);
    if (known) return known;
    const fit = this.#choose(grapheme, style);
    this.#fits.set(key, fit);
    return fit;
  }

  #choose(grapheme: string, style: FaceStyle): GlyphFit {
    if (EMOJI.test(grapheme)) return FOREIGN;
    const codePoints = Array.from(grapheme.replace(INKLESS, ''), (character) => character.codePointAt(0)!);
    for (const family of this.#families) {
      const face = faceFor(family, codePoints, style);
      const needed = face && this.#need(family, face);
      if (!needed) continue;
      for (const codePoint of codePoints) needed.codePoints.add(codePoint);
      const advance = codePoints.reduce((sum, codePoint) => sum + needed.font.advance(codePoint), 0);
      return {
        onGrid: Math.abs(advance - this.#gridAdvance) < GRID_TOLERANCE,
        advance,
        isPicture: family.role === 'icons' || family.role === 'symbols',
      };
    }
    return FOREIGN;
  }

  /** Undefined for a face whose file cannot be embedded. */
  #need(family: Family, face: Face): NeededFace | undefined {
    if (this.#needed.has(face)) return this.#needed.get(face);
    const font = SourceFont.open(face.read());
    const needed = font && { family, font, codePoints: new Set([0x20]) };
    if (needed) this.#needed.set(face, needed);
    return needed;
  }

  /** `@font-face` rules, and the list of families for the text. */
  css(): { readonly rules: string; readonly familyList: string } {
    const names = new Map<Family, string>();
    let rules = '';
    for (const [face, { family, font, codePoints }] of this.#needed) {
      const name = names.get(family) ?? `f${names.size}`;
      names.set(family, name);
      const weight = face.style === 'bold' || face.style === 'boldItalic' ? 'font-weight:700;' : '';
      const slant = face.style === 'italic' || face.style === 'boldItalic' ? 'font-style:italic;' : '';
      const data = Buffer.from(font.subset(codePoints)).toString('base64');
      rules += `@font-face{font-family:${name};${weight}${slant}src:url(data:font/woff2;base64,${data})}\n`;
    }
    const order = this.#families.flatMap((family) => names.get(family) ?? []);
    return { rules, familyList: [...order, 'ui-monospace', 'Menlo', 'Consolas', 'monospace'].join() };
  }
}

const STAND_INS: Readonly<Record<FaceStyle, readonly FaceStyle[]>> = {
  regular: ['regular'],
  bold: ['bold', 'regular'],
  italic: ['italic', 'regular'],
  boldItalic: ['boldItalic', 'bold', 'regular'],
};

/** The viewer makes bold and italic of a regular face by itself. */
function faceFor(family: Family, codePoints: readonly number[], style: FaceStyle): Face | undefined {
  for (const choice of STAND_INS[style]) {
    const face = family.faces.find((candidate) => candidate.style === choice && candidate.coverage.hasAll(codePoints));
    if (face) return face;
  }
  return undefined;
}
