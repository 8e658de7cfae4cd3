/** Colours of a document: as classes, so that each is said once and may be two, by what the reader prefers. */
import type { ColourPairs } from '../../colour/colour-pairs.js';
import { shortHexColour } from '../../colour/hex.js';

/** What a colour is for. */
type Property = 'fill' | 'stroke' | 'stop-color';

/** Names the colours of a document. */
export class ColourClasses {
  readonly #pairs: ColourPairs | undefined;
  /** By property and colour. */
  readonly #names = new Map<string, { readonly name: string; readonly property: Property; readonly colour: number }>();
  #textColour: number | undefined;

  /** @param pairs the colours that depend on the reader's preference */
  constructor(pairs?: ColourPairs) {
    this.#pairs = pairs;
  }

  /** Name of the class that gives a property this colour. */
  name(colour: number, property: Property = 'fill'): string {
    const key = `${property} ${colour}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known.name;
    const name = `c${this.#names.size.toString(36)}`;
    this.#names.set(key, { name, property, colour });
    return name;
  }

  /** The same for text; undefined where text has that colour anyway: the first one asked for. */
  textName(colour: number): string | undefined {
    this.#textColour ??= colour;
    return colour === this.#textColour ? undefined : this.name(colour);
  }

  /** An attribute, with a blank before it, for what is said once: a class where the colour depends on the reader. */
  attribute(colour: number, property: Property = 'fill'): string {
    const { usual, preferred } = this.#both(colour);
    if (usual === preferred) return ` ${property}="${shortHexColour(colour)}"`;
    return ` class="${this.name(colour, property)}"`;
  }

  /** What `css` makes of colours, for readers without and with the preference. */
  rules(css: (hex: (colour: number) => string) => string): string {
    const usual = css((colour) => shortHexColour(this.#both(colour).usual));
    const preferred = css((colour) => shortHexColour(this.#both(colour).preferred));
    return usual === preferred ? usual : `${usual}${this.#whenPreferred(preferred)}`;
  }

  /** The classes, and `t` for what holds the text. */
  css(): string {
    const text = this.#textColour;
    const classes = [...this.#names.values()];
    const all = [...(text === undefined ? [] : [{ name: 't', property: 'fill', colour: text }]), ...classes];
    const usual = all.map(({ name, property, colour }) => rule(name, property, this.#both(colour).usual));
    const preferred = all.flatMap(({ name, property, colour }) => {
      const both = this.#both(colour);
      return both.usual === both.preferred ? [] : [rule(name, property, both.preferred)];
    });
    return usual.join('') + (preferred.length === 0 ? '' : this.#whenPreferred(preferred.join('')));
  }

  #both(colour: number): ReturnType<ColourPairs['pairOf']> {
    return this.#pairs?.pairOf(colour) ?? { usual: colour, preferred: colour };
  }

  #whenPreferred(css: string): string {
    return `@media(prefers-color-scheme:${this.#pairs!.scheme}){${css}}`;
  }
}

function rule(name: string, property: string, colour: number): string {
  return `.${name}{${property}:${shortHexColour(colour)}}`;
}
