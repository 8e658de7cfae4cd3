import type { EventStream, RecordingEvent, Warning } from '../asciicast/recording.js';
import { Cast2gifError, throwIfAborted } from '../errors.js';
import { KeyWatcher } from '../keys/watcher.js';
import { CellStore } from '../terminal/cell-store.js';
import { echoScreenOf } from '../terminal/echo-screen.js';
import type { TerminalColours } from '../terminal/palette.js';
import { ScreenReader } from '../terminal/screen-reader.js';
import { type CursorChoice, Terminal } from '../terminal/terminal.js';
import { Turns } from '../turns.js';
import type { ByteStore } from './byte-coding.js';
import { ChangeFinder } from './change-finder.js';
import type { FrameSequence, OutputMarker } from './frame.js';
import { type FrameChanges, FrameSpoolWriter, readFrames } from './frame-spool.js';
import { CappedPacing, MomentPacing, type Pacing } from './pacing.js';

/** Bounds on what a recording may ask for. */
export interface FrameLimits {
  /** A resize beyond these is ignored with a warning. At most 65,535. */
  readonly columns: number;
  readonly rows: number;
  /** More frames than this are an error. */
  readonly frames: number;
}

/** How a recording becomes frames. */
export interface CollectOptions {
  /** Size of the terminal at the start. */
  readonly columns: number;
  readonly rows: number;
  /** True if resize events do not change this axis. */
  readonly fixedColumns?: boolean;
  readonly fixedRows?: boolean;
  readonly colours: TerminalColours;
  readonly boldIsBright?: boolean;
  readonly cursor?: CursorChoice;
  /** Most frames a second; `Infinity` for one frame per moment of output. */
  readonly fpsCap: number;
  /** Instead of frames at a rate: the screen exactly as it is at these moments, ascending, on the events' timeline. */
  readonly momentsUs?: readonly number[];
  /** Where the output's time starts: with the recording, or with the first picture that shows something (the default). */
  readonly start?: 'recorded' | 'first-output';
  /** How long the last frame stays after the last event. */
  readonly lastFrameDurationUs: number;
  readonly limits?: Partial<FrameLimits>;
  /** Called with every size before the terminal takes it; throws where there can be no picture of it. */
  readonly checkSize?: (columns: number, rows: number) => void;
  /** Also keeps keystrokes (input events): characters only if they were echoed, or all of them. */
  readonly keys?: 'none' | 'echoed' | 'all';
  /** Where frames are kept; closed with the sequence. */
  readonly spool: ByteStore;
  readonly onWarning?: (warning: Warning) => void;
  /** Called now and then with the time, in the recording's microseconds, up to which events have been processed. */
  readonly onProgress?: (timeUs: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_LIMITS: FrameLimits = { columns: 1_000, rows: 1_000, frames: 1_000_000 };

/** A synchronized update that takes longer is shown unfinished, as terminals do. */
const LONGEST_UPDATE_US = 1_000_000;

const NOTHING: readonly never[] = [];

const MAXIMUM_MARKERS = 100_000;

/** The cell table is emptied beyond this size, or beyond twice the screen if that is more. */
const MAXIMUM_CELLS = 131_072;

/**
 * Replays a recording and keeps each distinct screen as a frame. The output's time starts at the first picture
 * that shows more than an empty screen, or with the recording; it ends `lastFrameDurationUs` after the last event of
 * any kind.
 * @throws Cast2gifError `recording` beyond a limit, `aborted`
 */
export async function collectFrames(events: EventStream, options: CollectOptions): Promise<FrameSequence> {
  options.checkSize?.(options.columns, options.rows);
  const terminal = Terminal.create({
    columns: options.columns,
    rows: options.rows,
    colours: options.colours,
    cursor: options.cursor ?? 'recorded',
  });
  const collector = new FrameCollector(terminal, options);
  const turns = new Turns(options.signal);
  for await (const batch of events) {
    throwIfAborted(options.signal);
    for (const event of batch) {
      for (const _ of collector.add(event)) if (turns.areDue()) await turns.take();
      if (turns.areDue()) await turns.take();
    }
    options.onProgress?.(batch.at(-1)!.timeUs);
  }
  return collector.finish();
}

/**
 * Groups events into windows; `Pacing` says when they open and close. A window's frame shows the state at its end and
 * carries the time of its start. During a synchronized update the state from before the update counts.
 */
class FrameCollector {
  readonly #options: CollectOptions;
  readonly #limits: FrameLimits;
  readonly #terminal: Terminal;
  readonly #cells: CellStore;
  readonly #reader: ScreenReader;
  readonly #changes: ChangeFinder;
  readonly #writer: FrameSpoolWriter;
  readonly #pacing: Pacing;
  readonly #markers: OutputMarker[] = [];
  readonly #keys: KeyWatcher | undefined;
  readonly #warned = new Set<string>();
  /** Time of the event being handled, then of the last one. */
  #nowUs = 0;
  /** When the first frame appears; undefined while there is none. */
  #startUs: number | undefined;
  /** When the first frame appears that shows something. */
  #firstPictureUs: number | undefined;
  /** When the current synchronized update began. */
  #updateUs: number | undefined;
  /** Whether an update ended during the output being handled. */
  #updateEnded = false;
  /** When the last frame appears, in the output's time. */
  #lastFrameUs = 0;

  constructor(terminal: Terminal, options: CollectOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#terminal = terminal;
    this.#cells = new CellStore(options.colours.foreground, options.colours.background);
    this.#reader = new ScreenReader(terminal, this.#cells, options.boldIsBright ?? false);
    this.#changes = new ChangeFinder(options.colours.background);
    this.#writer = new FrameSpoolWriter(options.spool, this.#cells, options.colours.background);
    this.#pacing = options.momentsUs ? new MomentPacing(options.momentsUs) : new CappedPacing(options.fpsCap);
    this.#changes.grow(options.columns, options.rows);
    if (options.keys === 'echoed' || options.keys === 'all')
      this.#keys = new KeyWatcher(echoScreenOf(terminal), options.keys === 'all');
    if (options.start === 'recorded') {
      this.#startUs = 0;
      this.#pacing.change(0);
    }
    terminal.onUpdateBegin = () => {
      this.#read();
      this.#updateUs = this.#nowUs;
    };
    terminal.onUpdateEnd = () => {
      this.#updateUs = undefined;
      this.#updateEnded = true;
    };
  }

  /** Takes an event. Long output is taken piece by piece: it must be iterated to its end. */
  add(event: RecordingEvent): Iterable<void> {
    this.#closeUntil(event.timeUs);
    this.#nowUs = event.timeUs;
    switch (event.kind) {
      case 'output':
        return this.#output(event.data);
      case 'resize':
        this.#resize(event.columns, event.rows);
        break;
      case 'restart':
        this.#restart(this.#size(event.columns, 'columns'), this.#size(event.rows, 'rows'));
        this.#pacing.change(this.#nowUs);
        break;
      case 'marker':
        if (this.#markers.length < MAXIMUM_MARKERS) this.#markers.push({ timeUs: event.timeUs, label: event.label });
        else this.#warn(`more than ${MAXIMUM_MARKERS} markers; the rest are ignored`);
        break;
      case 'input':
        this.#keys?.input(event.timeUs, event.data);
        break;
      default:
    }
    return NOTHING;
  }

  finish(): FrameSequence {
    this.#warnOfAddresses();
    this.#warnOfPictures();
    const endUs = this.#nowUs + this.#options.lastFrameDurationUs;
    if (this.#updateUs !== undefined) this.#closeUntil(endUs);
    this.#close();
    const startUs = this.#startUs ?? this.#nowUs;
    if (this.#writer.frameCount === 0) this.#addOnlyFrame();
    const durationUs = Math.max(endUs - startUs, this.#lastFrameUs + 1);
    this.#writer.finish(durationUs);
    return this.#sequence(startUs, durationUs);
  }

  /** The recorder missed a resize, or swapped columns and rows. */
  #warnOfAddresses(): void {
    const { fixedColumns, fixedRows } = this.#options;
    const { addressedColumns, addressedRows } = this.#terminal.usage;
    const columns = fixedColumns === true ? 0 : addressedColumns;
    const rows = fixedRows === true ? 0 : addressedRows;
    if (columns <= this.#changes.columns && rows <= this.#changes.rows) return;
    const addressed = `${Math.max(columns, this.#changes.columns)}x${Math.max(rows, this.#changes.rows)}`;
    const size = `${this.#changes.columns}x${this.#changes.rows}`;
    const message = `the output addresses ${addressed} cells, but the recorded size is ${size}`;
    this.#warn(message, { columns: 'auto', rows: 'auto' });
  }

  #warnOfPictures(): void {
    const { counts } = this.#terminal.pictures;
    if (counts.size === 0) return;
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const protocols = [...counts.keys()].join(', ');
    const [pictures, are] = total === 1 ? ['picture', 'is'] : ['pictures', 'are'];
    this.#warn(`${total} ${pictures} in the terminal (${protocols}) ${are} left blank; only text is drawn`);
  }

  /** Closes the window, and ends the synchronized update, if they end before `timeUs`. */
  #closeUntil(timeUs: number): void {
    for (;;) {
      const windowEndUs = this.#pacing.endUs;
      const updateEndUs = this.#updateUs === undefined ? Infinity : this.#updateUs + LONGEST_UPDATE_US;
      if (Math.min(windowEndUs, updateEndUs) > timeUs) return;
      if (windowEndUs <= updateEndUs) {
        this.#close();
      } else {
        this.#terminal.endUpdate();
        this.#pacing.change(updateEndUs);
      }
    }
  }

  #output(data: string): Iterable<void> {
    if (data === '') return NOTHING;
    const hidden = this.#terminal.updating;
    this.#updateEnded = false;
    if (data.length > this.#terminal.pieceLength) return this.#longOutput(data, hidden);
    this.#terminal.write(data);
    this.#outputTaken(hidden);
    return NOTHING;
  }

  *#longOutput(data: string, hidden: boolean): Iterable<void> {
    yield* this.#terminal.writeInPieces(data);
    this.#outputTaken(hidden);
  }

  #outputTaken(hidden: boolean): void {
    this.#keys?.output(this.#nowUs);
    if (!hidden || this.#updateEnded) this.#pacing.change(this.#nowUs);
  }

  #resize(columns: number, rows: number): void {
    const terminal = this.#terminal;
    const newColumns = this.#options.fixedColumns === true ? terminal.columns : columns;
    const newRows = this.#options.fixedRows === true ? terminal.rows : rows;
    if (newColumns < 1 || newRows < 1 || newColumns > this.#limits.columns || newRows > this.#limits.rows) {
      this.#warn(`a resize to ${columns}x${rows} is beyond the limit and is ignored`);
      return;
    }
    this.#options.checkSize?.(newColumns, newRows);
    terminal.resize(newColumns, newRows);
    this.#changes.grow(newColumns, newRows);
    this.#pacing.change(this.#nowUs);
  }

  #restart(columns: number, rows: number): void {
    this.#options.checkSize?.(columns, rows);
    this.#terminal.restart(columns, rows);
  }

  /** The size that a second recording starts with, within the limit. */
  #size(wanted: number, axis: 'columns' | 'rows'): number {
    const fixed = axis === 'columns' ? this.#options.fixedColumns : this.#options.fixedRows;
    if (fixed === true || wanted < 1 || wanted > this.#limits[axis]) return this.#terminal[axis];
    return wanted;
  }

  #close(): void {
    const timeUs = this.#pacing.close();
    if (timeUs === undefined) return;
    if (!this.#terminal.updating) this.#read();
    if (this.#firstPictureUs === undefined && !this.#reader.isBlank()) this.#firstPictureUs = timeUs;
    this.#startUs ??= this.#firstPictureUs;
    if (this.#startUs !== undefined) this.#emit(timeUs - this.#startUs);
  }

  /** Adds a frame if anything has changed; the first one even if nothing has. */
  #emit(timeUs: number): void {
    const changes = this.#changes.take(this.#reader) ?? (this.#writer.frameCount === 0 ? this.#noChanges() : undefined);
    if (changes === undefined) return;
    if (this.#writer.frameCount >= this.#limits.frames)
      throw new Cast2gifError('limit', `more than ${this.#limits.frames} frames; lower the frame rate`);
    this.#writer.add(timeUs, changes);
    this.#lastFrameUs = timeUs;
  }

  #noChanges(): FrameChanges {
    const { columns, rows, background } = this.#reader;
    const none = new Uint32Array(0);
    return { columns, rows, background, changeCount: 0, positions: none, cellIds: none };
  }

  /** Nothing was ever visible: adds the one frame that there must be. */
  #addOnlyFrame(): void {
    this.#read();
    this.#emit(0);
  }

  /** Reads the screen. If the cell table has grown too large, empties it and reads every cell. */
  #read(): void {
    const limit = Math.max(MAXIMUM_CELLS, 2 * this.#terminal.columns * this.#terminal.rows);
    if (this.#cells.size > limit) {
      this.#cells.clear();
      this.#changes.forget();
    }
    this.#reader.read();
  }

  #warn(message: string, remedy?: Warning['remedy']): void {
    if (this.#warned.has(message)) return;
    if (this.#warned.size < 100) this.#warned.add(message);
    this.#options.onWarning?.(remedy === undefined ? { message } : { message, remedy });
  }

  #sequence(startUs: number, durationUs: number): FrameSequence {
    const { spool, colours } = this.#options;
    const source = {
      store: spool,
      cells: this.#cells,
      cellsRestart: this.#writer.restarts > 0,
      background: colours.background,
      maximumChangeCount: this.#writer.maximumChangeCount,
    };
    const shift = <T extends { readonly timeUs: number }>(moment: T): T => ({
      ...moment,
      timeUs: Math.max(0, moment.timeUs - startUs),
    });
    return {
      frameCount: this.#writer.frameCount,
      changeCount: this.#writer.changeCount,
      startUs,
      firstPictureUs: (this.#firstPictureUs ?? startUs) - startUs,
      eventTimeUs: (timeUs) => timeUs + startUs,
      durationUs,
      columns: this.#changes.columns,
      rows: this.#changes.rows,
      background: colours.background,
      markers: this.#markers.map(shift),
      keys: (this.#keys?.finish() ?? []).map(shift),
      cells: this.#cells,
      frames: () => readFrames(source),
      close: async () => spool.close(),
    };
  }
}
