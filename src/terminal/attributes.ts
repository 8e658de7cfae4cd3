import {
  BACKGROUND_FLAG,
  COLOUR,
  FOREGROUND_FLAG,
  UNDERLINE_STYLE_MASK,
  UNDERLINE_STYLE_SHIFT,
  type XtermAttributes,
  type XtermParameters,
} from './xterm-internals.js';

/** What SGR codes set or clear in the two attribute words. */
const SET_FOREGROUND = new Map([
  [1, FOREGROUND_FLAG.bold],
  [5, FOREGROUND_FLAG.blink],
  [6, FOREGROUND_FLAG.blink],
  [7, FOREGROUND_FLAG.inverse],
  [8, FOREGROUND_FLAG.invisible],
  [9, FOREGROUND_FLAG.strikethrough],
]);
const CLEAR_FOREGROUND = new Map([
  [22, FOREGROUND_FLAG.bold],
  [25, FOREGROUND_FLAG.blink],
  [27, FOREGROUND_FLAG.inverse],
  [28, FOREGROUND_FLAG.invisible],
  [29, FOREGROUND_FLAG.strikethrough],
  [39, COLOUR.mask],
]);
const SET_BACKGROUND = new Map([
  [2, BACKGROUND_FLAG.faint],
  [3, BACKGROUND_FLAG.italic],
  [53, BACKGROUND_FLAG.overline],
]);
const CLEAR_BACKGROUND = new Map([
  [22, BACKGROUND_FLAG.faint],
  [23, BACKGROUND_FLAG.italic],
  [49, COLOUR.mask],
  [55, BACKGROUND_FLAG.overline],
]);

const SINGLE_UNDERLINE = 1;
const DOUBLE_UNDERLINE = 2;
const LAST_UNDERLINE = 5;

/**
 * SGR. Replaces xterm's own handler, which mistakes the red of `48:2:r:g:b` for a colour space and cannot distinguish
 * the colour that SGR 59 leaves from white. Unknown codes are ignored.
 */
export function setAttributes(attributes: XtermAttributes, parameters: XtermParameters): void {
  const { params, length } = parameters;
  for (let at = 0; at < length; at += 1) {
    const code = params[at]!;
    if (code === 38 || code === 48 || code === 58) at += setExtendedColour(attributes, parameters, at);
    else if (code === 4) underline(attributes, underlineStyle(parameters, at));
    else setSimple(attributes, code);
  }
}

function setSimple(attributes: XtermAttributes, code: number): void {
  if (code === 0) {
    attributes.fg = 0;
    attributes.bg &= BACKGROUND_FLAG.protected;
    changeExtended(attributes, 0);
  } else if (code >= 30 && code <= 37) setForeground(attributes, COLOUR.modePalette16 | (code - 30));
  else if (code >= 40 && code <= 47) setBackground(attributes, COLOUR.modePalette16 | (code - 40));
  else if (code >= 90 && code <= 97) setForeground(attributes, COLOUR.modePalette16 | (code - 90 + 8));
  else if (code >= 100 && code <= 107) setBackground(attributes, COLOUR.modePalette16 | (code - 100 + 8));
  else if (code === 21) underline(attributes, DOUBLE_UNDERLINE);
  else if (code === 24) underline(attributes, 0);
  else if (code === 59) changeExtended(attributes, attributes.extended._ext & ~COLOUR.mask);
  else {
    attributes.fg = (attributes.fg & ~(CLEAR_FOREGROUND.get(code) ?? 0)) | (SET_FOREGROUND.get(code) ?? 0);
    attributes.bg = (attributes.bg & ~(CLEAR_BACKGROUND.get(code) ?? 0)) | (SET_BACKGROUND.get(code) ?? 0);
  }
}

/** `4` is a single underline, `4:0` none, `4:1` to `4:5` the styles. */
function underlineStyle(parameters: XtermParameters, at: number): number {
  const [style = SINGLE_UNDERLINE] = parameters.getSubParams(at) ?? [];
  return style < 0 || style > LAST_UNDERLINE ? SINGLE_UNDERLINE : style;
}

function underline(attributes: XtermAttributes, style: number): void {
  if (style === 0) attributes.fg &= ~FOREGROUND_FLAG.underline;
  else attributes.fg |= FOREGROUND_FLAG.underline;
  changeExtended(attributes, (attributes.extended._ext & ~UNDERLINE_STYLE_MASK) | (style << UNDERLINE_STYLE_SHIFT));
}

/** Cells refer to the object, so it is replaced, never changed. */
function changeExtended(attributes: XtermAttributes, bits: number): void {
  if (attributes.extended._ext !== bits) {
    attributes.extended = attributes.extended.clone();
    attributes.extended._ext = bits;
  }
  attributes.updateExtended();
}

function setForeground(attributes: XtermAttributes, colour: number): void {
  attributes.fg = (attributes.fg & ~COLOUR.mask) | colour;
}

function setBackground(attributes: XtermAttributes, colour: number): void {
  attributes.bg = (attributes.bg & ~COLOUR.mask) | colour;
}

/** 38, 48 and 58, with the colour after colons or semicolons. Returns how many more parameters were read. */
function setExtendedColour(attributes: XtermAttributes, parameters: XtermParameters, at: number): number {
  const { params, length } = parameters;
  const parts = parameters.getSubParams(at);
  const kind = at + 1 < length ? params[at + 1] : undefined;
  const colour = parts === null ? colourOf(kind, params, at + 2, length) : colourOfParts(parts);
  if (colour !== undefined) {
    const code = params[at]!;
    if (code === 38) setForeground(attributes, colour);
    else if (code === 48) setBackground(attributes, colour);
    else changeExtended(attributes, (attributes.extended._ext & ~COLOUR.mask) | colour);
  }
  if (parts !== null) return 0;
  if (kind === 5) return 2;
  return kind === 2 ? 4 : 0;
}

/** `2:r:g:b`, or `2:space:r:g:b` possibly followed by a tolerance and more; `5:index`. */
function colourOfParts(parts: Int32Array): number | undefined {
  const withSpace = parts[0] === 2 && parts.length > 4;
  return colourOf(parts[0], parts, withSpace ? 2 : 1, parts.length);
}

/** The colour in `values` from `at` up to `end`; undefined if it is incomplete or out of range. */
function colourOf(kind: number | undefined, values: Int32Array, at: number, end: number): number | undefined {
  if (kind === 5 && at < end) {
    const index = Math.max(0, values[at]!);
    return index > 255 ? undefined : COLOUR.modePalette256 | index;
  }
  if (kind !== 2 || at + 3 > end) return undefined;
  const channel = (offset: number) => Math.min(255, Math.max(0, values[at + offset]!));
  return COLOUR.modeRgb | (channel(0) << 16) | (channel(1) << 8) | channel(2);
}
