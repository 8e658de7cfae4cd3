/** Measures of a face in its own units, all positive: ascent and heights upwards, descent and underline downwards. */
export interface FaceMeasures {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly lineGap: number;
  /** Advance width of `0`, or of any glyph where it has none. */
  readonly advance: number;
  /** 0 where the face does not say. */
  readonly capHeight: number;
  readonly xHeight: number;
  /** From the base line down to the underline's upper edge. */
  readonly underlinePosition: number;
  readonly underlineThickness: number;
  /** From the base line up to the strikethrough's upper edge. */
  readonly strikethroughPosition: number;
  readonly strikethroughThickness: number;
}
