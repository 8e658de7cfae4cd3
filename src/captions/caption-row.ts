import type { Cap, CapGrapheme, Caption } from './captions.js';

/** A cell of the strip: a piece of a grapheme on a key cap, a rounded end of the cap, or a blank beside it. */
export interface StripCell {
  readonly kind: 'blank' | 'left' | 'right' | Cap['kind'];
  readonly grapheme: string;
  readonly spanColumns: 1 | 2;
  readonly pieceColumn: 0 | 1;
}

/** A cell of the strip that shows nothing. */
export const BLANK_STRIP_CELL: StripCell = { kind: 'blank', grapheme: '', spanColumns: 1, pieceColumn: 0 };
/** Half circles (Powerline's private characters), drawn to the pixel. */
const LEFT_END: StripCell = { ...BLANK_STRIP_CELL, kind: 'left', grapheme: '\ue0b6' };
const RIGHT_END: StripCell = { ...BLANK_STRIP_CELL, kind: 'right', grapheme: '\ue0b4' };
const CUT: CapGrapheme = { text: '…', columns: 1 };

/** The cells of a caption, from the left edge, so that further typing changes only what is added; at most `columns`. */
export function captionRow({ caps }: Pick<Caption, 'caps'>, columns: number): StripCell[] {
  const rows: StripCell[][] = [];
  let room = columns;
  for (const cap of caps.toReversed()) {
    const gap = rows.length > 0 ? 1 : 0;
    const cells = capCells(cap, room - gap);
    if (cells.length === 0) break;
    rows.unshift(gap > 0 ? [...cells, BLANK_STRIP_CELL] : cells);
    room -= cells.length + gap;
  }
  return rows.flat();
}

/** The cells of a cap, shortened from the left to fit; none if there is hardly any room. */
function capCells(cap: Cap, room: number): StripCell[] {
  const LEAST = 4;
  const width = cap.graphemes.reduce((sum, { columns }) => sum + columns, 2);
  let { graphemes } = cap;
  if (width > room) {
    if (room < LEAST || cap.kind === 'key') return [];
    let left = room - 3;
    let first = graphemes.length;
    while (first > 0 && graphemes[first - 1]!.columns <= left) left -= graphemes[--first]!.columns;
    graphemes = [CUT, ...graphemes.slice(first)];
  }
  return [LEFT_END, ...graphemes.flatMap((grapheme) => pieces(grapheme, cap.kind)), RIGHT_END];
}

function pieces({ text, columns }: CapGrapheme, kind: Cap['kind']): StripCell[] {
  const cell = { kind, grapheme: text === ' ' ? '' : text, spanColumns: columns };
  const first: StripCell = { ...cell, pieceColumn: 0 };
  return columns === 1 ? [first] : [first, { ...cell, pieceColumn: 1 }];
}
