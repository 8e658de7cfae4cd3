import { printable } from '../../errors.js';

/** Boxes, blocks, braille and other shapes, icons, and what stands for something that could not be read. */
const DRAWING = /[\u2500-\u25ff\u2800-\u28ff\ue000-\uf8ff\u{f0000}-\u{10fffd}\u{1fb00}-\u{1fbff}\ufffd]+/gu;
/** Lines made of ordinary characters. */
const RULE = /([-=_*~+|#.])\1{3,}/g;

/** The words of a line of the screen, without what only draws, in one string without wide gaps. */
export function plainLine(line: string): string {
  return printable(line.replace(DRAWING, ' ').replace(RULE, ' ').replace(/\s+/g, ' ').trim());
}

/** Whether there is anything in it that can be read out. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** At most this many characters, the last of them an ellipsis if something was cut. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
