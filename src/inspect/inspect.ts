/** Reports on a recording, a GIF, or what a picture of another format says about itself. */
import type { EventStream, Recording, RecordingEvent, RecordingHeader, Warning } from '../asciicast/recording.js';
import { altText } from '../encode/text/alt-text.js';
import { Cast2gifError } from '../errors.js';
import type { OutputMarker } from '../frames/frame.js';
import type { Source } from '../io/source.js';
import type { RenderOptions } from '../options/render-options.js';
import { UNLIMITED } from '../render/budget.js';
import { RenderContext, type RenderHooks } from '../render/context.js';
import { encode, NO_TOOLS } from '../render/encode.js';
import { openInput, type RenderInput, readRecording, readSource } from '../render/input.js';
import type { OutputTarget } from '../render/outputs.js';
import { paint } from '../render/paint.js';
import { layOutPicture, planDressing } from '../render/picture-layout.js';
import { planRender, type RenderPlan } from '../render/plan.js';
import { type Replay, replayRecording, timelineOf } from '../render/replay.js';
import { recordedTimes } from '../timeline/recorded-times.js';
import { HEAD_BYTES, pictureFormatOf } from './alt-reader.js';
import { type Flashing, findFlashes } from './flashes.js';
import { type GifReport, inspectGif } from './gif-report.js';
import { isGif } from './gif-structure.js';
import { withMoments } from './moments.js';
import { inspectPicture, type PictureReport } from './picture-report.js';

/** Facts about a recording. */
export interface RecordingReport extends Omit<RecordingHeader, 'otherFields'> {
  readonly kind: 'recording';
  /** Time of the last event, as recorded. */
  readonly durationUs: number;
  /** Length of the picture under the options given: idle limit, speed and the last frame's hold. */
  readonly outputDurationUs: number;
  /** Distinct pictures under the options given. */
  readonly frameCount: number;
  /** How many events there are of each kind. */
  readonly eventCounts: Readonly<Record<RecordingEvent['kind'], number>>;
  /** The first 100,000 markers, at their times in the recording. */
  readonly markers: readonly OutputMarker[];
  /** The first 1,000 problems that did not stop it from being read. */
  readonly warnings: readonly Warning[];
  readonly warningCount: number;
  /** Where the picture flashes more than WCAG 2.3.1 allows; empty where it does not. */
  readonly flashes: readonly Flashing[];
  /** One paragraph for a picture's `alt` attribute. */
  readonly altText: string;
  /** The GIF that it makes under the options given, where that was asked for. */
  readonly gif?: GifReport;
}

/** What to report on, and under which options. */
export interface InspectOptions extends RenderOptions, RenderHooks {
  /** The recording that a GIF was made from: its costliest moments are looked up there. */
  readonly recording?: RenderInput;
  /** Of a recording: makes the GIF in memory, to show what its bytes are spent on. */
  readonly costs?: boolean;
}

const MAX_WARNINGS = 1_000;
const MAX_MARKERS = 100_000;
/** A picture is held whole while it is read. */
const MAX_PICTURE_BYTES = 256 * 1024 ** 2;

/** What is made of a recording to see where its bytes go. */
const GIF: OutputTarget = { buffer: true, format: 'gif' };

/**
 * Reports on a recording or a picture, whichever the input is.
 * @param options where moments of a GIF are looked up in its recording: those it was made with
 * @throws Cast2gifError `usage`; `recording` for something else, or damaged; `limit`; `input` and the like; `aborted`
 */
export async function inspect(
  input: RenderInput,
  options: InspectOptions = {},
): Promise<GifReport | PictureReport | RecordingReport> {
  const { signal, onProgress, onWarning, surface, recording: origin, costs = false, ...given } = options;
  const warnings: Warning[] = [];
  const keep = (warning: Warning): void => {
    if (warnings.length < MAX_WARNINGS) warnings.push(warning);
    onWarning?.(warning);
  };
  const context = new RenderContext({ signal, onProgress, onWarning: keep, surface, isStrict: given.strict === true });
  try {
    // The GIF is reported on as it comes out, whatever it costs.
    const plan = { ...(await planRender(given, GIF, context)), budget: UNLIMITED };
    const source = await readSource(input, plan, context);
    const head = await beginningOf(source);
    if (isGif(head)) return await reportOnGif(await readGif(source), origin, plan, context);
    const format = origin === undefined ? pictureFormatOf(head) : undefined;
    if (format !== undefined) return inspectPicture(format, await readPicture(source));
    if (origin !== undefined)
      throw new Cast2gifError('usage', `${source.name} is not a GIF; expected one that was made from the recording`);
    return await reportOnRecording(await readRecording(source, plan, context), { costs, warnings }, plan, context);
  } finally {
    await context.close();
  }
}

/** @param warnings those of `context`, as many as the report lists; more come while the recording is replayed */
async function reportOnRecording(
  recording: Recording,
  { costs, warnings }: { readonly costs: boolean; readonly warnings: readonly Warning[] },
  plan: RenderPlan,
  context: RenderContext,
): Promise<RecordingReport> {
  const counting = new CountedRecording(recording);
  const replay = await replayRecording(counting, plan, context);
  const { sequence } = replay;
  const { otherFields: _, ...header } = recording.header;
  const gif = costs ? await reportOnCosts(recording, replay, plan, context) : undefined;
  return {
    kind: 'recording',
    ...header,
    durationUs: counting.durationUs,
    outputDurationUs: sequence.durationUs,
    frameCount: sequence.frameCount,
    eventCounts: counting.counts,
    markers: counting.markers,
    warnings,
    warningCount: context.warningCount,
    flashes: findFlashes(sequence, layOutPicture(sequence, planDressing(replay.colours, plan), plan).geometry),
    altText: await altText(sequence, { ...recording.header, signal: context.signal }),
    ...(gif && { gif }),
  };
}

async function reportOnGif(
  report: GifReport,
  origin: RenderInput | undefined,
  plan: RenderPlan,
  context: RenderContext,
): Promise<GifReport> {
  if (origin === undefined) return report;
  const recording = await openInput(origin, plan, context);
  return withRecordedMoments(report, recording, await replayRecording(recording, plan, context), plan);
}

/** Makes the GIF that is reported on. */
async function reportOnCosts(
  recording: Recording,
  replay: Replay,
  plan: RenderPlan,
  context: RenderContext,
): Promise<GifReport> {
  const painting = await paint(replay, plan, context);
  const encoding = await encode(painting, plan, NO_TOOLS, context);
  const [output] = await encoding.commit();
  return withRecordedMoments(inspectGif(output!.bytes!), recording, replay, plan);
}

function withRecordedMoments(
  report: GifReport,
  recording: Recording,
  { sequence, header }: Replay,
  { options }: RenderPlan,
): Promise<GifReport> {
  const toOutput = (events: EventStream) => timelineOf(events, header, options);
  return withMoments(report, sequence, (timesUs) => recordedTimes(recording.events(), toOutput, timesUs));
}

/** The first bytes, enough to recognise a picture. */
async function beginningOf(source: Source): Promise<Uint8Array> {
  let beginning = Buffer.alloc(0);
  for await (const chunk of source.stream()) {
    beginning = Buffer.concat([beginning, chunk.subarray(0, HEAD_BYTES)]);
    if (beginning.length >= HEAD_BYTES) break;
  }
  return beginning;
}

async function readPicture(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of source.stream()) {
    byteLength += chunk.length;
    if (byteLength > MAX_PICTURE_BYTES) {
      throw new Cast2gifError('limit', `larger than the limit of ${MAX_PICTURE_BYTES} bytes for a picture`, {
        subject: source.name,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, byteLength);
}

async function readGif(source: Source): Promise<GifReport> {
  const bytes = await readPicture(source);
  try {
    return inspectGif(bytes);
  } catch (error) {
    if (!(error instanceof Cast2gifError)) throw error;
    throw new Cast2gifError(error.code, error.problem, { subject: source.name, cause: error.cause });
  }
}

/** A recording that counts its events as they are read; each reading starts counting again. */
class CountedRecording implements Recording {
  readonly header: RecordingHeader;
  readonly #recording: Recording;
  counts = noEvents();
  markers: OutputMarker[] = [];
  durationUs = 0;

  constructor(recording: Recording) {
    this.header = recording.header;
    this.#recording = recording;
  }

  get fractionRead(): number | undefined {
    return this.#recording.fractionRead;
  }

  async *events(): EventStream & AsyncGenerator<readonly RecordingEvent[]> {
    [this.counts, this.markers, this.durationUs] = [noEvents(), [], 0];
    for await (const batch of this.#recording.events()) {
      for (const event of batch) this.#count(event);
      yield batch;
    }
  }

  close(): Promise<void> {
    return this.#recording.close();
  }

  #count(event: RecordingEvent): void {
    this.counts[event.kind] += 1;
    this.durationUs = event.timeUs;
    if (event.kind !== 'marker' || this.markers.length >= MAX_MARKERS) return;
    this.markers.push({ timeUs: event.timeUs, label: event.label });
  }
}

function noEvents(): Record<RecordingEvent['kind'], number> {
  return { output: 0, resize: 0, marker: 0, input: 0, exit: 0, restart: 0, other: 0 };
}
