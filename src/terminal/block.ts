import { clearCells, repairCut } from './line-cells.js';
import type { XtermCore, XtermLine } from './xterm-internals.js';

/**
 * Clears a block of cells whose upper left corner is the cursor, and moves the cursor to the block's last row, in the
 * same column. The screen scrolls where fewer rows are left.
 * @param columns what reaches beyond the right edge is cut off
 * @param isOpaque false: the cells keep their text
 */
export function takeBlock(core: XtermCore, columns: number, rows: number, isOpaque = true): void {
  const { _inputHandler: input } = core;
  const buffer = input._activeBuffer;
  const column = Math.min(buffer.x, core.cols - 1);
  // Of a block that is higher than the screen only a screenful is seen.
  const count = Math.max(1, Math.min(rows, core.rows));
  for (let row = 0; row < count; row += 1) {
    if (row > 0) input.index();
    if (!isOpaque) continue;
    const line = buffer.lines.get(buffer.ybase + buffer.y)!;
    const end = Math.min(line.length, column + columns);
    clearCells(line, column, end, input._eraseAttrData());
    clearHalves(line, column, end);
  }
  buffer.x = column;
}

function clearHalves(line: XtermLine, start: number, end: number): void {
  repairCut(line, start);
  repairCut(line, end);
}
