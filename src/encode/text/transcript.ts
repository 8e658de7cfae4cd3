import { printable } from '../../errors.js';
import type { FrameSequence, OutputMarker } from '../../frames/frame.js';
import { hasWords, plainLine } from './plain-line.js';
import { isPromptAlone, isUnmistakable, typedLineOf } from './prompts.js';
import { type StableScreen, stableScreens } from './stable-screens.js';

interface Cue {
  readonly startUs: number;
  /** In brackets before the lines. */
  readonly label: string | undefined;
  lines: readonly string[];
}

/** What a transcript holds besides its cues. */
export interface TranscriptOptions {
  readonly title?: string | undefined;
}

/** What is new within this time becomes one cue. */
const SHORTEST_CUE_US = 2_000_000;
/** About as fast as a practised listener follows. */
const WORDS_PER_SECOND = 200 / 60;
/** At least this many words of every cue are kept, however short it is. */
const LEAST_WORDS = 8;
/** Lines said recently are not repeated. */
const REMEMBERED_LINES = 1000;

/**
 * What appears on the screen, as a WebVTT file (W3C): a cue for each moment at which the screen comes to rest, with
 * the lines that are new, as a person would read them out: once, whole, without drawings, and no more than can be heard
 * until the next cue. Markers are in brackets. For people who cannot see the picture, and for search.
 */
export function transcript(sequence: FrameSequence, options: TranscriptOptions = {}): string {
  return [...transcriptPieces(sequence, options)].join('');
}

/** The same in pieces, empty ones while frames are read. */
export function* transcriptPieces(sequence: FrameSequence, { title }: TranscriptOptions = {}): Generator<string> {
  yield title ? `WEBVTT\n\nNOTE\n${escapeCue(title)}\n` : 'WEBVTT\n';
  let last: Cue | undefined;
  for (const cue of cuesOf(sequence)) {
    if (cue === undefined) yield '';
    else if (last !== undefined && joins(last, cue)) last.lines = [...last.lines, ...cue.lines];
    else {
      if (last !== undefined) yield cueBlock(last, cue.startUs);
      last = cue;
    }
  }
  if (last !== undefined) yield cueBlock(last, sequence.durationUs);
}

function joins(last: Cue, { startUs, label }: Cue): boolean {
  return label === undefined && startUs - last.startUs < SHORTEST_CUE_US;
}

function cueBlock({ startUs, label, lines }: Cue, endUs: number): string {
  const start = Math.round(startUs / 1000);
  const end = Math.max(start + 1, Math.round(endUs / 1000));
  const spoken = speakable(lines, Math.max(LEAST_WORDS, ((endUs - startUs) / 1e6) * WORDS_PER_SECOND));
  const text = [...(label === undefined ? [] : [`[${label}]`]), ...spoken].map(escapeCue).join('\n');
  return `\n${clock(start)} --> ${clock(end)}\n${text}\n`;
}

/** Undefined while frames are read. */
function* cuesOf(sequence: FrameSequence): Generator<Cue | undefined> {
  const markers = sequence.markers.filter(({ label }) => label !== '');
  let used = 0;
  const labelsUntil = (endUs: number): OutputMarker[] => {
    const first = used;
    while (used < markers.length && markers[used]!.timeUs <= endUs) used++;
    return markers.slice(first, used);
  };
  const memory = new SaidLines();
  const cutsUs = markers.map(({ timeUs }) => timeUs);
  for (const screen of stableScreens(sequence, cutsUs)) {
    const lines = screen === undefined ? [] : memory.newOf(screen);
    if (screen === undefined || lines.length === 0) {
      yield undefined;
      continue;
    }
    const labels = labelsUntil(screen.startUs);
    // Several markers before one cue: all but the last get cues of their own.
    for (const { timeUs, label } of labels.slice(0, -1)) yield { startUs: timeUs, label, lines: [] };
    yield { startUs: screen.startUs, label: labels.at(-1)?.label, lines };
  }
  for (const { timeUs, label } of labelsUntil(sequence.durationUs)) yield { startUs: timeUs, label, lines: [] };
}

/** Remembers what was said recently, so that a screen that comes back after a program has ended is not repeated. */
class SaidLines {
  readonly #said = new Set<string>();

  /** The lines of a screen that are to be said, without drawings. */
  newOf({ lines: all, newLines, isContinued }: StableScreen): string[] {
    const lowest = all.findLast((line) => line !== '');
    const isWaiting = (line: string) => isPromptAlone(line) && (line === lowest || isUnmistakable(line));
    const lines = newLines
      .filter((line) => !isWaiting(line))
      .map(plainLine)
      .filter(hasWords);
    // A command may be typed again; in a screen that is drawn again it is an old one.
    const isNew = (line: string) =>
      !this.#said.has(keyOf(line, isContinued)) || (isContinued && typedLineOf(line) !== undefined);
    const unheard = lines.filter(isNew);
    for (const line of unheard) for (const exact of [true, false]) this.#remember(keyOf(line, exact));
    return unheard;
  }

  #remember(key: string): void {
    this.#said.delete(key);
    this.#said.add(key);
    if (this.#said.size > REMEMBERED_LINES * 2) this.#said.delete(this.#said.values().next().value!);
  }
}

/** Where a screen is drawn again and again, numbers do not make a line new. */
function keyOf(line: string, isExact: boolean): string {
  return isExact ? line : `~${line.replace(/[^\p{L}]+/gu, ' ')}`;
}

/** As many lines as there is time for: the first, which says what is done, and the last, which say how it ended. */
function speakable(lines: readonly string[], words: number): string[] {
  const counts = lines.map(wordCount);
  if (counts.reduce((sum, count) => sum + count, 0) <= words) return [...lines];
  const [first = ''] = lines;
  let left = words - Math.min(counts[0]!, words / 2);
  let from = lines.length;
  while (from > 1 && counts[from - 1]! <= left) left -= counts[--from]!;
  const ending = from === lines.length && from > 1 ? [firstWords(lines.at(-1)!, left)] : lines.slice(from);
  const leftOut = lines.length - 1 - ending.length;
  const gap = leftOut > 0 ? [`… ${leftOut} more ${leftOut === 1 ? 'line' : 'lines'} …`] : [];
  return [firstWords(first, words / 2), ...gap, ...ending];
}

/** Han and kana have no blanks between words, which take about two characters. */
function wordCount(line: string): number {
  const unspaced = line.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return line.split(' ').length + Math.floor(unspaced / 2);
}

function firstWords(line: string, count: number): string {
  const words = line.split(' ');
  return words.length <= count ? line : `${words.slice(0, Math.max(1, Math.floor(count))).join(' ')} …`;
}

/** `hh:mm:ss.mmm`; hours may have more digits. */
function clock(timeMs: number): string {
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, '0');
  const seconds = Math.floor(timeMs / 1000);
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${`${timeMs % 1000}`.padStart(3, '0')}`;
}

/** Cue text is markup; without `>` no line can be taken for a cue's timing. */
function escapeCue(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
