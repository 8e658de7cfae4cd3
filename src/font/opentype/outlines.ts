/** What all forms of outlines have in common, and the components that OpenType's and WOFF2's `glyf` share. */
import type { ByteReader } from './byte-reader.js';
import { type Contour, type Transform, transformContours } from './contour.js';

/** Glyphs by number, without their hints, whatever form they are stored in. */
export interface GlyphOutlines {
  readonly count: number;
  /** The outline; empty for a blank. @throws RangeError where it is broken */
  contoursOf(glyphId: number): Contour[];
}

/** Flags of a composite glyph's component (OpenType, `glyf`). */
const WORDS = 0x0001;
const ARE_OFFSETS = 0x0002;
const SCALE = 0x0008;
const MORE = 0x0020;
const TWO_SCALES = 0x0040;
const TWO_BY_TWO = 0x0080;
const INSTRUCTIONS = 0x0100;

/** Fonts nest once or twice; one that nests deeper may be made of itself. */
const DEEPEST_COMPONENT = 8;

/** One part of a composite glyph. */
export interface Component {
  readonly glyphId: number;
  readonly placement: Transform;
}

/** Reads all components of a glyph, and whether instructions follow. */
export function readComponents(reader: ByteReader): { components: Component[]; isInstructed: boolean } {
  const components: Component[] = [];
  let isInstructed = false;
  for (let flags = MORE; flags & MORE; ) {
    flags = reader.uint16();
    const glyphId = reader.uint16();
    components.push({ glyphId, placement: readPlacement(reader, flags) });
    isInstructed ||= (flags & INSTRUCTIONS) !== 0;
  }
  return { components, isInstructed };
}

function readPlacement(reader: ByteReader, flags: number): Transform {
  const argument = () => (flags & WORDS ? reader.int16() : (reader.uint8() << 24) >> 24);
  const [first, second] = [argument(), argument()];
  // Placing parts by matching points is obsolete: such parts are not moved.
  const [dx, dy] = flags & ARE_OFFSETS ? [first, second] : [0, 0];
  const factor = () => reader.int16() / 16384;
  if (flags & SCALE) {
    const scale = factor();
    return { xx: scale, xy: 0, yx: 0, yy: scale, dx, dy };
  }
  if (flags & TWO_SCALES) return { xx: factor(), xy: 0, yx: 0, yy: factor(), dx, dy };
  if (flags & TWO_BY_TWO) {
    const [xx, yx, xy, yy] = [factor(), factor(), factor(), factor()];
    return { xx, xy, yx, yy, dx, dy };
  }
  return { xx: 1, xy: 0, yx: 0, yy: 1, dx, dy };
}

/** The parts in their places, as one outline. */
export function joinComponents(
  components: readonly Component[],
  contoursOf: (glyphId: number, depth: number) => Contour[],
  depth: number,
): Contour[] {
  if (depth > DEEPEST_COMPONENT) throw new RangeError('a glyph is made of too many others');
  return components.flatMap(({ glyphId, placement }) => transformContours(contoursOf(glyphId, depth + 1), placement));
}
