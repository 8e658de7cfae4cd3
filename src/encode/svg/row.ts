import type { FaceStyle } from '../../font/face.js';
import { Decorations } from '../../mosaic/decorations.js';
import type { Layout } from '../../mosaic/layout.js';
import type { Cell } from '../../terminal/cell.js';
import type { EmbeddedFonts, GlyphFit } from './fonts.js';
import { BoxPath, boxesOf } from './rectangles.js';
import { type Shape, Shapes } from './shapes.js';
import type { ColourClasses } from './styles.js';
import { escapeXml, linkTarget } from './xml.js';

/** What the rows of one document share. */
export interface RowStyle {
  readonly layout: Layout;
  readonly fonts: EmbeddedFonts;
  readonly fontSizePx: number;
  readonly colours: ColourClasses;
  /** Cells of this colour get no background. */
  readonly background: number;
}

/** Height of capital letters in font sizes: pictures are centred on it. */
const CAPITALS = 0.73;

/** Text with one look. */
interface Run {
  readonly look: string;
  readonly link: string;
  text: string;
}

/** Writes one row of cells as SVG, with 0,0 at the row's upper left corner. */
export class RowRenderer {
  readonly #style: RowStyle;
  readonly #shapes: Shapes;
  readonly #decorations: Decorations;
  /** Ids of outlines in `<defs>` by path data. */
  readonly #outlines = new Map<string, string>();

  constructor(style: RowStyle) {
    this.#style = style;
    this.#shapes = new Shapes(style.layout);
    this.#decorations = new Decorations(style.layout);
  }

  /** The outlines that rows refer to. */
  definitions(): string {
    return [...this.#outlines].map(([path, id]) => `<path id="${id}" shape-rendering="auto" d="${path}"/>`).join('');
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
      pathOf(paths, this.#fill(background)).add(box, column * cellWidthPx);
    }
    return pathElements(paths);
  }

  /** Shapes, lines under, through and over text, cursors. */
  #drawings(cells: readonly Cell[]): string {
    const paths = new Map<string, BoxPath>();
    let outlines = '';
    for (const [column, cell] of cells.entries()) {
      const left = column * this.#style.layout.geometry.cellWidthPx;
      const shape = isWhole(cell) ? this.#shapes.shape(cell.grapheme) : undefined;
      if (shape?.kind === 'outline') outlines += this.#outline(shape.path, left, cell.foreground);
      if (shape?.kind === 'boxes') this.#addBoxes(paths, shape, left, cell.foreground);
      for (const [bitmap, colour] of this.#linesOf(cell)) {
        const path = pathOf(paths, this.#fill(colour));
        for (const box of boxesOf(bitmap, this.#style.layout.geometry.cellWidthPx)) path.add(box, left);
      }
    }
    return pathElements(paths) + outlines;
  }

  #addBoxes(paths: Map<string, BoxPath>, shape: Shape & { kind: 'boxes' }, left: number, colour: number): void {
    const opacity = shape.opacity < 1 ? ` fill-opacity="${shape.opacity}"` : '';
    const path = pathOf(paths, this.#fill(colour) + opacity);
    for (const box of shape.boxes) path.add(box, left);
  }

  #outline(path: string, left: number, colour: number): string {
    const id = this.#outlines.get(path) ?? `s${this.#outlines.size.toString(36)}`;
    this.#outlines.set(path, id);
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
    let misfits = '';
    let firstColumn = 0;
    let nextColumn = 0;
    for (const [column, cell] of cells.entries()) {
      if (isBlank(cell) || (isWhole(cell) && this.#shapes.shape(cell.grapheme))) continue;
      const fit = this.#style.fonts.use(cell.grapheme, faceStyle(cell));
      if (!isWhole(cell) || cell.stretch !== 1 || !fit.onGrid) {
        misfits += this.#misfit(cell, column, fit);
        continue;
      }
      if (runs.length === 0) firstColumn = nextColumn = column;
      this.#extend(runs, cell, column - nextColumn);
      nextColumn = column + 1;
    }
    return this.#textElement(runs, firstColumn) + misfits;
  }

  /** Continues the last run across blanks where the look is the same, or starts one. */
  #extend(runs: Run[], cell: Cell, gap: number): void {
    const look = this.#look(cell);
    const last = runs.at(-1);
    const blanks = ' '.repeat(gap);
    if (last && last.look === look && last.link === cell.link) {
      last.text += blanks + cell.grapheme;
      return;
    }
    // A link does not reach across what follows it.
    const belongsToLast = last !== undefined && last.link === '';
    if (belongsToLast) last.text += blanks;
    runs.push({ look, link: cell.link, text: belongsToLast ? cell.grapheme : blanks + cell.grapheme });
  }

  #textElement(runs: readonly Run[], column: number): string {
    const { geometry, baselinePx } = this.#style.layout;
    const [first] = runs;
    if (!first) return '';
    const position = `x="${column * geometry.cellWidthPx}" y="${baselinePx}"`;
    if (runs.length === 1 && linkTarget(first.link) === undefined) {
      return `<text ${position}${first.look}>${escapeXml(first.text)}</text>`;
    }
    const spans = runs.map(({ look, link, text }) => {
      const target = linkTarget(link);
      const span = `<tspan${look}>${escapeXml(text)}</tspan>`;
      return target === undefined ? span : `<a href="${target}">${span}</a>`;
    });
    return `<text ${position}>${spans.join('')}</text>`;
  }

  /** A grapheme whose advance is not that of its cells: centred in them, and made to fit where it is wider. */
  #misfit(cell: Cell, column: number, fit: GlyphFit): string {
    // Later columns show nothing new; the lower half of a tall line does.
    if (cell.pieceColumn > 0) return '';
    const { geometry, baselinePx } = this.#style.layout;
    const { cellWidthPx, cellHeightPx } = geometry;
    const left = column * cellWidthPx;
    const widthPx = (cell.spanColumns * cellWidthPx) / cell.stretch;
    const baseline = baselinePx * cell.spanRows - cell.pieceRow * cellHeightPx;
    const { attributes, liftPx } = this.#fitted(fit, widthPx);
    const position =
      cell.stretch === 1 && cell.spanRows === 1
        ? ` x="${left + widthPx / 2}" y="${hundredths(baseline - liftPx)}"`
        : ` transform="translate(${left} ${baseline})scale(${cell.stretch} ${cell.spanRows})" x="${widthPx / 2}"`;
    const text = `<text text-anchor="middle"${position}${this.#look(cell)}${attributes}>${escapeXml(cell.grapheme)}</text>`;
    const target = linkTarget(cell.link);
    return target === undefined ? text : `<a href="${target}">${text}</a>`;
  }

  #fitted(fit: GlyphFit, widthPx: number): { attributes: string; liftPx: number } {
    const { fontSizePx } = this.#style;
    const naturalPx = (fit.advance ?? Number.POSITIVE_INFINITY) * fontSizePx;
    // A hair too wide is not worth the bytes.
    if (naturalPx <= widthPx * 1.01) return { attributes: '', liftPx: 0 };
    if (!fit.isPicture) return { attributes: ` textLength="${widthPx}" lengthAdjust="spacingAndGlyphs"`, liftPx: 0 };
    const scale = widthPx / naturalPx;
    const liftPx = ((1 - scale) * fontSizePx * CAPITALS) / 2;
    return { attributes: ` style="font-size:${hundredths(fontSizePx * scale)}px"`, liftPx };
  }

  #look(cell: Cell): string {
    const names = [this.#style.colours.name(cell.foreground)];
    if (cell.bold) names.push('b');
    if (cell.italic) names.push('i');
    return ` class="${names.join(' ')}"`;
  }

  #fill(colour: number): string {
    return ` class="${this.#style.colours.name(colour)}"`;
  }
}

function pathOf(paths: Map<string, BoxPath>, attributes: string): BoxPath {
  const path = paths.get(attributes) ?? new BoxPath();
  paths.set(attributes, path);
  return path;
}

function pathElements(paths: ReadonlyMap<string, BoxPath>): string {
  return [...paths].map(([attributes, path]) => `<path${attributes} d="${path}"/>`).join('');
}

/** One grapheme in one cell. */
function isWhole(cell: Cell): boolean {
  return cell.spanColumns === 1 && cell.spanRows === 1;
}

function isBlank(cell: Cell): boolean {
  return cell.grapheme === '' || cell.grapheme === ' ' || (cell.foreground === cell.background && cell.grapheme !== '');
}

function faceStyle({ bold, italic }: Cell): FaceStyle {
  if (bold) return italic ? 'boldItalic' : 'bold';
  return italic ? 'italic' : 'regular';
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
