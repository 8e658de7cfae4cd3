import { createHash } from 'node:crypto';

/** How many contents are remembered; then all are forgotten, and one that recurs is written again. */
const MOST_REMEMBERED = 100_000;

/** Where a content was written: `<use>` adds to that. */
interface Written {
  readonly id: string;
  readonly yPx: number;
}

/** Writes each row content once and refers to it where it recurs. */
export class SharedRows {
  readonly #written = new Map<string, Written>();
  #idCount = 0;

  /**
   * @param yPx where its base line goes
   * @param mayRecur whether it may be asked for again: only then it needs a name
   */
  place(content: string, yPx: number, mayRecur: boolean): string {
    if (content === '') return '';
    const key = createHash('sha1').update(content).digest('base64');
    const known = this.#written.get(key);
    if (known !== undefined) return `<use href="#${known.id}"${known.yPx === yPx ? '' : ` y="${yPx - known.yPx}"`}/>\n`;
    const id = mayRecur ? `g${(this.#idCount++).toString(36)}` : '';
    if (this.#written.size >= MOST_REMEMBERED) this.#written.clear();
    if (mayRecur) this.#written.set(key, { id, yPx });
    return `<g${mayRecur ? ` id="${id}"` : ''} transform="translate(0 ${yPx})">${content}</g>\n`;
  }
}
