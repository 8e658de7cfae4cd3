/** Recordings made by a script, one for each kind of thing that terminals show. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blinkingCursor } from './blinking-cursor.js';
import { editorSession } from './editor.js';
import { flagTable } from './flag-table.js';
import { linePlot } from './line-plot.js';
import { colouredLogs, longLines } from './logs.js';
import { noiseBlocks } from './noise.js';
import { popUps } from './pop-ups.js';
import { progressBars } from './progress-bars.js';
import { longShellWork, shortDemo, typedCommands } from './shell.js';

/** Each kind's name, and what writes it: the same text in every run. */
export const MADE_RECORDINGS: Readonly<Record<string, () => string>> = {
  'made-blinking-cursor': blinkingCursor,
  'made-coloured-logs': colouredLogs,
  'made-editor': editorSession,
  'made-flag-table': flagTable,
  'made-line-plot': linePlot,
  'made-long-lines': longLines,
  'made-long-shell': longShellWork,
  'made-noise': noiseBlocks,
  'made-pop-ups': popUps,
  'made-progress-bars': progressBars,
  'made-short-demo': shortDemo,
  'made-typed-commands': typedCommands,
};

/** Writes them into a folder; returns their paths. */
export function writeMadeRecordings(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(MADE_RECORDINGS).map(([name, make]) => {
    const path = join(folder, `${name}.cast`);
    writeFileSync(path, make());
    return path;
  });
}
