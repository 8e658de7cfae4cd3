import { Decorations } from '../../mosaic/decorations.js';
import type { Layout } from '../../mosaic/layout.js';
import type { Cell } from '../../terminal/cell.js';
import { escapeXml, linkTarget } from '../../text/xml.js';
import { type Outline, type Shape, Shapes } from './drawn-shapes.js';
import type { Drawing, Glyphs } from './glyphs.js';
import { type Box, BoxPath, boxesOf } from './rectangles.js';
import type { ColourClasses } from './styles.js';

/** What the rows of one document share. */
export interface RowStyle {
  readonly layout: Layout;
  readonly glyphs: Glyphs;
  readonly colours: ColourClasses;
  /** Cells of this colour get no background. */
  readonly background: number;
  /** Whether characters that are drawn also stand in the text, unseen, so that a copy of it is complete. */
  readonly keepsDrawn: boolean;
}

/** Transparent text. */
const UNSEEN = ' class="o"';

/** Text with one look. */
interface Run {
  readonly look: string;
  readonly link: string;
  text: string;
}

/** Writes one row of cells as SVG, with 0,0 at the left end of its base line. */
export class RowRenderer {
  readonly #style: RowStyle;
  readonly #shapes: Shapes;
  readonly #decorations: Decorations;
  /** Ids of shapes' outlines. */
  readonly #outlines = new Map<Outline, string>();

  constructor(style: RowStyle) {
    this.#style = style;
    this.#shapes = new Shapes(style.layout);
    this.#decorations = new Decorations(style.layout);
  }

  /** The empty text for a row without ink. */
  render(cells: readonly Cell[]): string {
    return this.#backgrounds(cells) + this.#drawings(cells) + this.#text(cells);
  }

  #backgrounds(cells: readonly Cell[]): string {
    const { cellWidthPx, cellHeightPx } = this.#style.layout.geometry;
    const paths = new Map<string, BoxPath>();
    for (const [column, { background }] of cells.entries()) {
      if (background === this.#style.background) continue;
      const box = { left: 0, top: 0, right: cellWidthPx, bottom: cellHeightPx };
      this.#addBox(paths, this.#fill(background), box, column * cellWidthPx);
    }
    return pathElements(paths);
  }

  /** Shapes, lines under, through and over text, cursors. */
  #drawings(cells: readonly Cell[]): string {
    const { cellWidthPx } = this.#style.layout.geometry;
    const paths = new Map<string, BoxPath>();
    let outlines = '';
    for (const [column, cell] of cells.entries()) {
      const left = column * cellWidthPx;
      const shape = this.#shapeOf(cell);
      if (shape?.kind === 'outline') outlines += this.#outline(shape, left, cell.foreground);
      if (shape?.kind === 'boxes') {
        const opacity = shape.opacity < 1 ? ` fill-opacity="${shape.opacity}"` : '';
        for (const box of shape.boxes) this.#addBox(paths, this.#fill(cell.foreground) + opacity, box, left);
      }
      for (const [bitmap, colour] of this.#linesOf(cell)) {
        for (const box of boxesOf(bitmap, cellWidthPx)) this.#addBox(paths, this.#fill(colour), box, left);
      }
    }
    return pathElements(paths) + outlines;
  }

  #shapeOf(cell: Cell): Shape | undefined {
    return isWhole(cell) ? this.#shapes.shape(cell.grapheme) : undefined;
  }

  /** Boxes count from the top of their cell. */
  #addBox(paths: Map<string, BoxPath>, attributes: string, box: Box, left: number): void {
    const path = paths.get(attributes) ?? new BoxPath();
    paths.set(attributes, path);
    path.add(box, left, -this.#style.layout.baselinePx);
  }

  #outline(shape: Outline, left: number, colour: number): string {
    const { glyphs, layout } = this.#style;
    const place = `class="a" transform="translate(0 ${-layout.baselinePx})"`;
    const [first, ...more] = shape.paths.map(
      ({ data, opacity }) => `d="${data}"${opacity === 1 ? '' : ` fill-opacity="${opacity}"`}`,
    );
    const define = (id: string) =>
      more.length === 0
        ? `<path id="${id}" ${place} ${first}/>`
        : `<g id="${id}" ${place}>${[first, ...more].map((path) => `<path ${path}/>`).join('')}</g>`;
    const id = this.#outlines.get(shape) ?? glyphs.define(define);
    this.#outlines.set(shape, id);
    return `<use href="#${id}" x="${left}"${this.#fill(colour)}/>`;
  }

  *#linesOf(cell: Cell): Generator<readonly [bitmap: Uint8Array, colour: number]> {
    const decorations = this.#decorations;
    if (cell.underline !== 'none') yield [decorations.underline(cell.underline), cell.underlineColour];
    if (cell.strikethrough) yield [decorations.strikethrough(), cell.foreground];
    if (cell.overline) yield [decorations.overline(), cell.foreground];
    if (cell.cursor === 'bar') yield [decorations.barCursor(), cell.cursorColour];
    if (cell.cursor === 'underline') yield [decorations.underlineCursor(), cell.cursorColour];
  }

  /**
   * What flows cell by cell becomes one text element, with a space for each cell it leaves out, so that copied text
   * keeps its columns. What does not flow gets elements of its own.
   */
  #text(cells: readonly Cell[]): string {
    const runs: Run[] = [];
    let others = '';
    let firstColumn = 0;
    let nextColumn = 0;
    for (const [column, cell] of cells.entries()) {
      if (isBlank(cell) || cell.pieceColumn > 0) continue;
      if (this.#shapeOf(cell)) {
        if (!this.#style.keepsDrawn) continue;
        if (runs.length === 0) firstColumn = nextColumn = column;
        this.#extendUnseen(runs, cell, column - nextColumn);
        nextColumn = column + 1;
        continue;
      }
      const drawing = this.#draw(cell);
      if (drawing.kind !== 'letter' || cell.stretch !== 1 || cell.spanRows !== 1) {
        others += this.#alone(cell, column, drawing);
        continue;
      }
      if (runs.length === 0) firstColumn = nextColumn = column;
      this.#extend(runs, cell, drawing.text, column - nextColumn);
      nextColumn = column + (cell.overhangs ? 1 : cell.spanColumns);
    }
    return this.#textElement(runs, firstColumn) + others;
  }

  #draw({ grapheme, bold, italic, spanColumns, overhangs, stretch }: Cell): Drawing {
    const columns = overhangs ? 1 : spanColumns / stretch;
    return this.#style.glyphs.draw({ grapheme, bold, italic, columns, overhangs });
  }

  /** Continues the last run across blanks where the look is the same, or starts one. */
  #extend(runs: Run[], cell: Cell, text: string, gap: number): void {
    const look = this.#look(cell);
    const last = runs.at(-1);
    const blanks = ' '.repeat(gap);
    if (last && last.look === look && last.link === cell.link) {
      last.text += blanks + text;
      return;
    }
    // A link does not reach across what follows it.
    const belongsToLast = last !== undefined && last.link === '';
    if (belongsToLast) last.text += blanks;
    runs.push({ look, link: cell.link, text: belongsToLast ? text : blanks + text });
  }

  /** Transparent too, for viewers that do without the embedded font, where it has no ink. */
  #extendUnseen(runs: Run[], cell: Cell, gap: number): void {
    this.#style.glyphs.addBlank(cell.grapheme);
    const last = runs.at(-1);
    const text = ' '.repeat(gap) + cell.grapheme;
    if (last?.look === UNSEEN) last.text += text;
    else runs.push({ look: UNSEEN, link: '', text });
  }

  #textElement(runs: readonly Run[], column: number): string {
    const [first] = runs;
    if (!first) return '';
    const position = column === 0 ? '' : ` x="${column * this.#style.layout.geometry.cellWidthPx}"`;
    if (runs.length === 1 && linkTarget(first.link) === undefined) {
      return `<text${position}${first.look}>${escapeXml(first.text)}</text>`;
    }
    const spans = runs.map(({ look, link, text }) => {
      const span = look === '' ? escapeXml(text) : `<tspan${look}>${escapeXml(text)}</tspan>`;
      return linked(span, link);
    });
    return `<text${position}>${spans.join('')}</text>`;
  }

  /** A grapheme with an element of its own: a picture, a stretched letter, one that no embedded font has. */
  #alone(cell: Cell, column: number, drawing: Drawing): string {
    if (drawing.kind === 'blank') return '';
    const { geometry, baselinePx } = this.#style.layout;
    const left = column * geometry.cellWidthPx;
    const widthPx = (cell.spanColumns * geometry.cellWidthPx) / cell.stretch;
    // The base line of both rows of a tall line, seen from that of this row.
    const down = baselinePx * (cell.spanRows - 1) - cell.pieceRow * geometry.cellHeightPx;
    const isStretched = cell.stretch !== 1 || cell.spanRows !== 1;
    const position = isStretched
      ? ` transform="translate(${left} ${down})scale(${cell.stretch} ${cell.spanRows})"`
      : ` x="${left}"`;
    const text = drawing.kind === 'letter' ? drawing.text : cell.grapheme;
    const content = escapeXml(text);
    if (drawing.kind === 'letter') return linked(`<text${position}${this.#look(cell)}>${content}</text>`, cell.link);
    const fitted = ` textLength="${widthPx}" lengthAdjust="spacingAndGlyphs"`;
    if (drawing.kind === 'foreign')
      return linked(`<text${position}${this.#look(cell)}${fitted}>${content}</text>`, cell.link);
    const tint = drawing.tinted ? this.#fill(cell.foreground) : '';
    return `<use href="#${drawing.id}"${position}${tint}/><text${position}${UNSEEN}${fitted}>${content}</text>`;
  }

  #look(cell: Cell): string {
    const names = [this.#style.colours.textName(cell.foreground) ?? '', cell.bold ? 'b' : '', cell.italic ? 'i' : ''];
    const classes = names.filter((name) => name !== '').join(' ');
    return classes === '' ? '' : ` class="${classes}"`;
  }

  #fill(colour: number): string {
    return ` class="${this.#style.colours.name(colour)}"`;
  }
}

function pathElements(paths: ReadonlyMap<string, BoxPath>): string {
  return [...paths].map(([attributes, path]) => `<path${attributes} d="${path}"/>`).join('');
}

function linked(content: string, link: string): string {
  const target = linkTarget(link);
  return target === undefined ? content : `<a href="${target}">${content}</a>`;
}

/** One grapheme in one cell. */
function isWhole(cell: Cell): boolean {
  return cell.spanColumns === 1 && cell.spanRows === 1;
}

function isBlank(cell: Cell): boolean {
  return cell.grapheme === '' || cell.grapheme === ' ' || cell.foreground === cell.background;
}
