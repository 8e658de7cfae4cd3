/** A full-screen program whose menus and messages open over its text and close again. */
import { noun, path, words } from './invented-text.js';
import { moveTo, ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

const COLUMNS = 120;
const ROWS = 36;

/** Text of a box, and where it stands. */
interface Box {
  readonly top: number;
  readonly left: number;
  readonly lines: readonly string[];
}

/** Menus of the top bar one after another, each with its entries, and messages now and then. */
export function popUps(): string {
  const random = new SeededRandom(81);
  const terminal = new ScriptedTerminal(COLUMNS, ROWS);
  const page = pageOf(random);
  terminal.print(`\x1b[?1049h\x1b[?25l${page}`).wait(700);
  for (let round = 0; round < 20; round += 1) {
    openMenu(random, terminal, 2 + (round % 6) * 14);
    terminal.print(page).wait(random.between(100, 400));
    if (round % 3 === 2) {
      terminal.print(drawBox(messageBox(random), -1)).wait(1100);
      terminal.print(page).wait(300);
    }
  }
  return terminal.toString();
}

function openMenu(random: SeededRandom, terminal: ScriptedTerminal, left: number): void {
  const lines = Array.from({ length: random.between(5, 14) }, () => `${noun(random)} ${noun(random)}`.padEnd(26));
  for (let chosen = 0; chosen < Math.min(lines.length, 9); chosen += 1) {
    terminal.print(drawBox({ top: 2, left, lines }, chosen)).wait(random.between(70, 260));
  }
}

function messageBox(random: SeededRandom): Box {
  const lines = Array.from({ length: 5 }, () => words(random, 6).slice(0, 50).padEnd(50));
  return { top: random.between(8, 22), left: random.between(10, 60), lines };
}

function drawBox({ top, left, lines }: Box, chosen: number): string {
  const width = lines[0]!.length + 2;
  const rows = lines.map((line, index) => `│${styled(index === chosen ? '7' : '37;44', ` ${line} `)}\x1b[37;44m│`);
  const all = [`╭${'─'.repeat(width)}╮`, ...rows, `╰${'─'.repeat(width)}╯`];
  return all.map((row, index) => `${moveTo(top + index, left)}\x1b[37;44m${row}\x1b[0m`).join('');
}

function pageOf(random: SeededRandom): string {
  const names = Array.from({ length: 6 }, () => noun(random).padEnd(14)).join('');
  const rows = Array.from({ length: ROWS - 2 }, () => {
    const text = `${styled('36', path(random).padEnd(50))} ${words(random, 6)}`;
    return `${text}\x1b[K`;
  });
  const bar = styled('30;47', `  ${names}`.padEnd(COLUMNS));
  const keys = styled('30;46', ' F1 help   F2 save   F9 menus   F10 quit'.padEnd(COLUMNS));
  return [bar, ...rows, keys].map((row, index) => moveTo(index + 1, 1) + row).join('');
}
