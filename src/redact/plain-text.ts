/** Text that a terminal prints without a thought: each UTF-16 unit is a character of one column, and nothing joins it. */

/** ASCII, letters with accents, lines and blocks, Braille, icons. */
const PLAIN = '\\u0020-\\u007e\\u00a1-\\u00ac\\u00ae-\\u02ff\\u2500-\\u259f\\u2800-\\u28ff\\ue000-\\uf8ff';

/** Cuts text into what is plain and what is not. A character that a mark may follow belongs to what is not. */
export const PLAIN_OR_NOT = new RegExp(`[${PLAIN}]+(?![^${PLAIN}])|[${PLAIN}]?[^${PLAIN}]+`, 'g');

const ALL_PLAIN = new RegExp(`^[${PLAIN}]+$`);

/** Whether a text is plain as a whole, and not empty. */
export function isPlain(text: string): boolean {
  return ALL_PLAIN.test(text);
}
