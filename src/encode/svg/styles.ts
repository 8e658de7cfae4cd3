import { shortHexColour } from '../../colour/hex.js';

/** Colours as classes, so that a document says each colour once and a reader can change them in one place. */
export class ColourClasses {
  readonly #names = new Map<number, string>();
  #textColour: number | undefined;

  /** Name of the class that fills with this colour. */
  name(rgb: number): string {
    const known = this.#names.get(rgb);
    if (known !== undefined) return known;
    const name = `c${this.#names.size.toString(36)}`;
    this.#names.set(rgb, name);
    return name;
  }

  /** The same for text; undefined where text has that colour anyway: the first one asked for. */
  textName(rgb: number): string | undefined {
    this.#textColour ??= rgb;
    return rgb === this.#textColour ? undefined : this.name(rgb);
  }

  /** The classes, and `t` for what holds the text. */
  css(): string {
    const classes = [...this.#names].map(([rgb, name]) => `.${name}{fill:${shortHexColour(rgb)}}`).join('');
    return this.#textColour === undefined ? classes : `.t{fill:${shortHexColour(this.#textColour)}}${classes}`;
  }
}
