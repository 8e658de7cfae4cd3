/** From a recording to what the screen showed, and when. */
import type { EventStream, Recording, RecordingHeader, Warning } from '../asciicast/recording.js';
import { Cast2gifError } from '../errors.js';
import { collectFrames } from '../frames/collect.js';
import type { FrameSequence } from '../frames/frame.js';
import { selectFrames } from '../frames/select.js';
import { keysUntil, stillOf } from '../frames/still-frame.js';
import { createByteSpool } from '../io/byte-spool.js';
import type { ResolvedOptions } from '../options/table.js';
import { findAddressedSize } from '../terminal/addressed-size.js';
import { DEFAULT_THEME, loadTheme } from '../theme/load-theme.js';
import type { ThemeColours } from '../theme/theme.js';
import { pairThemes } from '../theme/theme-pair.js';
import { accelerate } from '../timeline/accelerate.js';
import { eventsUntil } from '../timeline/events-until.js';
import { DEFAULT_IDLE_LIMIT_US, limitIdle } from '../timeline/limit-idle.js';
import { resolvePosition } from '../timeline/position.js';
import { namesStart, resolveSelection, selectsEverything, wantedEvents } from '../timeline/selection.js';
import { surveyEvents, type TimelineIndex } from '../timeline/survey.js';
import type { RenderContext } from './context.js';
import { hasMarkerStills } from './outputs.js';
import { checkPictureSize } from './picture-layout.js';
import type { RenderPlan } from './plan.js';

/** A recording that has been run through the terminal. */
export interface Replay {
  readonly header: RecordingHeader;
  /** The theme it is shown in. */
  readonly colours: ThemeColours;
  /** The frames that were selected, as cells. */
  readonly sequence: FrameSequence;
  /** Whether keystrokes were found; a still has the row for them even where none was pressed yet. */
  readonly hasKeys: boolean;
  /** The moment that stills show, on the sequence's timeline; undefined where none was asked for. */
  readonly stillUs: number | undefined;
  /** The screens at that moment and, where stills of markers are wanted, at each of those. */
  readonly exact: ExactScreens | undefined;
}

/** Screens exactly as they were at some moments, where the frames of a film may be a few hundredths of a second off. */
interface ExactScreens {
  /** On the timeline of the events, which is that of this sequence. */
  readonly sequence: FrameSequence;
  readonly momentsUs: ReadonlySet<number>;
}

/** Microseconds in a second. */
const SECOND_US = 1e6;
const microseconds = (seconds: number): number => Math.round(seconds * SECOND_US);

/**
 * Replays a recording. Its frames are kept until the context is closed.
 * @throws Cast2gifError `recording`, `limit`, `usage` (a moment that the recording does not have), `io` or `aborted`
 */
export async function replayRecording(recording: Recording, plan: RenderPlan, context: RenderContext): Promise<Replay> {
  const { header } = recording;
  const main = plan.theme ?? header.theme ?? (await loadTheme(DEFAULT_THEME));
  const colours = pairThemes(main, plan.themesByScheme);
  const everything = await collect(recording, colours, plan, context);
  const sequence = await select(everything, recording, plan, context);
  checkDuration(sequence, plan.options);
  const stillUs = await findStill(sequence, recording, plan);
  const momentsUs = [
    ...(stillUs === undefined ? [] : [stillUs]),
    ...(hasMarkerStills(plan.outputs) ? sequence.markers.map(({ timeUs }) => timeUs) : []),
  ].filter((timeUs) => timeUs > 0 || plan.options.start === 'recorded');
  const exact = await screensAt(momentsUs.map(sequence.eventTimeUs), recording, colours, plan, context);
  return { header, colours, sequence, hasKeys: sequence.keys.length > 0, stillUs, exact };
}

/**
 * The replay of a still: one frame, the terminal as large as it was at that moment. At 0 it is the first frame, which
 * shows something.
 */
export async function stillReplay(replay: Replay, timeUs: number, context: RenderContext): Promise<Replay> {
  const { sequence, exact } = replay;
  const options = { keys: keysUntil(sequence.keys, timeUs), signal: context.signal };
  const still = exact?.momentsUs.has(sequence.eventTimeUs(timeUs))
    ? await stillOf(exact.sequence, sequence.eventTimeUs(timeUs), options)
    : await stillOf(sequence, timeUs, options);
  return { ...replay, sequence: still, stillUs: 0 };
}

/** The events on the output's timeline: after idle limit and speed. */
export function timelineOf(events: EventStream, header: RecordingHeader, options: ResolvedOptions): EventStream {
  const { idleTimeLimitSeconds, speed } = options;
  const limitUs =
    idleTimeLimitSeconds === 'none'
      ? undefined
      : idleTimeLimitSeconds === undefined
        ? (header.idleTimeLimitUs ?? DEFAULT_IDLE_LIMIT_US)
        : microseconds(idleTimeLimitSeconds);
  return accelerate(limitIdle(events, limitUs), speed);
}

async function collect(
  recording: Recording,
  colours: ThemeColours,
  plan: RenderPlan,
  context: RenderContext,
): Promise<FrameSequence> {
  const { options, selection } = plan;
  const keepsWait = selection !== undefined && namesStart(selection);
  return collectFrames(timelineOf(recording.events(), recording.header, options), {
    ...(await terminalOf(recording, colours, plan, context)),
    fpsCap: options.fpsCap,
    start: keepsWait ? 'recorded' : options.start,
    keys: options.allKeys ? 'all' : options.keys ? 'echoed' : 'none',
    lastFrameDurationUs: microseconds(options.lastFrameDurationSeconds),
    onProgress: () => context.progress({ stage: 'replay', fraction: recording.fractionRead }),
  });
}

/** Another replay, up to the last of these moments. */
async function screensAt(
  momentsUs: readonly number[],
  recording: Recording,
  colours: ThemeColours,
  plan: RenderPlan,
  context: RenderContext,
): Promise<ExactScreens | undefined> {
  if (momentsUs.length === 0) return undefined;
  const ascending = [...new Set(momentsUs)].sort((left, right) => left - right);
  const events = timelineOf(recording.events(), recording.header, plan.options);
  const sequence = await collectFrames(eventsUntil(events, ascending.at(-1)!), {
    ...(await terminalOf(recording, colours, plan, context)),
    fpsCap: Number.POSITIVE_INFINITY,
    momentsUs: ascending,
    start: 'recorded',
    lastFrameDurationUs: 0,
  });
  return { sequence, momentsUs: new Set(ascending) };
}

/** How the terminal is set up, and what it needs of the run. */
async function terminalOf(recording: Recording, colours: ThemeColours, plan: RenderPlan, context: RenderContext) {
  const { options } = plan;
  const spool = createByteSpool();
  context.onClose(() => spool.close());
  return {
    ...(await terminalSize(recording, options, context.signal)),
    colours,
    boldIsBright: options.boldIsBright,
    cursor: options.cursor,
    checkSize: (columns: number, rows: number) => checkPictureSize({ columns, rows }, colours, plan),
    limits: { columns: options.maxColumns, rows: options.maxRows, frames: options.maxFrames },
    spool,
    onWarning: (warning: Warning) => context.warn(warning, 'recording'),
    signal: context.signal,
  };
}

/** The terminal's size at the start, and whether it keeps it whatever the recording says. */
async function terminalSize(recording: Recording, options: ResolvedOptions, signal: AbortSignal | undefined) {
  const { columns, rows } = options;
  const found =
    columns === 'auto' || rows === 'auto' ? await addressedSize(recording, options, signal) : recording.header;
  return {
    columns: typeof columns === 'number' ? columns : columns === 'auto' ? found.columns : recording.header.columns,
    rows: typeof rows === 'number' ? rows : rows === 'auto' ? found.rows : recording.header.rows,
    fixedColumns: columns !== undefined,
    fixedRows: rows !== undefined,
  };
}

/** A pass over the output, before the one that counts. */
function addressedSize(recording: Recording, options: ResolvedOptions, signal: AbortSignal | undefined) {
  const limit = { columns: options.maxColumns, rows: options.maxRows };
  return findAddressedSize(() => recording.events(), recording.header, limit, signal);
}

/** The parts of the frames that were asked for. */
async function select(
  sequence: FrameSequence,
  recording: Recording,
  { selection, options }: RenderPlan,
  context: RenderContext,
): Promise<FrameSequence> {
  if (selection === undefined || selectsEverything(selection)) return sequence;
  const index = await survey(recording, options, wantedEvents(selection));
  const openStartUs = options.start === 'recorded' ? 0 : sequence.eventTimeUs(sequence.firstPictureUs);
  const parts = resolveSelection(selection, index, openStartUs);
  return selectFrames(sequence, parts, microseconds(options.lastFrameDurationSeconds), context.signal);
}

function survey(recording: Recording, options: ResolvedOptions, events: readonly number[]): Promise<TimelineIndex> {
  const { header } = recording;
  return surveyEvents(timelineOf(recording.events(), header, options), header, events);
}

function checkDuration({ durationUs }: FrameSequence, { maxSeconds }: ResolvedOptions): void {
  if (durationUs <= maxSeconds * SECOND_US) return;
  const seconds = Math.round(durationUs / SECOND_US);
  throw new Cast2gifError('limit', `the output would last ${seconds} s; the limit is ${maxSeconds} s`);
}

async function findStill(
  sequence: FrameSequence,
  recording: Recording,
  { still, options }: RenderPlan,
): Promise<number | undefined> {
  if (still === undefined) return undefined;
  let position = still;
  if (still.kind === 'event') {
    // Frames know nothing of events, so that this takes another pass.
    const index = await survey(recording, options, [still.number]);
    position = { kind: 'time', timeUs: resolvePosition(still, index, 'at') };
  }
  return Math.max(0, resolvePosition(position, indexOf(sequence), 'at') - sequence.startUs);
}

/** What the moment of a still is looked up in: the recording's time, like that of a selection. Events are not kept. */
function indexOf(sequence: FrameSequence): TimelineIndex {
  const { startUs, columns, rows } = sequence;
  const markers = sequence.markers.map(({ timeUs, label }) => ({ timeUs: timeUs + startUs, label }));
  const durationUs = sequence.durationUs + startUs;
  return { durationUs, markers, columns, rows, eventCount: 0, outputCount: 0, eventTimesUs: new Map() };
}
