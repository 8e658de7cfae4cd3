/** A thin line of braille dots on a large screen, drawn anew 20 times a second. */
import { moveTo, ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

/** The dot of a braille pattern at a row and column of its four by two (Unicode Standard, chapter 21). */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const WIDTH_CELLS = 140;
const HEIGHT_CELLS = 40;

/** Samples that come in from the right. */
export function linePlot(): string {
  const random = new SeededRandom(41);
  const terminal = new ScriptedTerminal(280, 69);
  const samples = Array.from({ length: WIDTH_CELLS * 2 }, (_, index) => sampleAt(random, index));
  terminal.print(`\x1b[?1049h\x1b[?25l${frame()}`).wait(50);
  for (let step = 0; step < 400; step += 1) {
    samples.shift();
    samples.push(sampleAt(random, WIDTH_CELLS * 2 + step));
    const value = styled('1;33', samples.at(-1)!.toFixed(3));
    terminal.print(`${plot(samples)}${moveTo(9, 72)}${styled('2', 'load')} ${value} `).wait(50);
  }
  return terminal.toString();
}

/** From 0 to 1. */
function sampleAt(random: SeededRandom, index: number): number {
  const wave = 0.5 + 0.3 * Math.sin(index / 19) + 0.12 * Math.sin(index / 4.7);
  return Math.min(0.98, Math.max(0.02, wave + (random.next() - 0.5) * 0.06));
}

function frame(): string {
  const labels = Array.from({ length: 9 }, (_, index) => {
    return moveTo(10 + index * 5, 62) + styled('2', `${(1 - index / 8).toFixed(2)} ┤`);
  });
  return `${moveTo(3, 70)}${styled('1', 'Requests in flight, 20 samples a second')}${labels.join('')}`;
}

function plot(samples: readonly number[]): string {
  const cells = new Uint8Array(WIDTH_CELLS * HEIGHT_CELLS);
  const heights = samples.map((sample) => Math.floor((1 - sample) * HEIGHT_CELLS * 4));
  for (const [x, y] of heights.entries()) {
    const from = heights[x - 1] ?? y;
    for (let dot = Math.min(from, y); dot <= Math.max(from, y); dot += 1) {
      cells[(dot >> 2) * WIDTH_CELLS + (x >> 1)]! |= DOTS[dot & 3]![x & 1]!;
    }
  }
  return Array.from({ length: HEIGHT_CELLS }, (_, row) => {
    const patterns = cells.subarray(row * WIDTH_CELLS, (row + 1) * WIDTH_CELLS);
    const text = Array.from(patterns, (dots) => (dots === 0 ? ' ' : String.fromCodePoint(0x2800 + dots))).join('');
    return moveTo(10 + row, 70) + styled('36', text);
  }).join('');
}
