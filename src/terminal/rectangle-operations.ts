import { setAttributes } from './attributes.js';
import { clearCells, copyCells, repairCut } from './line-cells.js';
import type { Margins, Rectangle } from './margins.js';
import type { Usage } from './usage.js';
import {
  BACKGROUND_FLAG,
  CONTENT,
  FOREGROUND_FLAG,
  WORDS_PER_CELL,
  type XtermAttributes,
  type XtermCore,
  type XtermLine,
  type XtermParameters,
} from './xterm-internals.js';

/** Attributes that DECCARA changes: bold, underline, blink, inverse, invisible, on and off. */
const CHANGEABLE: ReadonlySet<number> = new Set([1, 4, 5, 7, 8, 22, 24, 25, 27, 28]);
/** What 0, all attributes off, stands for in DECCARA. Colours stay. */
const ALL_OFF: readonly number[] = [22, 24, 25, 27, 28];

/** Attributes that DECRARA reverses. */
const REVERSIBLE: ReadonlyMap<number, number> = new Map([
  [1, FOREGROUND_FLAG.bold],
  [4, FOREGROUND_FLAG.underline],
  [5, FOREGROUND_FLAG.blink],
  [7, FOREGROUND_FLAG.inverse],
  [8, FOREGROUND_FLAG.invisible],
]);

/** What 0 stands for in DECRARA. */
const ALL_REVERSED = [1, 4, 5, 7];

/** Changes the attributes of a cell. */
type AttributeChange = (attributes: XtermAttributes) => void;

/**
 * The VT420's operations on rectangles, which xterm does not have: fill, erase, copy, change attributes (VT510
 * manual, DECFRA, DECERA, DECSERA, DECCRA, DECCARA, DECRARA, DECSACE). In origin mode they count from the margins'
 * corner and stay between the margins.
 */
export class RectangleOperations {
  readonly #core: XtermCore;
  readonly #margins: Margins;
  readonly #usage: Usage;
  /** DECSACE 2: attributes are changed in the rectangle; else in the text from its first to its last corner. */
  #isExact = false;

  constructor(core: XtermCore, margins: Margins, usage: Usage) {
    this.#core = core;
    this.#margins = margins;
    this.#usage = usage;
    const handle = (final: string, operation: (parameters: XtermParameters) => void, intermediates = '$') =>
      core._inputHandler._parser.registerCsiHandler({ intermediates, final }, (parameters) => {
        operation(parameters);
        return true;
      });
    handle('x', (parameters) => this.#fill(parameters));
    handle('z', (parameters) => this.#erase(parameters));
    handle('{', (parameters) => this.#eraseUnprotected(parameters));
    handle('v', (parameters) => this.#copy(parameters));
    handle('r', (parameters) => this.#changeAttributes(parameters));
    handle('t', (parameters) => this.#reverseAttributes(parameters));
    handle('x', ({ params }) => this.#chooseExtent(params[0]!), '*');
  }

  /** After RIS or DECSTR. */
  reset(): void {
    this.#isExact = false;
  }

  #chooseExtent(extent: number): void {
    if (extent >= 0 && extent <= 2) this.#isExact = extent === 2;
  }

  /** DECFRA: printable characters of Latin-1 only, in the current attributes. */
  #fill(parameters: XtermParameters): void {
    const character = parameters.params[0]!;
    if (!((character >= 0x20 && character <= 0x7e) || (character >= 0xa0 && character <= 0xff))) return;
    const attributes = this.#core._inputHandler._curAttrData;
    const area = this.#rectangle(parameters, 1);
    this.#eachRow(area, (line, start, end) => {
      clearCells(line, start, end, attributes);
      for (let column = start; column < end; column += 1)
        line._data[column * WORDS_PER_CELL] = character | (1 << CONTENT.widthShift);
    });
    if (area !== undefined) this.#usage.reached(area.right + 1, area.bottom);
  }

  /** DECERA: protected cells too. */
  #erase(parameters: XtermParameters): void {
    const attributes = this.#core._inputHandler._eraseAttrData();
    this.#eachRow(this.#rectangle(parameters, 0), (line, start, end) => clearCells(line, start, end, attributes));
  }

  /** DECSERA: characters that are not protected; attributes stay. */
  #eraseUnprotected(parameters: XtermParameters): void {
    this.#eachRow(this.#rectangle(parameters, 0), (line, start, end) => {
      for (let column = start; column < end; column += 1) {
        const cell = column * WORDS_PER_CELL;
        if (line._data[cell + 2]! & BACKGROUND_FLAG.protected) continue;
        line._data[cell] = 1 << CONTENT.widthShift;
        repairCut(line, column);
        repairCut(line, column + 1);
      }
    });
  }

  /** DECCRA; pages there is only one of. */
  #copy(parameters: XtermParameters): void {
    const source = this.#rectangle(parameters, 0);
    const bounds = this.#margins.bounds();
    const target = this.#rectangle(parameters, 5, 2);
    if (source === undefined || target === undefined) return;
    const height = Math.min(source.bottom - source.top, bounds.bottom - target.top) + 1;
    const width = Math.min(source.right - source.left, bounds.right - target.left) + 1;
    const isDown = target.top > source.top;
    for (let step = 0; step < height; step += 1) {
      const row = isDown ? height - 1 - step : step;
      const line = this.#line(target.top + row);
      copyCells(this.#line(source.top + row), source.left, line, target.left, width);
      repairCut(line, target.left);
      repairCut(line, target.left + width);
    }
    this.#usage.reached(target.left + width, target.top + height - 1);
  }

  /** DECCARA. */
  #changeAttributes(parameters: XtermParameters): void {
    const codes = codesBehind(parameters, 4).flatMap((code) => (code === 0 ? ALL_OFF : code));
    const params = Int32Array.from(codes.filter((code) => CHANGEABLE.has(code)));
    const changes: XtermParameters = { params, length: params.length, getSubParams: () => null };
    this.#changeCells(parameters, (attributes) => setAttributes(attributes, changes));
  }

  /** DECRARA. */
  #reverseAttributes(parameters: XtermParameters): void {
    let flags = 0;
    for (const code of codesBehind(parameters, 4).flatMap((code) => (code === 0 ? ALL_REVERSED : code)))
      flags ^= REVERSIBLE.get(code) ?? 0;
    this.#changeCells(parameters, (attributes) => {
      attributes.fg ^= flags;
    });
  }

  /** Changes attributes in the rectangle, or in the text from its first corner to its last. */
  #changeCells(parameters: XtermParameters, change: AttributeChange): void {
    const area = this.#rectangle(parameters, 0, 4, !this.#isExact);
    if (area === undefined) return;
    const changer = new CellChanger(this.#core._inputHandler._curAttrData.clone(), change);
    const bounds = this.#margins.bounds();
    for (let row = area.top; row <= area.bottom; row += 1) {
      const left = this.#isExact || row === area.top ? area.left : bounds.left;
      const right = this.#isExact || row === area.bottom ? area.right : bounds.right;
      const line = this.#line(row);
      for (let column = left; column <= right; column += 1) changer.change(line, column);
    }
  }

  #line(row: number): XtermLine {
    const buffer = this.#core._inputHandler._activeBuffer;
    return buffer.lines.get(buffer.ybase + row)!;
  }

  #eachRow(area: Rectangle | undefined, take: (line: XtermLine, start: number, end: number) => void): void {
    if (area === undefined) return;
    for (let row = area.top; row <= area.bottom; row += 1) {
      const line = this.#line(row);
      take(line, area.left, area.right + 1);
      repairCut(line, area.left);
      repairCut(line, area.right + 1);
    }
  }

  /**
   * Top, left, bottom and right from the parameter `at`, or the first `count` of them; the others, and what is
   * beyond, lie at the bounds. Undefined if nothing is left.
   * @param isText the corners are the ends of a text: one may be left of the other
   */
  #rectangle({ params, length }: XtermParameters, at: number, count = 4, isText = false): Rectangle | undefined {
    const bounds = this.#margins.bounds();
    const value = (offset: number, byDefault: number) =>
      offset < count && at + offset < length && params[at + offset]! > 0 ? params[at + offset]! - 1 : byDefault;
    const top = bounds.top + value(0, 0);
    const left = bounds.left + value(1, 0);
    const bottom = Math.min(bounds.bottom, bounds.top + value(2, bounds.bottom));
    const right = Math.min(bounds.right, bounds.left + value(3, bounds.right));
    if (top > bottom || left > bounds.right) return undefined;
    return left > right && !(isText && top < bottom) ? undefined : { top, left, bottom, right };
  }
}

/** Changes the attributes of one cell after another; neighbours mostly have the same. */
class CellChanger {
  readonly #attributes: XtermAttributes;
  readonly #change: AttributeChange;
  #foreground = -1;
  #background = -1;
  #extended: XtermAttributes['extended'] | undefined;
  readonly #plain: XtermAttributes['extended'];

  /** @param attributes are overwritten */
  constructor(attributes: XtermAttributes, change: AttributeChange) {
    this.#attributes = attributes;
    this.#change = change;
    this.#plain = attributes.extended.clone();
    this.#plain._ext = 0;
    this.#plain._urlId = 0;
  }

  change(line: XtermLine, column: number): void {
    const cell = column * WORDS_PER_CELL;
    const foreground = line._data[cell + 1]!;
    const background = line._data[cell + 2]!;
    const extended = (background & BACKGROUND_FLAG.extended && line._extendedAttrs[column]) || this.#plain;
    const attributes = this.#attributes;
    if (foreground !== this.#foreground || background !== this.#background || extended !== this.#extended) {
      this.#foreground = foreground;
      this.#background = background;
      this.#extended = extended;
      attributes.fg = foreground;
      attributes.bg = background;
      attributes.extended = extended;
      this.#change(attributes);
    }
    line._data[cell + 1] = attributes.fg;
    line._data[cell + 2] = attributes.bg;
    if (attributes.bg & BACKGROUND_FLAG.extended) line._extendedAttrs[column] = attributes.extended;
  }
}

function codesBehind({ params, length }: XtermParameters, start: number): number[] {
  const codes = Array.from(params.subarray(start, Math.max(start, length)));
  return codes.length === 0 ? [0] : codes;
}
