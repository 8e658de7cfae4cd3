import { printable } from '../../errors.js';
import type { FrameSequence } from '../../frames/types.js';
import { settledScreens } from './settled.js';

/** Commands named at most, lines of the final screen told at most, and how long either may be. */
const MAX_COMMANDS = 6;
const MAX_FINAL_LINES = 4;
const MAX_CHARACTERS = 80;

/**
 * A shell's prompt, then what was typed. A prompt is at most four words up to one of the signs that hardly stand for
 * anything else, or one word (two with a user's name) up to one that often does.
 */
const PROMPT = /^\s*(?:(?:\S+\s){0,3}\S*[$❯➜»λ]|(?:\S+@\S+\s)?\S{0,60}[#%>])\s+((?:# )?[\p{L}\d./~_].*)$/u;

/**
 * A suggestion for a picture's `alt` attribute: one paragraph that says how long the recording is, which commands
 * are typed in it as far as prompts can be told, and what the screen shows in the end.
 */
export function altText(sequence: FrameSequence, options: { readonly title?: string | undefined } = {}): string {
  const typed: string[] = [];
  let lastLines: readonly string[] = [];
  for (const { lines, newLines } of settledScreens(sequence)) {
    lastLines = lines;
    for (const line of newLines) {
      const command = PROMPT.exec(line)?.[1];
      if (command !== undefined) addCommand(typed, shorten(command));
    }
  }
  const title = options.title ? ` “${shorten(options.title)}”` : '';
  const sentences = [`Terminal recording${title}, ${spoken(sequence.durationUs)}.`];
  const commands = typed.slice(0, MAX_COMMANDS);
  if (commands.length > 0) sentences.push(`Commands: ${commands.map((command) => `“${command}”`).join(', ')}.`);
  const final = lastLines.filter((line) => /\p{L}/u.test(line)).slice(-MAX_FINAL_LINES);
  if (final.length > 0) sentences.push(`The screen finally shows: ${final.map(shorten).join(' / ')}`);
  return sentences.join(' ');
}

/** A command whose first half stood there before takes that one's place. */
function addCommand(commands: string[], command: string): void {
  if (commands.includes(command)) return;
  if (commands.length > 0 && command.startsWith(commands.at(-1)!)) commands.pop();
  if (commands.length <= MAX_COMMANDS) commands.push(command);
}

function shorten(text: string): string {
  const graphemes = [...printable(text.trim().replace(/\s+/g, ' '))];
  return graphemes.length <= MAX_CHARACTERS
    ? graphemes.join('')
    : `${graphemes.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}

function spoken(durationUs: number): string {
  const seconds = Math.max(1, Math.round(durationUs / 1e6));
  const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;
  if (seconds < 60) return count(seconds, 'second');
  const rest = seconds % 60;
  return count(Math.floor(seconds / 60), 'minute') + (rest > 0 ? ` ${count(rest, 'second')}` : '');
}
