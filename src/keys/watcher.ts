import type { EchoScreen, LineHandle } from '../terminal/echo-screen.js';
import { KeyDecoder } from './decoder.js';
import { EDITING_KEYS, ENTER, type Keystroke, type TypedKey } from './keystroke.js';

/** A keystroke and when it happened. */
export interface TimedKey {
  readonly timeUs: number;
  readonly stroke: Keystroke;
}

interface Pending {
  readonly timeUs: number;
  readonly text: string;
  /** Its index among the keys. */
  readonly index: number;
  /** Where its echo is expected. */
  line: LineHandle;
  column: number;
}

/** A later echo does not count. */
const ECHO_US = 1_000_000;
/** Most characters waiting for their echo; more at once were not typed, and the oldest are hidden. */
const MOST_PENDING = 512;
const MOST_KEYS = 100_000;
/** Some prompts show the last character of a password for up to this long, then cover it with one of the marks. */
const MASKED_US = 3_000_000;
const MASKS: ReadonlySet<string> = new Set([
  '*',
  '•',
  '●',
  '∙',
  '·',
  '○',
  '◦',
  '■',
  '▪',
  '∗',
  '＊',
  '⬤',
  'x',
  'X',
  '#',
]);
/** Editors and pagers move the cursor to the last line and print one of these there. */
const COMMAND_LINE_SIGNS: ReadonlySet<string> = new Set([':', '/', '?']);
const HIDDEN: Keystroke = { kind: 'hidden' };

/**
 * Keeps keystrokes, and finds out which characters may be shown: only those that the terminal echoed, because what is
 * typed without an echo may be a password. A character counts as echoed if within a second it appears where the cursor
 * stood when it was typed (or where the echo of the characters before it ends) and the cursor has moved on.
 */
export class KeyWatcher {
  /** How many keys were dropped. */
  leftOut = 0;
  readonly #screen: EchoScreen;
  readonly #showsAll: boolean;
  readonly #decoder = new KeyDecoder();
  readonly #keys: TimedKey[] = [];
  #pending: Pending[] = [];
  /** Recently echoed characters and where their echo is: it may still be covered. */
  #echoed: Pending[] = [];
  /** Index among the keys of the last Enter. */
  #lastEnter = -1;

  /** @param showsAll also what was not echoed */
  constructor(screen: EchoScreen, showsAll: boolean) {
    this.#screen = screen;
    this.#showsAll = showsAll;
  }

  /** Takes the data of an input event, before the output that it causes. */
  input(timeUs: number, data: string): void {
    this.#expire(timeUs);
    for (const { timeUs: typedUs, key } of this.#decoder.add(timeUs, data)) this.#add(typedUs, key);
  }

  /** Looks for echoes; call it after output was written. */
  output(timeUs: number): void {
    this.#hideMasked(timeUs);
    if (this.#pending.length === 0) return;
    this.#expire(timeUs);
    const waiting: Pending[] = [];
    const { line } = this.#screen.cursor();
    for (const [order, pending] of this.#pending.entries()) {
      const columns = this.#echoOf(pending);
      if (columns !== undefined) {
        this.#keys[pending.index] = this.#shown(pending);
        if (!MASKS.has(pending.text)) this.#echoed.push({ ...pending });
        this.#moveOn(pending, columns, this.#pending.slice(order + 1));
        continue;
      }
      // Once a line was sent and the cursor has left it, nothing more is echoed there.
      const isOver = pending.index < this.#lastEnter && pending.line !== line;
      if (!isOver) waiting.push(pending);
    }
    this.#pending = waiting;
  }

  /** All keys in order; no more may be added. */
  finish(): readonly TimedKey[] {
    for (const { timeUs, key } of this.#decoder.finish()) this.#add(timeUs, key);
    this.#pending = [];
    if (!this.#showsAll) hideDoubtful(this.#keys);
    return this.#keys;
  }

  #add(timeUs: number, key: TypedKey): void {
    if (this.#keys.length >= MOST_KEYS) {
      this.leftOut += 1;
      return;
    }
    if (key.kind === 'named' && key.name === ENTER) this.#lastEnter = this.#keys.length;
    if (key.kind !== 'text') this.#keys.push({ timeUs, stroke: key });
    else if (this.#showsAll) this.#keys.push(this.#shown({ timeUs, text: key.text }));
    else {
      this.#pending.push({ timeUs, text: key.text, index: this.#keys.length, ...this.#screen.cursor() });
      if (this.#pending.length > MOST_PENDING) this.#pending.shift();
      this.#keys.push({ timeUs, stroke: HIDDEN });
    }
  }

  #shown({ timeUs, text }: Pick<Pending, 'timeUs' | 'text'>): TimedKey {
    return { timeUs, stroke: { kind: 'text', text, columns: this.#screen.columnsOf(text) } };
  }

  #expire(timeUs: number): void {
    while (this.#pending.length > 0 && timeUs - this.#pending[0]!.timeUs > ECHO_US) this.#pending.shift();
  }

  /** A character that is soon covered by a mark was a secret after all. */
  #hideMasked(timeUs: number): void {
    if (this.#echoed.length === 0) return;
    this.#echoed = this.#echoed.slice(-MOST_PENDING).filter((echoed) => {
      if (timeUs - echoed.timeUs > MASKED_US) return false;
      const isMasked = MASKS.has(this.#screen.graphemeAt(echoed.line, echoed.column)?.text ?? '');
      if (isMasked) this.#keys[echoed.index] = { timeUs: echoed.timeUs, stroke: HIDDEN };
      return !isMasked;
    });
  }

  /** How many cells the echo takes; undefined if there is none yet. */
  #echoOf(pending: Pending): number | undefined {
    this.#wrap(pending);
    const { line, column, text } = pending;
    const cursor = this.#screen.cursor();
    const moved = cursor.line !== line || cursor.column > column;
    const there = this.#screen.graphemeAt(line, column);
    if (moved && there !== undefined && sameText(there.text, text)) return there.columns;
    if (!COMMAND_LINE_SIGNS.has(text) || (cursor.line === line && cursor.column === column + 1)) return undefined;
    const before = cursor.column === 1 ? this.#screen.graphemeAt(cursor.line, 0) : undefined;
    return before?.text === text ? 0 : undefined;
  }

  /** At the end of a line the echo is on the next one. */
  #wrap(pending: Pending): void {
    if (this.#screen.graphemeAt(pending.line, pending.column) !== undefined) return;
    const below = this.#screen.lineBelow(pending.line);
    if (below !== undefined) [pending.line, pending.column] = [below, 0];
  }

  /** Characters that were typed before this echo arrived follow it. */
  #moveOn({ line, column }: Pending, columns: number, later: readonly Pending[]): void {
    for (const next of later) if (next.line === line && next.column === column) next.column += columns;
  }
}

/** A blank cell is what a typed space looks like. */
function sameText(shown: string, typed: string): boolean {
  return shown === typed || (typed === ' ' && shown === '');
}

/**
 * Hides the rest of a line if at least half of it was not echoed: a character that happened to appear where it was typed
 * reveals part of a password.
 */
function hideDoubtful(keys: TimedKey[]): void {
  let run: number[] = [];
  const close = (): void => {
    const hidden = run.filter((at) => keys[at]!.stroke.kind === 'hidden').length;
    if (hidden * 2 >= run.length && hidden > 0)
      for (const at of run) keys[at] = { timeUs: keys[at]!.timeUs, stroke: HIDDEN };
    run = [];
  };
  for (const [at, { stroke }] of keys.entries()) {
    if (stroke.kind === 'text' || stroke.kind === 'hidden') run.push(at);
    else if (stroke.kind === 'named' && !EDITING_KEYS.has(stroke.name)) close();
  }
  close();
}
