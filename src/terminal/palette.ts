import { type ColourPairs, combine, NO_COLOUR } from '../colour/colour-pairs.js';
import { hexColour } from '../colour/hex.js';
import { parseX11Colour } from '../colour/x11-colour.js';

/** The colours a terminal starts with, all `0xRRGGBB`. */
export interface TerminalColours {
  readonly foreground: number;
  readonly background: number;
  /** The 16 colours of SGR 30–37, 40–47, 90–97 and 100–107. */
  readonly palette: readonly number[];
  /** Undefined: the cursor is drawn in the colours of its cell, swapped. */
  readonly cursor?: number | undefined;
  /** What colours beyond `0xffffff` stand for; a cursor's may be `NO_COLOUR` in one of the two. */
  readonly pairs?: ColourPairs | undefined;
}

const LEVELS = [0, 95, 135, 175, 215, 255] as const;

/** xterm's 256 colours: 16 of the theme, a cube of 6 × 6 × 6, a ramp of 24 greys. */
function indexedColours(base: readonly number[]): Uint32Array {
  const colours = new Uint32Array(256);
  for (let index = 0; index < 16; index += 1) colours[index] = base[index] ?? 0;
  for (let index = 0; index < 216; index += 1) {
    const red = LEVELS[Math.floor(index / 36)]!;
    const green = LEVELS[Math.floor(index / 6) % 6]!;
    const blue = LEVELS[index % 6]!;
    colours[16 + index] = (red << 16) | (green << 8) | blue;
  }
  for (let index = 0; index < 24; index += 1) colours[232 + index] = (8 + 10 * index) * 0x010101;
  return colours;
}

/** The three colours that OSC 10, 11 and 12 set, in their order. */
type SpecialColour = 'foreground' | 'background' | 'cursor';
const SPECIAL_COLOURS: readonly SpecialColour[] = ['foreground', 'background', 'cursor'];

/** The current colours: those of the start, unless OSC 4 and 10 to 12 changed them. */
export class Palette {
  /** Increases with every change. */
  version = 0;
  readonly indexed: Uint32Array;
  foreground: number;
  background: number;
  cursor: number | undefined;
  /** DECSCNM: default foreground and background change places. */
  reversed = false;
  readonly #initial: TerminalColours;
  readonly #initialIndexed: Uint32Array;

  constructor(colours: TerminalColours) {
    this.#initial = colours;
    this.#initialIndexed = indexedColours(colours.palette);
    this.indexed = this.#initialIndexed.slice();
    this.foreground = colours.foreground;
    this.background = colours.background;
    this.cursor = colours.cursor;
  }

  /** The default foreground as it is shown: DECSCNM swaps it with the background. */
  get shownForeground(): number {
    return this.reversed ? this.background : this.foreground;
  }

  get shownBackground(): number {
    return this.reversed ? this.foreground : this.background;
  }

  /** How faint text is drawn. */
  faint(foreground: number, background: number): number {
    return combine(this.#initial.pairs, halfway, foreground, background);
  }

  /** The cursor's colour over a cell of these colours. */
  cursorOver(foreground: number, background: number): number {
    const visible = (text: number, below: number, byDefault: number) => (text === below ? byDefault : text);
    const { pairs } = this.#initial;
    const ofCell = combine(pairs, visible, foreground, background, this.foreground);
    if (this.cursor === undefined) return ofCell;
    return combine(pairs, (own, swapped) => (own === NO_COLOUR ? swapped : own), this.cursor, ofCell);
  }

  reset(): void {
    this.indexed.set(this.#initialIndexed);
    this.foreground = this.#initial.foreground;
    this.background = this.#initial.background;
    this.cursor = this.#initial.cursor;
    this.reversed = false;
    this.version += 1;
  }

  reverse(reversed: boolean): void {
    if (this.reversed === reversed) return;
    this.reversed = reversed;
    this.version += 1;
  }

  /** Output that turns the initial colours into the present ones. */
  changes(): string {
    const indexed = [...this.indexed.entries()]
      .filter(([index, colour]) => colour !== this.#initialIndexed[index])
      .map(([index, colour]) => `\u001b]4;${index};${hexColour(colour)}\u0007`);
    const special = SPECIAL_COLOURS.flatMap((name, offset) => {
      const colour = this[name];
      return colour === undefined || colour === this.#initial[name]
        ? []
        : [`\u001b]${10 + offset};${hexColour(colour)}\u0007`];
    });
    return [...indexed, ...special, this.reversed ? '\u001b[?5h' : ''].join('');
  }

  /** OSC 4: pairs of index and colour. Queries and what cannot be read are ignored. */
  setIndexed(data: string): void {
    const parts = data.split(';', 2 * 256);
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const index = colourIndex(parts[at]!);
      const colour = parseX11Colour(parts[at + 1]!);
      if (index === undefined || colour === undefined) continue;
      this.indexed[index] = colour;
      this.version += 1;
    }
  }

  /** OSC 104: the indices to restore, all if there are none. */
  restoreIndexed(data: string): void {
    if (data === '') {
      this.indexed.set(this.#initialIndexed);
    } else {
      for (const part of data.split(';', 256)) {
        const index = colourIndex(part);
        if (index !== undefined) this.indexed[index] = this.#initialIndexed[index]!;
      }
    }
    this.version += 1;
  }

  /** OSC 10, 11 and 12: a colour, and more for the commands that follow. */
  setSpecial(command: number, data: string): void {
    for (const [offset, part] of data.split(';', SPECIAL_COLOURS.length).entries()) {
      const name = SPECIAL_COLOURS[command - 10 + offset];
      const colour = parseX11Colour(part);
      if (name === undefined || colour === undefined) continue;
      this[name] = colour;
      this.version += 1;
    }
  }

  /** OSC 110, 111 and 112. */
  restoreSpecial(command: number): void {
    const name = SPECIAL_COLOURS[command - 110];
    if (name === 'cursor') this.cursor = this.#initial.cursor;
    else if (name !== undefined) this[name] = this.#initial[name];
    this.version += 1;
  }
}

/** The mean of two colours, channel by channel. */
function halfway(first: number, second: number): number {
  return (((first ^ second) & 0xfefefe) >>> 1) + (first & second);
}

function colourIndex(text: string): number | undefined {
  const index = /^\d{1,3}$/.test(text) ? Number(text) : 256;
  return index < 256 ? index : undefined;
}
