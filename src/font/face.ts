import type { Coverage } from './opentype/coverage.js';
import type { FaceMeasures } from './opentype/measures.js';

/**
 * What a family is for; it decides how its glyphs are fitted into cells.
 * `text`: monospace, made for cells. `letters`: proportional faces of further scripts. `cjk`: square
 * letters. `symbols` and `icons`: pictures in one colour. `cells`: pictures and pieces that fill a whole cell and
 * join their neighbours. `emoji`: pictures in their own colours.
 */
export type FamilyRole = 'text' | 'letters' | 'cjk' | 'symbols' | 'icons' | 'cells' | 'emoji';

/** The four styles a terminal can ask for. */
export const FACE_STYLES = ['regular', 'bold', 'italic', 'boldItalic'] as const;
/** Name of a style. */
export type FaceStyle = (typeof FACE_STYLES)[number];

/** One font file, or one font of a collection, that can be opened when it is needed. */
export interface Face extends FaceMeasures {
  /** Unique among all faces of the process, and the same in every run. */
  readonly id: string;
  readonly style: FaceStyle;
  /** Names the bytes of a bundled face without reading them. */
  readonly version?: string;
  readonly coverage: Coverage;
  /** Clusters that must be spelled differently for the canvas to draw them as one glyph, and how. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Reads the font's bytes, in a format that the canvas can register. */
  read(): Buffer;
}

/** A family: at least one face. */
export interface Family {
  readonly name: string;
  readonly role: FamilyRole;
  readonly faces: readonly Face[];
}
