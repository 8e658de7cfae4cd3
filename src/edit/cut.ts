/** Cutting: only some parts of a recording are kept, each beginning with the screen as it is at that moment. */
import type { EventStream, RecordingEvent, RecordingHeader } from '../asciicast/recording.js';
import type { TerminalColours } from '../terminal/palette.js';
import { SequenceScanner } from '../terminal/sequence-scanner.js';
import { Terminal } from '../terminal/terminal.js';
import type { SelectedPart } from '../timeline/selection.js';
import { Turns } from '../turns.js';

type Range = Extract<SelectedPart, { readonly kind: 'range' }>;

/** Not those of any theme: colours that a program sets are written down even if a theme has the same. */
const COLOURS: TerminalColours = {
  foreground: 0x010203,
  background: 0x030201,
  palette: Array<number>(16).fill(0x020103),
};

/**
 * The events of the ranges, one after another without a gap.
 * @param ranges in the order of time, not overlapping; on the timeline of the events
 */
export async function* cutEvents(
  events: EventStream,
  header: Pick<RecordingHeader, 'columns' | 'rows'>,
  ranges: readonly Range[],
  signal?: AbortSignal,
): EventStream {
  const cutter = new Cutter(header, ranges);
  const turns = new Turns(signal);
  for await (const batch of events) {
    const kept: RecordingEvent[] = [];
    for (const event of batch) {
      kept.push(...cutter.add(event));
      if (turns.areDue()) await turns.take();
    }
    if (kept.length > 0) yield kept;
    if (cutter.isDone) return;
  }
  const rest = cutter.finish();
  if (rest.length > 0) yield rest;
}

class Cutter {
  readonly #ranges: readonly Range[];
  readonly #terminal: Terminal;
  readonly #scanner = new SequenceScanner();
  /** The size that the recording so far says. */
  #size: { columns: number; rows: number };
  #next = 0;
  #isInside = false;
  /** Length of the ranges before the current one. */
  #passedUs = 0;

  constructor(header: Pick<RecordingHeader, 'columns' | 'rows'>, ranges: readonly Range[]) {
    const { columns, rows } = header;
    this.#ranges = ranges;
    this.#size = { columns, rows };
    this.#terminal = Terminal.create({ columns, rows, colours: COLOURS, cursor: 'recorded' });
  }

  get isDone(): boolean {
    return this.#next === this.#ranges.length;
  }

  /** What is written when this event is due. */
  add(event: RecordingEvent): RecordingEvent[] {
    const written = this.#reach(event.timeUs);
    this.#apply(event);
    const range = this.#ranges[this.#next];
    if (this.#isInside && range !== undefined) written.push(this.#moved(event, event.timeUs, range));
    return written;
  }

  finish(): RecordingEvent[] {
    return this.#reach(Number.POSITIVE_INFINITY);
  }

  /** Opens and closes the ranges that begin and end before an event at this time; a range includes its last moment. */
  #reach(timeUs: number): RecordingEvent[] {
    const written: RecordingEvent[] = [];
    for (let range = this.#ranges[this.#next]; range !== undefined; range = this.#ranges[this.#next]) {
      if (!this.#isInside && timeUs >= range.startUs) {
        this.#isInside = true;
        if (range.startUs > 0 || this.#next > 0) written.push(...this.#opening());
      }
      if (!this.#isInside || timeUs <= range.endUs) break;
      // So that the range is as long as it was.
      this.#passedUs += range.endUs - range.startUs;
      written.push({ kind: 'output', timeUs: this.#passedUs, data: '' });
      this.#isInside = false;
      this.#next += 1;
    }
    return written;
  }

  /** The size and the screen at this moment. */
  #opening(): RecordingEvent[] {
    const { columns, rows } = this.#terminal;
    const timeUs = this.#passedUs;
    const isResized = columns !== this.#size.columns || rows !== this.#size.rows;
    this.#size = { columns, rows };
    const data = this.#terminal.state() + this.#scanner.unfinished;
    return [
      ...(isResized ? [{ kind: 'resize', timeUs, columns, rows } as const] : []),
      { kind: 'output', timeUs, data },
    ];
  }

  #moved(event: RecordingEvent, atUs: number, range: Range): RecordingEvent {
    if (event.kind === 'resize' || event.kind === 'restart') this.#size = { columns: event.columns, rows: event.rows };
    return { ...event, timeUs: this.#passedUs + atUs - range.startUs };
  }

  #apply(event: RecordingEvent): void {
    if (event.kind === 'output') for (const { text } of this.#scanner.take(event.data)) this.#terminal.write(text);
    else if (event.kind === 'resize' && isPlausible(event)) this.#terminal.resize(event.columns, event.rows);
    else if (event.kind === 'restart' && isPlausible(event)) this.#terminal.restart(event.columns, event.rows);
  }
}

const LARGEST_SCREEN = 4_000_000;

function isPlausible({ columns, rows }: { readonly columns: number; readonly rows: number }): boolean {
  return columns >= 1 && rows >= 1 && columns * rows <= LARGEST_SCREEN;
}
