import type { FrameSequence } from '../../frames/frame.js';
import { Turns } from '../../turns.js';
import { rowText, ScreenGrid } from '../screen-grid.js';
import { plainLine, shortened } from './plain-line.js';
import { isPromptAlone, isUnmistakable, type TypedLine, typedLineOf } from './prompts.js';
import { stableScreens } from './stable-screens.js';

/** Limits on commands named, on lines quoted from a screen, and on the length of each. */
const MAX_COMMANDS = 6;
const MAX_LINES = 4;
const MAX_CHARACTERS = 80;
/** Different prompts, and commands, that are kept. */
const MAX_KEPT = 1000;

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
  readonly signal?: AbortSignal | undefined;
}

/**
 * A suggestion for a picture's `alt` attribute: one paragraph that says how long the recording is, which commands
 * are typed in it as far as prompts are recognised, and what the screen shows in the end; if that is next to nothing
 * (a full-screen program was left), what it showed when it was fullest.
 * @throws Cast2gifError `aborted`
 */
export async function altText(sequence: FrameSequence, options: AltTextOptions = {}): Promise<string> {
  const { commands, final, fullest } = await readScreens(sequence, new Turns(options.signal));
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

async function readScreens(sequence: FrameSequence, turns: Turns): Promise<Screens> {
  const typed: TypedLine[] = [];
  let final: readonly string[] = [];
  let fullest: readonly string[] = [];
  let mostLetters = 0;
  for (const screen of stableScreens(sequence)) {
    if (turns.areDue()) await turns.take();
    if (screen === undefined) continue;
    const { lines, newLines } = screen;
    final = lines;
    const letters = letterCount(lines);
    if (letters >= mostLetters) [fullest, mostLetters] = [lines, letters];
    for (const line of newLines) {
      const found = typedLineOf(line);
      if (found !== undefined && typed.length < MAX_KEPT) typed.push(found);
    }
  }
  return { commands: commandsOf(typed, await promptsOf(sequence, turns)), final, fullest };
}

/**
 * Prompts are recognised by what follows them. Output that only looks like one appears with what stands behind it: a
 * true prompt stood alone before something was typed there, or ends in an unmistakable sign and comes again before
 * something else. Narration and leaving count if there is nothing else.
 */
function commandsOf(typed: readonly TypedLine[], prompts: ReadonlySet<string>): string[] {
  const isPrompt = ({ prompt, command }: TypedLine): boolean =>
    prompts.has(prompt) ||
    (isUnmistakable(prompt) && typed.some((other) => other.prompt === prompt && other.command !== command));
  const commands: string[] = [];
  for (const line of typed) if (isPrompt(line)) addCommand(commands, line.command);
  const done = commands.filter((command) => !command.startsWith('#') && !LEAVING.test(command));
  return done.length > 0 ? done : commands;
}

/**
 * Prompts behind which something was typed. Signs that also stand for other things must prove it: the line stays, and
 * the prompt comes again below it, where a search field or a selected entry stays in its place.
 */
async function promptsOf(sequence: FrameSequence, turns: Turns): Promise<ReadonlySet<string>> {
  const prompts = new Set<string>();
  const grid = new ScreenGrid(sequence);
  /** By row, the prompt that stands or stood alone there. */
  const alone = new Map<number, string>();
  /** Lines that were typed behind a doubtful prompt. */
  const doubtful = new Map<string, string>();
  for (const frame of sequence.frames()) {
    if (turns.areDue()) await turns.take();
    for (const row of grid.apply(frame)) {
      const text = rowText(grid.rows[row]!);
      if (isPromptAlone(text)) alone.set(row, text.trim());
      const typed = typedLineOf(text);
      if (typed === undefined || alone.get(row) !== typed.prompt || prompts.size >= MAX_KEPT) continue;
      if (isUnmistakable(typed.prompt)) prompts.add(typed.prompt);
      else if (doubtful.size < MAX_KEPT) doubtful.set(text, typed.prompt);
    }
    if (doubtful.size > 0) addProven(prompts, doubtful, grid);
  }
  return prompts;
}

function addProven(prompts: Set<string>, doubtful: ReadonlyMap<string, string>, grid: ScreenGrid): void {
  const above = new Set<string>();
  for (const cells of grid.rows) {
    const text = rowText(cells);
    const here = isPromptAlone(text) ? text.trim() : typedLineOf(text)?.prompt;
    if (here !== undefined && above.has(here)) prompts.add(here);
    const typed = doubtful.get(text);
    if (typed !== undefined) above.add(typed);
  }
}

/** A command whose beginning was listed before replaces it. */
function addCommand(commands: string[], command: string): void {
  if (commands.includes(command)) return;
  if (commands.length > 0 && command.startsWith(commands.at(-1)!)) commands.pop();
  commands.push(command);
}

function commandSentence(commands: readonly string[]): string {
  const named = commands.slice(0, MAX_COMMANDS).map((command) => `“${command}”`);
  const more = commands.length - named.length;
  const name = commands.length === 1 ? 'Command' : 'Commands';
  return `${name}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** Lines that say something: no waiting prompt, nothing that only leaves, no bare numbers. Drawings are taken out. */
function tellingLines(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines
    .filter((line, row) => !(isPromptAlone(line) && (row === last || isUnmistakable(line))))
    .filter((line) => !LEAVING.test(typedLineOf(line)?.command ?? ''))
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
