/** A full screen of text on which only a cursor blinks and a clock counts. */
import { words } from './invented-text.js';
import { moveTo, ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

/** Two minutes of it. */
export function blinkingCursor(): string {
  const random = new SeededRandom(91);
  const terminal = new ScriptedTerminal(100, 30);
  const text = Array.from({ length: 28 }, () => words(random, random.between(4, 13)).slice(0, 98));
  terminal.print(`\x1b[?25l${text.join('\r\n')}`);
  for (let half = 0; half < 240; half += 1) {
    const cursor = moveTo(12, 40) + styled(half % 2 === 0 ? '7' : '0', ' ');
    const clock = new Date(36e6 + Math.floor(half / 2) * 1000).toISOString().slice(11, 19);
    terminal.print(`${cursor}${half % 2 === 0 ? moveTo(30, 92) + styled('2', clock) : ''}`).wait(500);
  }
  return terminal.toString();
}
