/** A wide table with flags and emoji in its cells, scrolled and sorted anew. */
import { noun, words } from './invented-text.js';
import { moveTo, ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

const COUNTRIES = [
  ...['AT', 'AU', 'BE', 'BR', 'CA', 'CH', 'CL', 'CN', 'CZ', 'DE', 'DK', 'EE', 'EG', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR'],
  ...['ID', 'IE', 'IL', 'IN', 'IS', 'IT', 'JP', 'KE', 'KR', 'LT', 'LV', 'MX', 'NG', 'NL', 'NO', 'NZ', 'PE', 'PL', 'PT'],
  ...['RO', 'RS', 'SE', 'SG', 'SI', 'SK', 'TH', 'TR', 'UA', 'US', 'VN', 'ZA'],
];
const MARKS = ['✅', '❌', '🔥', '🚀', '⭐', '💤', '🐛', '🎉', '📦', '🔒', '🧪', '🌍', '🕐', '💡', '🍕', '🐳'];
const COLUMN_WIDTHS = [5, 8, 26, 16, 10, 10, 10, 40, 10, 40, 16];

interface Row {
  readonly cells: readonly string[];
  readonly colour: string;
}

/** 200 countries' worth of rows, of which 50 are seen at a time. */
export function flagTable(): string {
  const random = new SeededRandom(31);
  const terminal = new ScriptedTerminal(232, 55);
  let rows = Array.from({ length: 200 }, (_, index) => tableRow(random, index));
  terminal.print(`\x1b[?1049h\x1b[?25l${frameOf(rows, 0, 0)}`).wait(400);
  for (let step = 1; step <= 90; step += 1) {
    if (step % 30 === 0) rows = [...rows].sort((one, other) => (one.cells[3]! < other.cells[3]! ? -1 : 1)).reverse();
    const first = Math.floor(step / 2) % 150;
    terminal.print(frameOf(rows, first, step % 50)).wait(random.between(60, 180));
  }
  return terminal.toString();
}

function tableRow(random: SeededRandom, index: number): Row {
  const country = random.pick(COUNTRIES);
  const marks = Array.from({ length: random.between(1, 4) }, () => random.pick(MARKS)).join('');
  const numbers = Array.from({ length: 3 }, () => (random.next() * 1000).toFixed(2).padStart(8));
  const texts = [words(random, random.between(3, 6)), `${random.between(0, 100)} %`, words(random, 5), marks];
  const cells = [`${index}`, `${flag(country)} ${country}`, `${noun(random)} ${noun(random)}`, random.hex(12)];
  return { cells: [...cells, ...numbers, ...texts], colour: random.pick(['0', '0', '32', '33', '36', '2']) };
}

/** Two regional indicators (Unicode Standard, Annex 51). */
const flag = (country: string) => String.fromCodePoint(...[...country].map((letter) => letter.charCodeAt(0) + 0x1f1a5));

function frameOf(rows: readonly Row[], first: number, selected: number): string {
  const rule = (left: string, middle: string, right: string) =>
    styled('2', left + COLUMN_WIDTHS.map((width) => '─'.repeat(width + 2)).join(middle) + right);
  const lines = rows.slice(first, first + 50).map((row, index) => lineOf(row, index === selected));
  return [rule('┌', '┬', '┐'), ...lines, rule('└', '┴', '┘')]
    .map((line, index) => moveTo(index + 1, 1) + line)
    .join('');
}

/** Every cell starts at a column of its own, so that a flag's width does not matter. */
function lineOf(row: Row, isSelected: boolean): string {
  let column = 3;
  const cells = row.cells.map((cell, index) => {
    const at = `\x1b[${column}G`;
    column += COLUMN_WIDTHS[index]! + 3;
    const text = styled(isSelected ? '1;30;46' : row.colour, cell.slice(0, COLUMN_WIDTHS[index]));
    return `${at}${text}\x1b[${column - 2}G${styled('2', '│')}`;
  });
  return `\x1b[2K${styled('2', '│')}${cells.join('')}`;
}
