/** Colour glyphs made of flat layers: version 0 of `COLR`, with the first palette of `CPAL` (OpenType 1.9). */
import { ByteReader } from './byte-reader.js';

/** One outline in one colour. */
export interface ColourLayer {
  readonly glyphId: number;
  /** `0xRRGGBB`, or the colour of the text around it. */
  readonly colour: number | 'text';
  /** 0 to 1. */
  readonly opacity: number;
}

const BASE_GLYPH_BYTES = 6;
const LAYER_BYTES = 4;
const TEXT_COLOUR = 0xffff;

/** The layers of a glyph, lowest first; undefined where the tables know none for it. */
export function readColourLayers(colr: Uint8Array, cpal: Uint8Array, glyphId: number): ColourLayer[] | undefined {
  if (colr.length === 0 || cpal.length === 0) return undefined;
  const header = new ByteReader(colr, 2);
  const [baseCount, baseOffset, layerOffset] = [header.uint16(), header.uint32(), header.uint32()];
  const base = findBase(colr, baseOffset, baseCount, glyphId);
  if (base === undefined) return undefined;
  return Array.from({ length: base.layerCount }, (_, index) => {
    const layer = new ByteReader(colr, layerOffset + (base.firstLayer + index) * LAYER_BYTES);
    return { glyphId: layer.uint16(), ...paletteColour(cpal, layer.uint16()) };
  });
}

/** Records are sorted by glyph. */
function findBase(colr: Uint8Array, offset: number, count: number, glyphId: number) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = new ByteReader(colr, offset + middle * BASE_GLYPH_BYTES);
    const found = record.uint16();
    if (found === glyphId) return { firstLayer: record.uint16(), layerCount: record.uint16() };
    if (found < glyphId) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function paletteColour(cpal: Uint8Array, index: number): Omit<ColourLayer, 'glyphId'> {
  if (index === TEXT_COLOUR) return { colour: 'text', opacity: 1 };
  const header = new ByteReader(cpal, 8);
  const [records, firstOfPalette] = [header.uint32(), header.uint16()];
  const record = new ByteReader(cpal, records + (firstOfPalette + index) * 4);
  const [blue, green, red, alpha] = [record.uint8(), record.uint8(), record.uint8(), record.uint8()];
  return { colour: (red << 16) | (green << 8) | blue, opacity: alpha / 255 };
}
