/** The product, from top to bottom: a recording is opened, replayed, painted and encoded. */
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { openRecording } from '../asciicast/open.js';
import type { EventStream, Recording, RecordingHeader, Warning } from '../asciicast/recording.js';
import { withKeys } from '../captions/key-strip.js';
import { type Dressing, DressingPlan } from '../dressing/dressing.js';
import { type Fill, parseFill } from '../dressing/fill.js';
import { DressingPainter } from '../dressing/painter.js';
import { createWatermark, type Watermark } from '../dressing/watermark.js';
import { createEncoder, type EncoderSettings, findVideoProgram, startThreadsEarly } from '../encode/create-encoder.js';
import type { Encoder } from '../encode/encoder.js';
import { Cast2gifError } from '../errors.js';
import { type FontSet, openFontSet } from '../font/font-set.js';
import { collectFrames } from '../frames/collect.js';
import type { FrameSequence } from '../frames/frame.js';
import { lastFilledTimeUs, posterTimeUs } from '../frames/poster.js';
import { selectFrames } from '../frames/select.js';
import { createByteSpool } from '../io/byte-spool.js';
import { availableThreads } from '../io/cores.js';
import { LimitedSink } from '../io/limited-sink.js';
import { openSink } from '../io/open-sink.js';
import type { Sink } from '../io/sink.js';
import { openSource, type Source } from '../io/source.js';
import { type Layout, layOut } from '../mosaic/layout.js';
import { createMosaic, type Mosaic } from '../mosaic/mosaic.js';
import type { Geometry } from '../mosaic/painted-frame.js';
import { FORMATS, type Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import { resolveOptions } from '../options/resolve.js';
import { SITES, type SiteLimits } from '../options/sites.js';
import type { ResolvedOptions } from '../options/table.js';
import { findAddressedSize } from '../terminal/addressed-size.js';
import { DEFAULT_THEME, loadTheme } from '../theme/load-theme.js';
import type { ThemeColours } from '../theme/theme.js';
import { accelerate } from '../timeline/accelerate.js';
import { limitIdle } from '../timeline/limit-idle.js';
import { type Position, parsePosition, resolvePosition } from '../timeline/position.js';
import { recordedTimes } from '../timeline/recorded-times.js';
import {
  parseSelection,
  resolveSelection,
  type Selection,
  selectsEverything,
  wantedEvents,
} from '../timeline/selection.js';
import { surveyEvents, type TimelineIndex } from '../timeline/survey.js';
import { type Budget, type Cost, renderWithinBudget } from './fit.js';
import {
  isDocument,
  type OutputTarget,
  outputOf,
  type PlannedOutput,
  perMarker,
  type RenderedOutput,
  withFormat,
} from './outputs.js';
import { ReplayCache } from './replay-cache.js';

/** A path, `-` for standard input, an http(s) address; the bytes of a recording; or a stream of them. */
export type RenderInput = string | Uint8Array | Readable;

/** How far a run has come. */
export interface Progress {
  /** `replay` reads the recording and runs the terminal; `encode` paints and compresses. */
  readonly stage: 'replay' | 'encode';
  /** 0 to 1 within the stage; undefined while the length is not known. */
  readonly fraction: number | undefined;
}

/** What a caller may watch and stop. */
export interface RenderHooks {
  /** Ends the run with an error of code `aborted`; nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told of everything that was wrong but could be passed over. */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
}

/** What came out. */
export interface RenderResult {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly durationUs: number;
  readonly warningCount: number;
  /** What was given up to keep within a size budget, a phrase each. */
  readonly concessions: readonly string[];
  readonly outputs: readonly RenderedOutput[];
}

/** Microseconds in a second. */
const SECOND_US = 1e6;
const microseconds = (seconds: number): number => Math.round(seconds * SECOND_US);
/** Pauses longer than this are shortened where neither the caller nor the recording says otherwise. */
const DEFAULT_IDLE_LIMIT_US = 5 * SECOND_US;

/**
 * Renders a recording into one or several outputs, replaying it once.
 * Existing files are only replaced when everything has succeeded.
 * @throws Cast2gifError with code `usage`, `recording`, `io`, `helper` or `aborted`
 */
export async function render(
  input: RenderInput,
  outputs: OutputTarget | readonly OutputTarget[],
  options: RenderOptions & RenderHooks = {},
): Promise<RenderResult> {
  const { signal, onProgress, onWarning, ...given } = options;
  const asked = resolveOptions(given);
  const budget = budgetOf(asked);
  const targets = [outputs].flat().map(withFormat);
  if (targets.length === 0) throw new Cast2gifError('usage', 'expected at least one output');
  const closing: Closing = [];
  const run = new Run(asked, { signal, onProgress, onWarning }, closing);
  try {
    run.warnOfIdleOptions(targets);
    const ffmpeg = await findVideoProgram(
      targets.map(({ format }) => format),
      { ...asked, signal },
    );
    run.ffmpeg = ffmpeg;
    const recording = await run.open(input);
    if (budget === undefined) return await run.render(recording, targets);
    const replays = new ReplayCache();
    closing.push(() => replays.close());
    // Every attempt would warn of the same.
    let onFirstWarning: RenderHooks['onWarning'] = (warning) => {
      run.warningCount += 1;
      onWarning?.(warning);
    };
    return await renderWithinBudget(asked, budget, async (changed, concessions, leastBytes) => {
      const held: Closing = [];
      const hooks = { signal, onProgress, onWarning: onFirstWarning };
      onFirstWarning = undefined;
      const attempt = new Run(changed, hooks, held);
      attempt.ffmpeg = ffmpeg;
      try {
        const sequence = await replays.framesAt(changed.fpsCap, () => {
          const spools: Closing = [];
          const replaying = new Run(changed, hooks, spools);
          return { sequence: replaying.replay(recording), close: () => closeAll(spools) };
        });
        const { result, cost } = await attempt.renderWithin({ ...budget, leastBytes }, recording, sequence, targets);
        return { cost, result: result && { ...result, warningCount: run.warningCount, concessions } };
      } finally {
        await closeAll(held);
      }
    });
  } finally {
    await closeAll(closing);
  }
}

/** What to do when all is over. */
export type Closing = (() => Promise<void> | void)[];

/** Frees what a run holds. Never throws: what ended the run is what must be told. */
export async function closeAll(closing: Closing): Promise<void> {
  await Promise.allSettled(closing.map(async (close) => close()));
}

/** What the options allow the output to cost; undefined where they set no bound. */
function budgetOf(options: ResolvedOptions): Budget | undefined {
  const site: SiteLimits | undefined = options.for === undefined ? undefined : SITES[options.for];
  const maximumBytes = options.maxBytes ?? site?.maximumBytes;
  const maximumTotalPixels = site?.maximumTotalPixels;
  return maximumBytes === undefined && maximumTotalPixels === undefined
    ? undefined
    : { maximumBytes, maximumTotalPixels };
}

/** What there is to encode: the frames as cells and as pixels, and where everything lies. */
interface Painting {
  /** What the terminal showed. */
  readonly sequence: FrameSequence;
  /** What pictures show: the same, with keystrokes if they are wanted. */
  readonly pictured: FrameSequence;
  readonly layout: Layout;
  readonly fonts: FontSet;
  readonly mosaic: Mosaic;
  /** Undefined: there is nothing around the terminal. */
  readonly dressing: Dressing | undefined;
  /** A picture on top of every frame. */
  readonly watermark: Watermark | undefined;
}

/** Text of this size stands in a window of normal size. */
const USUAL_FONT_SIZE_PX = 16;

/** Ends an attempt that came out too large. */
const OVER_BUDGET = Symbol('over budget');

function timesOf(sequence: FrameSequence): number[] {
  return Array.from(sequence.frames(), ({ timeUs }) => timeUs);
}

/** What the moment of a still is looked up in: the recording's time, like that of a selection. Events are not kept. */
function indexOf(sequence: FrameSequence): TimelineIndex {
  const { startUs, columns, rows } = sequence;
  const markers = sequence.markers.map(({ timeUs, label }) => ({ timeUs: timeUs + startUs, label }));
  const durationUs = sequence.durationUs + startUs;
  return { durationUs, markers, columns, rows, eventCount: 0, outputCount: 0, eventTimesUs: new Map() };
}

/** Files get their names one after another; where one does not, those that have theirs are named. */
async function commitAll(sinks: readonly Sink[]): Promise<void> {
  for (const [index, sink] of sinks.entries()) {
    try {
      await sink.commit();
    } catch (error) {
      const written = sinks.slice(0, index).map(({ name }) => name);
      if (written.length === 0 || !(error instanceof Cast2gifError)) throw error;
      throw new Cast2gifError(error.code, `${error.message}; already written: ${written.join(', ')}`, { cause: error });
    }
  }
}

/** One run's stages, and what must be closed after it. For `render()` and `inspect()`; no part of the library's face. */
export class Run {
  readonly #options: ResolvedOptions;
  readonly #hooks: RenderHooks;
  readonly #closing: Closing;
  readonly #selection: Selection | undefined;
  #still: Position | undefined;
  #earlyThreads: EncoderSettings['earlyThreads'];
  readonly #fonts: FontSet;
  readonly #marginFill: Fill | undefined;
  /** Warnings told so far. */
  warningCount = 0;
  /** A GIF had frames of more colours than an image can show. */
  hasStandIns = false;
  /** Needed where a video is among the outputs. */
  ffmpeg: EncoderSettings['ffmpeg'];

  constructor(options: ResolvedOptions, hooks: RenderHooks, closing: Closing) {
    this.#options = options;
    this.#hooks = hooks;
    this.#closing = closing;
    this.#selection = options.select === undefined ? undefined : parseSelection(options.select);
    this.#marginFill = options.marginFill === undefined ? undefined : parseFill(options.marginFill, '--margin-fill');
    this.#still = options.at === undefined ? undefined : parsePosition(options.at, '--at');
    // Before anything is replayed, since a font may be missing.
    this.#fonts = openFontSet({
      families: options.fontFamily ?? [],
      emojiFamilies: options.emojiFontFamily ?? [],
      directories: options.fontDirectories ?? [],
      onMissing: (message) => this.#warn({ message }),
    });
  }

  /** Tells of options that change none of these outputs. */
  warnOfIdleOptions(targets: readonly PlannedOutput[]): void {
    const showsMoment = ({ format }: PlannedOutput) => FORMATS[format].shows === 'still' || isDocument(format);
    if (this.#still !== undefined && !targets.some(showsMoment)) {
      this.#warn({
        message: '--at has no effect here: it is for stills (.png, .svg, .txt); --select shortens animations',
      });
    }
    if (this.#options.lossy > 0 && !targets.some(({ format }) => format === 'gif'))
      this.#warn({ message: '--lossy has no effect here: it is for GIF' });
  }

  #warnOfIdleLossy(targets: readonly PlannedOutput[]): void {
    if (this.#options.lossy > 0 && !this.hasStandIns && targets.some(({ format }) => format === 'gif'))
      this.#warn({ message: '--lossy changed nothing: every frame is shown in its exact colours' });
  }

  /** A video has no transparency: its margin is the colour that it would be by default. */
  #warnOfMatte({ mosaic: { survey } }: Painting, targets: readonly PlannedOutput[]): void {
    const videos = targets.filter(({ format }) => format === 'mp4' || format === 'webm');
    if (survey.matte === undefined || videos.length === 0) return;
    const colour = `#${survey.matte.toString(16).padStart(6, '0')}`;
    this.#warn({
      message: `${videos[0]!.name}: videos have no transparency; the margin is ${colour} there (--margin-fill sets it)`,
    });
  }

  /** From an open recording to files. */
  async render(recording: Recording, targets: readonly PlannedOutput[]): Promise<RenderResult> {
    const formats = targets.map(({ format }) => format);
    this.#earlyThreads = await startThreadsEarly(formats, this.#threads);
    this.#closing.push(() => this.#earlyThreads?.close());
    const painting = await this.paint(recording, await this.replay(recording));
    this.#warnOfMatte(painting, targets);
    return this.encode(painting, targets, (target) => openSink(target, this.#hooks.signal));
  }

  /** The same, but files appear only if the budget is kept; tells the cost either way. */
  async renderWithin(
    budget: Budget & { readonly leastBytes: number },
    recording: Recording,
    sequence: FrameSequence,
    targets: readonly PlannedOutput[],
  ): Promise<{ cost: Cost; result: RenderResult | undefined }> {
    await this.#findStill(recording);
    const painting = await this.paint(recording, sequence);
    const { geometry, frameCount } = painting.mosaic.survey;
    const totalPixels = geometry.widthPx * geometry.heightPx * frameCount;
    if (totalPixels > (budget.maximumTotalPixels ?? Infinity)) {
      return { cost: { bytes: 0, totalPixels, canLose: false, frameTimesUs: timesOf(sequence) }, result: undefined };
    }
    const limit = budget.maximumBytes ?? Infinity;
    const sinks: LimitedSink[] = [];
    const bytes = () => Math.max(...sinks.map(({ byteLength }) => byteLength));
    const cost = (frameTimesUs: number[]) => ({ bytes: bytes(), totalPixels, canLose: this.hasStandIns, frameTimesUs });
    const open = async (target: OutputTarget): Promise<Sink> => {
      const sink = new LimitedSink('output', limit, () => openSink(target, this.#hooks.signal));
      sinks.push(sink);
      return sink;
    };
    try {
      const result = await this.encode(painting, targets, open, () => bytes() <= limit && bytes() >= budget.leastBytes);
      return { cost: cost([]), result };
    } catch (error) {
      if (error === OVER_BUDGET) return { cost: cost(timesOf(sequence)), result: undefined };
      throw error;
    }
  }

  async open(input: RenderInput): Promise<Recording> {
    return this.read(await this.source(input));
  }

  /** The input's bytes; what can be read only once is spooled. */
  async source(input: RenderInput): Promise<Source> {
    const { maxInputBytes } = this.#options;
    const source = await openSource(input, { signal: this.#hooks.signal, maximumBytes: maxInputBytes });
    this.#closing.push(() => source.close());
    return source;
  }

  async read(source: Source): Promise<Recording> {
    const options = this.#options;
    return openRecording(source, {
      onWarning: (warning) => this.#warn(warning),
      times: options.times,
      limits: {
        columns: options.maxColumns,
        rows: options.maxRows,
        inputBytes: options.maxInputBytes,
        lineBytes: options.maxLineBytes,
        events: options.maxEvents,
      },
    });
  }

  /** Bytes to frames: what the screen showed, and when. */
  async replay(recording: Recording): Promise<FrameSequence> {
    const options = this.#options;
    const size = await this.#terminalSize(recording);
    const spool = createByteSpool();
    this.#closing.push(() => spool.close());
    const sequence = await collectFrames(this.#timeline(recording.events(), recording.header), {
      ...size,
      colours: await this.#colours(recording),
      boldIsBright: options.boldIsBright,
      cursor: options.cursor,
      fpsCap: options.fpsCap,
      keys: options.allKeys ? 'all' : options.keys ? 'echoed' : 'none',
      lastFrameDurationUs: microseconds(options.lastFrameDurationSeconds),
      limits: { columns: options.maxColumns, rows: options.maxRows, frames: options.maxFrames },
      spool,
      onWarning: (message) => this.#warn({ message }),
      onProgress: () => this.#hooks.onProgress?.({ stage: 'replay', fraction: recording.fractionRead }),
      signal: this.#hooks.signal,
    });
    await this.#findStill(recording);
    return this.#checked(await this.#select(sequence, recording));
  }

  /** Frames know nothing of events: a still named by one needs another pass. */
  async #findStill(recording: Recording): Promise<void> {
    if (this.#still?.kind !== 'event') return;
    const index = await surveyEvents(this.#timeline(recording.events(), recording.header), recording.header, [
      this.#still.number,
    ]);
    this.#still = { kind: 'time', timeUs: resolvePosition(this.#still, index, '--at') };
  }

  /** The parts of the frames that were asked for. */
  async #select(sequence: FrameSequence, recording: Recording): Promise<FrameSequence> {
    const selection = this.#selection;
    if (selection === undefined || selectsEverything(selection)) return sequence;
    const index = await surveyEvents(
      this.#timeline(recording.events(), recording.header),
      recording.header,
      wantedEvents(selection),
    );
    const lastFrameDurationUs = microseconds(this.#options.lastFrameDurationSeconds);
    return selectFrames(sequence, resolveSelection(selection, index), lastFrameDurationUs);
  }

  #checked(sequence: FrameSequence): FrameSequence {
    const options = this.#options;
    if (sequence.durationUs > options.maxSeconds * SECOND_US) {
      const seconds = Math.round(sequence.durationUs / SECOND_US);
      throw new Cast2gifError('recording', `the output would last ${seconds} s; the limit is ${options.maxSeconds} s`);
    }
    return sequence;
  }

  /** Frames to pixels: nothing is painted before it is asked for. */
  async paint(recording: Recording, sequence: FrameSequence): Promise<Painting> {
    const options = this.#options;
    const fonts = this.#fonts;
    const fontSizePx = options.fontSizePx * options.scale;
    const pictured = this.#withKeys(sequence);
    const plan = this.#planDressing(await this.#colours(recording));
    const layout = layOut(fonts.metrics(fontSizePx), {
      columns: pictured.columns,
      rows: pictured.rows,
      fontSizePx,
      lineHeight: options.lineHeight,
      paddingPx: this.#scaled(options.paddingPx),
      insets: plan.insets,
      maximumPixels: options.maxOutputPixels,
    });
    const { geometry } = layout;
    const title = options.title ?? recording.header.title;
    const dressing = plan.isNothing ? undefined : plan.place(geometry, title, (...line) => fonts.drawLine(...line));
    const watermark = await this.#watermark(geometry);
    const mosaic = createMosaic(pictured, {
      layout,
      fonts,
      antialiasingLevels: options.antialiasingLevels,
      around: dressing && new DressingPainter(dressing, geometry.widthPx, geometry.heightPx),
      stamp: watermark?.stamp,
      title,
      command: recording.header.command,
    });
    return { sequence, pictured, layout, fonts, mosaic, dressing, watermark };
  }

  #withKeys(sequence: FrameSequence): FrameSequence {
    const { keys, allKeys, fpsCap } = this.#options;
    if (!keys && !allKeys) return sequence;
    if (sequence.keys.length > 0) return withKeys(sequence, { fpsCap });
    this.#warn({
      message:
        'there are no keystrokes to show: the recording holds no input events here (asciinema rec --capture-input)',
    });
    return sequence;
  }

  #planDressing({ foreground, background }: ThemeColours): DressingPlan {
    const { window, shadow, marginPx, scale, fontSizePx } = this.#options;
    return new DressingPlan({
      style: window,
      unitPx: (fontSizePx * scale) / USUAL_FONT_SIZE_PX,
      marginPx: this.#scaled(marginPx),
      marginFill: this.#marginFill,
      hasShadow: shadow,
      foreground,
      background,
    });
  }

  async #watermark(geometry: Geometry): Promise<Watermark | undefined> {
    const { watermark: path, watermarkPosition: position, watermarkOpacity: opacity, scale } = this.#options;
    return path === undefined ? undefined : createWatermark({ path, position, opacity, scale }, geometry);
  }

  #scaled(sizePx: number | undefined): number | undefined {
    return sizePx === undefined ? undefined : Math.round(sizePx * this.#options.scale);
  }

  /** Pixels to files: every encoder gets every frame, and all files appear together at the end. */
  async encode(
    painting: Painting,
    planned: readonly PlannedOutput[],
    open: (target: OutputTarget) => Promise<Sink>,
    isAcceptable: () => boolean = () => true,
  ): Promise<RenderResult> {
    const { mosaic, sequence } = painting;
    const { survey } = mosaic;
    const targets = planned.flatMap((target) => perMarker(target, sequence.markers));
    const sinks: Sink[] = [];
    const encoders: Encoder[] = [];
    try {
      for (const { target, format, atUs } of targets) {
        const sink = await open(target);
        sinks.push(sink);
        encoders.push(await createEncoder(format, sink, this.#encoderSettings(painting, format, atUs)));
      }
      for (const encoder of encoders) await encoder.start(survey);
      const needsPixels = targets.some(({ format }) => !isDocument(format));
      for (const frame of needsPixels ? mosaic.frames() : []) {
        await this.#turn();
        for (const encoder of encoders) await encoder.add(frame);
        this.#hooks.onProgress?.({ stage: 'encode', fraction: (frame.index + 1) / survey.frameCount });
      }
      for (const encoder of encoders) await encoder.finish();
      this.#warnOfIdleLossy(targets);
      await this.#turn();
      if (!isAcceptable()) throw OVER_BUDGET;
      await commitAll(sinks);
    } catch (error) {
      await Promise.allSettled(encoders.map((encoder) => encoder.abort()));
      await Promise.allSettled(sinks.map((sink) => sink.discard()));
      throw error;
    }
    return {
      widthPx: survey.geometry.widthPx,
      heightPx: survey.geometry.heightPx,
      frameCount: survey.frameCount,
      durationUs: survey.durationUs,
      warningCount: this.warningCount,
      concessions: [],
      outputs: targets.map(({ format, name }, index) => outputOf(sinks[index]!, name, format)),
    };
  }

  #encoderSettings(painting: Painting, format: Format, markerUs: number | undefined): EncoderSettings {
    const { sequence, pictured, layout, fonts, mosaic, dressing, watermark } = painting;
    const { loop, optimize, lossy, videoCodec, crf } = this.#options;
    return {
      loop,
      optimize,
      lossy,
      onStandIns: () => {
        this.hasStandIns = true;
      },
      videoCodec,
      crf,
      ffmpeg: this.ffmpeg,
      createSpool: createByteSpool,
      threads: this.#threads,
      earlyThreads: this.#earlyThreads,
      stillUs: () => markerUs ?? this.#stillUs(sequence, format),
      isStill: this.#still !== undefined || markerUs !== undefined,
      title: mosaic.survey.title,
      sequence: format === 'svg' ? pictured : sequence,
      layout,
      dressing,
      watermark,
      fonts,
      signal: this.#hooks.signal,
    };
  }

  get #threads(): number {
    const { threads } = this.#options;
    return threads === 'auto' ? availableThreads() : threads;
  }

  /** The moment a still shows, on the output's timeline. */
  #stillUs(sequence: FrameSequence, format: Format): number {
    if (this.#still === undefined) return format === 'png' ? posterTimeUs(sequence) : lastFilledTimeUs(sequence);
    const timeUs = resolvePosition(this.#still, indexOf(sequence), '--at');
    return Math.max(0, timeUs - sequence.startUs);
  }

  /** When in the recording moments of the output happened. */
  recordedTimes(recording: Recording, timesUs: readonly number[]): Promise<number[]> {
    return recordedTimes(recording.events(), (events) => this.#timeline(events, recording.header), timesUs);
  }

  /** The events on the output's timeline. */
  #timeline(events: EventStream, header: RecordingHeader): EventStream {
    const { idleTimeLimitSeconds, speed } = this.#options;
    const limitUs =
      idleTimeLimitSeconds === 'none'
        ? undefined
        : idleTimeLimitSeconds === undefined
          ? (header.idleTimeLimitUs ?? DEFAULT_IDLE_LIMIT_US)
          : microseconds(idleTimeLimitSeconds);
    return accelerate(limitIdle(events, limitUs), speed);
  }

  /** The terminal's size at the start, and whether it keeps it whatever the recording says. */
  async #terminalSize(recording: Recording) {
    const { columns, rows } = this.#options;
    const found = columns === 'auto' || rows === 'auto' ? await this.#addressedSize(recording) : recording.header;
    return {
      columns: typeof columns === 'number' ? columns : columns === 'auto' ? found.columns : recording.header.columns,
      rows: typeof rows === 'number' ? rows : rows === 'auto' ? found.rows : recording.header.rows,
      fixedColumns: columns !== undefined,
      fixedRows: rows !== undefined,
    };
  }

  /** A pass over the output, before the one that counts. */
  #addressedSize(recording: Recording) {
    const { maxColumns, maxRows } = this.#options;
    return findAddressedSize(() => recording.events(), recording.header, { columns: maxColumns, rows: maxRows });
  }

  /** The caller's theme, else the recording's, else the default one. */
  async #colours(recording: Recording): Promise<ThemeColours> {
    if (this.#options.theme !== undefined) return loadTheme(this.#options.theme);
    return recording.header.theme ?? loadTheme(DEFAULT_THEME);
  }

  #warn(warning: Warning): void {
    if (this.#options.strict) {
      if (warning.line === undefined) throw new Cast2gifError('recording', warning.message);
      throw new Cast2gifError('recording', `line ${warning.line}: ${warning.message}`, { line: warning.line });
    }
    this.warningCount += 1;
    this.#hooks.onWarning?.(warning);
  }

  /** Encoders that compute and never wait would keep the event loop, and with it signals, from their turn. */
  async #turn(): Promise<void> {
    await setImmediate();
    const { signal } = this.#hooks;
    if (signal?.aborted) throw new Cast2gifError('aborted', 'interrupted', { cause: signal.reason });
  }
}
