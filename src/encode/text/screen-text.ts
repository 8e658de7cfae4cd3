import type { FrameSequence } from '../../frames/frame.js';
import { rowText, screenAt } from '../screen-grid.js';

/**
 * The screen at `atUs` (the final one where that is left out) as text: a line a row, no trailing blanks, no
 * blank rows at the end but the first row, a line feed after each line.
 */
export function screenText(sequence: FrameSequence, options: { readonly atUs?: number | undefined } = {}): string {
  const lines = screenAt(sequence, options.atUs).rows.map(rowText);
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\n`).join('');
}
