import type { FrameSequence } from '../../frames/frame.js';
import { rowText, ScreenGrid } from '../screen-grid.js';
import { plainLine, shortened } from './plain-line.js';
import { stableScreens } from './stable-screens.js';

/** Limits on commands named, on lines quoted from a screen, and on the length of each. */
const MAX_COMMANDS = 6;
const MAX_LINES = 4;
const MAX_CHARACTERS = 80;
/** Different prompts, and commands, that are kept. */
const MAX_KEPT = 1000;

/**
 * A shell's prompt: at most four words up to one of the signs that hardly stand for anything else, or one word (two
 * with a user's name) up to one that often does.
 */
const PROMPT_PATTERN = '\\s*(?:(?:\\S+\\s){0,3}\\S*[$❯➜»λ]|(?:\\S+@\\S+\\s)?\\S{0,60}[#%>])';
const PROMPT_ALONE = new RegExp(`^${PROMPT_PATTERN}$`, 'u');
/** A prompt, then what was typed. */
const COMMAND = new RegExp(`^(${PROMPT_PATTERN})\\s+((?:# )?[\\p{L}\\d./~_].*)$`, 'u');
/** Ends in a sign that little but prompts ends in. */
const UNMISTAKABLE = /[$❯➜λ]\s*$/u;
/** Leaves a program; says nothing about it. */
const LEAVING = /^(?:exit|quit|logout|q)(?:\(\))?$/;
/** Programs that run commands are not what a recording is about. */
const SHELL = /^(?:\S*\/)?-?(?:ba|z|k|da|fi|tc|c|nu|el|xon)?sh(?:\.exe)?(?:\s+-\S+)*$|^(?:\S*\/)?(?:nu|pwsh)$/;

/** A final screen with less than this share of what the fullest one held is not what there was to see. */
const EMPTIED = 0.3;

/** What is known of a recording besides its frames. */
export interface AltTextOptions {
  readonly title?: string | undefined;
  /** The command that was recorded. */
  readonly command?: string | undefined;
}

/**
 * A suggestion for a picture's `alt` attribute: one paragraph that says how long the recording is, which commands
 * are typed in it as far as prompts can be told, and what the screen shows in the end; where that is next to nothing
 * (a full-screen program was left), what it showed when it was fullest.
 */
export function altText(sequence: FrameSequence, options: AltTextOptions = {}): string {
  const { commands, final, fullest } = readScreens(sequence);
  const title = options.title ? ` “${shorten(options.title)}”` : '';
  const sentences = [`Terminal recording${title}, ${spoken(sequence.durationUs)}.`];
  const program = options.command && !SHELL.test(options.command.trim()) ? [options.command] : [];
  const named = commands.length > 0 ? commands : program;
  if (named.length > 0) sentences.push(commandSentence(named.map(shorten)));
  const last = tellingLines(final).slice(-MAX_LINES);
  const best = tellingLines(fullest).slice(0, MAX_LINES);
  const isEmptied = letterCount(final) < letterCount(fullest) * EMPTIED && letterCount(last) < letterCount(best);
  if (isEmptied && (commands.length === 0 || last.length === 0))
    sentences.push(`At its fullest the screen shows: ${best.map(shorten).join(' / ')}`);
  else if (last.length > 0) sentences.push(`The screen finally shows: ${last.map(shorten).join(' / ')}`);
  return sentences.join(' ');
}

interface Screens {
  readonly commands: readonly string[];
  readonly final: readonly string[];
  /** The screen with the most letters on it. */
  readonly fullest: readonly string[];
}

function readScreens(sequence: FrameSequence): Screens {
  const typed: Typed[] = [];
  let final: readonly string[] = [];
  let fullest: readonly string[] = [];
  let mostLetters = 0;
  for (const { lines, newLines } of stableScreens(sequence)) {
    final = lines;
    const letters = letterCount(lines);
    if (letters >= mostLetters) [fullest, mostLetters] = [lines, letters];
    for (const line of newLines) {
      const [, prompt = '', command = ''] = COMMAND.exec(line) ?? [];
      if (command !== '' && typed.length < MAX_KEPT) typed.push({ prompt: prompt.trim(), command: command.trim() });
    }
  }
  return { commands: commandsOf(typed, promptsOf(sequence)), final, fullest };
}

/** What may be a command, and what may be the prompt before it. */
interface Typed {
  readonly prompt: string;
  readonly command: string;
}

/**
 * Output that only looks like a prompt appears with what follows: a true one stood alone before, or has a word or an
 * unmistakable sign in it and comes again before something else. Narration and leaving count if there is nothing else.
 */
function commandsOf(typed: readonly Typed[], prompts: ReadonlySet<string>): string[] {
  const isPrompt = ({ prompt, command }: Typed): boolean =>
    prompts.has(prompt) ||
    ((/\p{L}/u.test(prompt) || UNMISTAKABLE.test(prompt)) &&
      typed.some((other) => other.prompt === prompt && other.command !== command));
  const commands: string[] = [];
  for (const line of typed) if (isPrompt(line)) addCommand(commands, line.command);
  const done = commands.filter((command) => !command.startsWith('#') && !LEAVING.test(command));
  return done.length > 0 ? done : commands;
}

/** Prompts that stood alone on a line before something was typed behind them. */
function promptsOf(sequence: FrameSequence): ReadonlySet<string> {
  const prompts = new Set<string>();
  const grid = new ScreenGrid(sequence);
  for (const frame of sequence.frames()) {
    for (const row of grid.apply(frame)) {
      const text = rowText(grid.rows[row]!);
      if (prompts.size < MAX_KEPT && PROMPT_ALONE.test(text)) prompts.add(text.trim());
    }
  }
  return prompts;
}

/** A command whose first half stood there before takes that one's place. */
function addCommand(commands: string[], command: string): void {
  if (commands.includes(command)) return;
  if (commands.length > 0 && command.startsWith(commands.at(-1)!)) commands.pop();
  commands.push(command);
}

function commandSentence(commands: readonly string[]): string {
  const told = commands.slice(0, MAX_COMMANDS).map((command) => `“${command}”`);
  const more = commands.length - told.length;
  const name = commands.length === 1 ? 'Command' : 'Commands';
  return `${name}: ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** Lines that say something: no waiting prompt, nothing that only leaves, no bare numbers. Drawings are taken out. */
function tellingLines(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines
    .filter((line, row) => !(PROMPT_ALONE.test(line) && (row === last || UNMISTAKABLE.test(line))))
    .filter((line) => !LEAVING.test((COMMAND.exec(line)?.[2] ?? '').trim()))
    .map(plainLine)
    .filter((line) => letterCount([line]) >= 2);
}

function letterCount(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + (line.match(/\p{L}/gu)?.length ?? 0), 0);
}

function shorten(text: string): string {
  return shortened(plainLine(text), MAX_CHARACTERS);
}

function spoken(durationUs: number): string {
  const seconds = Math.max(1, Math.round(durationUs / 1e6));
  const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;
  if (seconds < 60) return count(seconds, 'second');
  const rest = seconds % 60;
  return count(Math.floor(seconds / 60), 'minute') + (rest > 0 ? ` ${count(rest, 'second')}` : '');
}
