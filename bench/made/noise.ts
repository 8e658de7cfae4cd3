/** Blocks of random colour: nothing on the screen repeats. */
import { moveTo, ScriptedTerminal } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

/** Blocks without half tones, which would need more colours than a GIF frame has. */
const BLOCKS = [' ', '▀', '▌', '█', '▚'];

/** Whole screens of random cells, then patches of them. */
export function noiseBlocks(): string {
  const random = new SeededRandom(21);
  const terminal = new ScriptedTerminal(112, 29);
  terminal.print('\x1b[?25l');
  for (let frame = 0; frame < 120; frame += 1) {
    const isWhole = frame % 4 !== 3;
    const [widthCells, heightCells] = isWhole ? [terminal.columns, terminal.rows] : [random.between(20, 60), 12];
    const left = random.between(1, terminal.columns - widthCells + 1);
    const top = random.between(1, terminal.rows - heightCells + 1);
    const rows = Array.from({ length: heightCells }, (_, row) => moveTo(top + row, left) + noise(random, widthCells));
    terminal.print(rows.join('')).wait(70);
  }
  return terminal.toString();
}

/** Cells in colours of the 256-colour palette, without the first 16. */
function noise(random: SeededRandom, widthCells: number): string {
  const cell = () => `\x1b[38;5;${random.between(16, 255)};48;5;${random.between(16, 255)}m${random.pick(BLOCKS)}`;
  return `${Array.from({ length: widthCells }, cell).join('')}\x1b[0m`;
}
