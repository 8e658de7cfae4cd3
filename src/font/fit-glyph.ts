/** Where in its cells a glyph goes, and how far it must shrink to stay there. */
import type { InkBox } from './canvas.js';
import type { LayerRole } from './choose.js';
import type { FaceMeasures } from './opentype/measures.js';

/** The cells of one cluster, in pixels, with the metrics of the text around it. */
export interface GlyphBox {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row of the base line, from the box's top. */
  readonly baselinePx: number;
  /** Height of the main family's capitals at this size: symbols are centred on half of it. */
  readonly capHeightPx: number;
}

/** Where the origin of a glyph goes and how it is scaled around it. */
export interface Placement {
  readonly xPx: number;
  readonly yPx: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

/** How much of its cells' shorter side an emoji fills: neighbours do not touch. */
const EMOJI_SHARE = 0.88;
/** Letters are squeezed sideways down to this; beyond it they shrink in both directions. */
const NARROWEST_LETTERS = 0.36;
/** Marks piled up on a letter may shrink it down to this; higher piles are cut off. */
const SMALLEST_FOR_HEIGHT = 0.75;
/** Ink wider than this many advance widths is a mark made to span neighbours: it is cut off. */
const LARGEST_OVERHANG = 1.4;
/** How far, in pixels, ink may pass the box before it is fitted: anti-aliasing and overhang of slanted faces. */
const OVERHANG_PX = 0.75;

/** Square letters in two cells of 0.6 em look lost at the size of the text. */
const CJK_SCALE = 1.1;

/** The font size at which a glyph in text of the given size is measured, and drawn where it fits. */
export function sizeForRole(role: LayerRole, fontSizePx: number): number {
  return role === 'cjk' ? fontSizePx * CJK_SCALE : fontSizePx;
}

/** The measures of a face that decide where its glyphs go. */
export type CellMeasures = Pick<FaceMeasures, 'ascent' | 'descent' | 'advance'>;

/**
 * Places a glyph by its ink, measured at `sizeForRole`; an emoji by the ink of one that fills its square, a glyph
 * that was made to fill cells by the measures of its face.
 */
export function placeGlyph(role: LayerRole, ink: InkBox, box: GlyphBox, face: CellMeasures): Placement {
  if (role === 'cells') return placeCell(ink, box, face);
  if (role === 'text' && ink.advancePx <= box.widthPx + 1) return placeByAdvance(ink, box, 1, 1);
  if (role === 'emoji') return placeEmoji(ink, box);
  if (role === 'mark') return { ...placeCentred(ink, box, 1), yPx: box.baselinePx };
  if (role === 'enclosure') return placeEnclosure(ink, box);
  const inkWidthPx = ink.leftPx + ink.rightPx;
  if (role === 'symbols' || role === 'icons') return placeSymbol(ink, inkWidthPx, box);
  return placeLetters(ink, inkWidthPx, box);
}

/** Stretches the face's own cell over the box, so that glyphs made to join do. */
function placeCell(ink: InkBox, box: GlyphBox, { ascent, descent, advance }: CellMeasures): Placement {
  const pxPerUnit = ink.advancePx / advance;
  const scaleY = box.heightPx / ((ascent + descent) * pxPerUnit);
  return { xPx: 0, yPx: ascent * pxPerUnit * scaleY, scaleX: box.widthPx / ink.advancePx, scaleY };
}

/** Fills the cells with the emoji's whole square, except for a gap between neighbours. */
function placeEmoji(ink: InkBox, box: GlyphBox): Placement {
  const sizePx = Math.round(Math.min(box.widthPx, box.heightPx) * EMOJI_SHARE);
  return placeCentred(ink, box, sizePx / Math.max(1, ink.advancePx));
}

/** Surrounds whatever fills the cells. */
function placeEnclosure(ink: InkBox, box: GlyphBox): Placement {
  const inkSizePx = Math.max(1, ink.leftPx + ink.rightPx, ink.ascentPx + ink.descentPx);
  return placeCentred(ink, box, Math.min(box.widthPx, box.heightPx) / inkSizePx);
}

/** Centres the advance width, with the base line of the text. */
function placeByAdvance(ink: InkBox, box: GlyphBox, scaleX: number, scaleY: number): Placement {
  return { xPx: (box.widthPx - ink.advancePx * scaleX) / 2, yPx: box.baselinePx, scaleX, scaleY };
}

/** Centres the ink in both directions, whatever the base line. */
function placeCentred(ink: InkBox, box: GlyphBox, scale: number): Placement {
  return {
    xPx: box.widthPx / 2 - ((ink.rightPx - ink.leftPx) / 2) * scale,
    yPx: box.baselinePx - box.capHeightPx / 2 + ((ink.ascentPx - ink.descentPx) / 2) * scale,
    scaleX: scale,
    scaleY: scale,
  };
}

function placeSymbol(ink: InkBox, inkWidthPx: number, box: GlyphBox): Placement {
  const scale = Math.min(1, box.widthPx / inkWidthPx, box.heightPx / (ink.ascentPx + ink.descentPx));
  return scale < 1 ? placeCentred(ink, box, scale) : keepInside(placeByAdvance(ink, box, 1, 1), ink, box);
}

/** Moves a glyph sideways when its ink would pass the box that is wide enough for it. */
function keepInside(placement: Placement, ink: InkBox, box: GlyphBox): Placement {
  const overLeft = ink.leftPx * placement.scaleX - placement.xPx;
  const overRight = placement.xPx + ink.rightPx * placement.scaleX - box.widthPx;
  if (overLeft <= OVERHANG_PX && overRight <= OVERHANG_PX) return placement;
  const centre = (box.widthPx - (ink.rightPx - ink.leftPx) * placement.scaleX) / 2;
  return { ...placement, xPx: centre };
}

function placeLetters(ink: InkBox, inkWidthPx: number, box: GlyphBox): Placement {
  const overhangs = inkWidthPx > ink.advancePx * LARGEST_OVERHANG;
  const widthPx = overhangs ? ink.advancePx : Math.max(inkWidthPx, ink.advancePx);
  const fitX = widthPx > box.widthPx + OVERHANG_PX ? box.widthPx / widthPx : 1;
  const above = box.baselinePx / Math.max(1, ink.ascentPx - OVERHANG_PX);
  const below = (box.heightPx - box.baselinePx) / Math.max(1, ink.descentPx - OVERHANG_PX);
  const fitY = Math.max(SMALLEST_FOR_HEIGHT, Math.min(1, above, below));
  const scaleY = Math.min(fitY, fitX / NARROWEST_LETTERS);
  return keepInside(placeByAdvance(ink, box, Math.min(fitX, scaleY), scaleY), ink, box);
}
