/** Text as it passes, and where each of its characters comes from. */

/** A part of it that is searched in one go. */
export interface TextWindow {
  readonly text: string;
  /** What is between two of its indices, by where it comes from. */
  characters(start: number, end: number): { readonly text: string; readonly at: number }[];
}

/** Keeps as much of the text as a secret may be long. */
export class PassingText {
  readonly #longestMatch: number;
  #text = '';
  /** For each UTF-16 unit of the text, where it comes from. */
  #origins: number[] = [];
  #newLength = 0;

  constructor(longestMatch: number) {
    this.#longestMatch = longestMatch;
  }

  /** @param at where the first unit comes from; the others follow it */
  add(text: string, at: number): void {
    this.#text += text;
    for (let index = 0; index < text.length; index += 1) this.#origins.push(at + index);
    this.#newLength += text.length;
  }

  /** Backspace. */
  removeLast(): void {
    if (this.#text === '' || this.#text.endsWith('\n')) return;
    this.#text = this.#text.slice(0, -1);
    this.#origins.pop();
  }

  /** What is to be searched, where it is time: when asked for now, or when as much is new as a match may be long. */
  window(isNow: boolean): TextWindow | undefined {
    if (this.#newLength === 0 || (!isNow && this.#newLength < this.#longestMatch)) return undefined;
    this.#newLength = 0;
    const [text, origins] = [this.#text, this.#origins];
    this.#text = text.slice(-this.#longestMatch);
    this.#origins = origins.slice(-this.#longestMatch);
    return { text, characters: (start, end) => charactersOf(text, origins, start, end) };
  }
}

/** Runs of text that came without a gap. */
function charactersOf(text: string, origins: readonly number[], start: number, end: number) {
  const runs: { text: string; at: number }[] = [];
  for (let from = start; from < end; ) {
    let to = from + 1;
    while (to < end && origins[to] === origins[to - 1]! + 1) to += 1;
    runs.push({ text: text.slice(from, to), at: origins[from]! });
    from = to;
  }
  return runs;
}
