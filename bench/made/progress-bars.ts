/** Progress bars and spinners, several at a time. */
import { fileName, words } from './invented-text.js';
import { ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

const SPINNER = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const EIGHTHS = [...' ▏▎▍▌▋▊▉'];
const WIDTH_CELLS = 40;

interface Download {
  readonly name: string;
  readonly perStep: number;
  done: number;
}

/** Eight downloads at once, then the next eight. */
export function progressBars(): string {
  const random = new SeededRandom(71);
  const terminal = new ScriptedTerminal(100, 30);
  terminal.print('\x1b[?25l');
  for (let round = 0; round < 4; round += 1) {
    const downloads = Array.from({ length: 8 }, () => newDownload(random));
    for (let step = 0; downloads.some((download) => download.done < 1); step += 1) {
      terminal.print(draw(downloads, step)).wait(80);
      for (const download of downloads) download.done = Math.min(1, download.done + download.perStep * random.next());
    }
    terminal.print(`${'\x1b[K\r\n'.repeat(9)}${styled('32', '✔')} ${words(random, 7)}\r\n`).wait(700);
  }
  return terminal.toString();
}

const newDownload = (random: SeededRandom): Download => ({
  name: fileName(random).padEnd(24),
  perStep: 0.01 + random.next() * 0.03,
  done: 0,
});

/** Draws all lines and goes back up. */
function draw(downloads: readonly Download[], step: number): string {
  const lines = downloads.map(({ name, done }) => {
    const spinner = done < 1 ? styled('36', SPINNER[step % SPINNER.length]!) : styled('32', '✔');
    return `\r${spinner} ${name} ${bar(done)} ${`${Math.floor(done * 100)}`.padStart(3)} %`;
  });
  const total = downloads.reduce((sum, { done }) => sum + done, 0) / downloads.length;
  lines.push(`\r${styled('1', 'total')} ${bar(total)} ${(step * 0.08).toFixed(1)} s`);
  return `${lines.join('\r\n')}\x1b[${downloads.length}A`;
}

function bar(done: number): string {
  const eighths = Math.floor(done * WIDTH_CELLS * 8);
  const full = '█'.repeat(eighths >> 3);
  const text = eighths >> 3 === WIDTH_CELLS ? full : full + EIGHTHS[eighths & 7]!;
  return styled('32;48;5;236', text.padEnd(WIDTH_CELLS));
}
