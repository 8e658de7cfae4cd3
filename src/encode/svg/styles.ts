/** Colours as classes, so that a document says each colour once and a reader can change them in one place. */
export class ColourClasses {
  readonly #names = new Map<number, string>();

  /** Name of the class that fills with this colour. */
  name(rgb: number): string {
    const known = this.#names.get(rgb);
    if (known !== undefined) return known;
    const name = `c${this.#names.size.toString(36)}`;
    this.#names.set(rgb, name);
    return name;
  }

  css(): string {
    return [...this.#names].map(([rgb, name]) => `.${name}{fill:${hexColour(rgb)}}`).join('');
  }
}

/** `#rrggbb`, or `#rgb` where that is the same. */
export function hexColour(rgb: number): string {
  const digits = rgb.toString(16).padStart(6, '0');
  const [a, b, c, d, e, f] = digits;
  return a === b && c === d && e === f ? `#${a}${c}${e}` : `#${digits}`;
}
