import { takeBlock } from './block.js';
import { boundedString } from './bounded-string.js';
import type { Cluster, GraphemeTable } from './graphemes.js';
import type { Printer } from './printer.js';
import type { Usage } from './usage.js';
import type { XtermCore } from './xterm-internals.js';

/** What a command asks for: `scale` times as large, in `width` scaled cells (0: what each character takes). */
interface Sizing {
  readonly scale: number;
  readonly width: number;
}

/**
 * OSC 66, kitty's text sizing protocol: `66 ; s=scale:w=width… ; text`. The text takes the cells it asks for, and
 * the cursor moves as if it filled them; it is shown in its normal size.
 */
export class TextSizing {
  readonly #core: XtermCore;
  readonly #graphemes: GraphemeTable;
  readonly #printer: Printer;
  readonly #usage: Usage;

  constructor(core: XtermCore, graphemes: GraphemeTable, printer: Printer, usage: Usage) {
    this.#core = core;
    this.#graphemes = graphemes;
    this.#printer = printer;
    this.#usage = usage;
    core._inputHandler._parser.registerOscHandler(
      66,
      boundedString((data) => this.#show(data)),
    );
  }

  #show(data: string): void {
    const separator = data.indexOf(';');
    if (separator < 0) return;
    const sizing = readSizing(data.slice(0, separator));
    const text = data.slice(separator + 1).replaceAll(/[\0-\x1f\x7f-\x9f]/g, '');
    const clusters = this.#graphemes.clusters(text);
    if (clusters.length === 0) return;
    const widest = sizing.width || (clusters.some(({ width }) => width === 2) ? 2 : 1);
    if (widest * sizing.scale > this.#core.cols || (sizing.scale === 1 && sizing.width === 0)) this.#print(text);
    else if (sizing.width > 0) this.#showBlock(clusters, sizing.width * sizing.scale, sizing.scale);
    else this.#showScaled(clusters, sizing.scale);
  }

  /** Without a width each cluster is scaled by itself; those that come to lie in one line are kept together. */
  #showScaled(clusters: readonly Cluster[], scale: number): void {
    let start = 0;
    while (start < clusters.length) {
      const room = this.#makeRoom(clusters[start]!.width * scale, scale);
      let end = start;
      let columns = 0;
      while (end < clusters.length && columns + clusters[end]!.width * scale <= room) {
        columns += clusters[end]!.width * scale;
        end += 1;
      }
      this.#showBlock(clusters.slice(start, end), columns, scale);
      start = end;
    }
  }

  #showBlock(clusters: readonly Cluster[], columns: number, rows: number): void {
    this.#makeRoom(columns, rows);
    const buffer = this.#core._inputHandler._activeBuffer;
    const start = buffer.x;
    takeBlock(this.#core, columns, rows);
    this.#usage.reached(Math.min(start + columns, this.#core.cols), buffer.y);
    buffer.y = Math.max(0, buffer.y - (rows - 1));
    const [first] = clusters;
    if (clusters.length === 1 && columns === 1) this.#printer.printNarrow(first!.text);
    else this.#print(textWithin(clusters, columns));
    buffer.x = start + columns;
  }

  /** Moves the cursor to the next line if fewer than `columns` cells are left in this one. Returns the cells left. */
  #makeRoom(columns: number, rows: number): number {
    const { _inputHandler: input, coreService, cols } = this.#core;
    const buffer = input._activeBuffer;
    if (buffer.x + columns <= cols || columns > cols) return cols - buffer.x;
    if (coreService.decPrivateModes.wraparound) {
      buffer.x = 0;
      for (let row = 0; row < rows; row += 1) input.index();
    } else {
      buffer.x = cols - columns;
    }
    return cols - buffer.x;
  }

  #print(text: string): void {
    const codePoints = Uint32Array.from(text, (character) => character.codePointAt(0)!);
    this.#printer.print(codePoints, 0, codePoints.length);
  }
}

/** Keys and values are joined by colons. What is missing or out of range has its default. */
function readSizing(keys: string): Sizing {
  const digit = (key: string) => Number(new RegExp(`(?:^|:)${key}=([0-7])(?::|$)`).exec(keys)?.[1] ?? 0);
  return { scale: Math.max(1, digit('s')), width: digit('w') };
}

/** As much of a text as fits into some cells. */
function textWithin(clusters: readonly Cluster[], columns: number): string {
  let room = columns;
  let text = '';
  for (const cluster of clusters) {
    room -= cluster.width;
    if (room < 0) break;
    text += cluster.text;
  }
  return text;
}
