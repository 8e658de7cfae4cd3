/** From frames of pixels to outputs that are complete but not yet visible. */
import { createEncoder, type EncoderSettings, findVideoProgram, startThreadsEarly } from '../encode/create-encoder.js';
import type { Encoder } from '../encode/encoder.js';
import { Cast2gifError } from '../errors.js';
import { lastFilledTimeUs, posterTimeUs } from '../frames/poster.js';
import { createByteSpool } from '../io/byte-spool.js';
import { CappedSink } from '../io/capped-sink.js';
import { LimitedSink } from '../io/limited-sink.js';
import { openSink } from '../io/open-sink.js';
import type { Sink } from '../io/sink.js';
import type { Mosaic } from '../mosaic/mosaic.js';
import type { Outline } from '../mosaic/painted-frame.js';
import { coversTime, type Format, formatRow } from '../options/formats.js';
import { type Budget, type Cost, maximumBytesOf, shareOf } from './budget.js';
import type { RenderContext } from './context.js';
import { outputsPerMarker, type PlannedOutput } from './outputs.js';
import { type Painting, paint } from './paint.js';
import type { RenderPlan } from './plan.js';
import { stillReplay } from './replay.js';
import type { RenderedOutput } from './result.js';

/** How large one output is. */
export interface OutputSize {
  readonly format: Format;
  /** Bytes beyond a budget are counted but not kept. */
  readonly byteLength: number;
}

/** Outputs that have been encoded. Exactly one of `commit` and `discard` is to be called. */
export interface Encoding {
  /** Of each output. */
  readonly sizes: readonly OutputSize[];
  /** Some frames had more colours than their format can show, so that `lossy` would save bytes. */
  readonly hasStandIns: boolean;
  /** Of the film, if there is one, else of the first still. */
  readonly outline: Outline;
  /**
   * Makes the outputs visible, one after another: files get their names, streams are ended.
   * @throws Cast2gifError `io`, naming those that have been written already; `aborted`
   */
  commit(): Promise<readonly RenderedOutput[]>;
  /** Leaves nothing behind. Never throws. */
  discard(): Promise<void>;
}

/** What encoders need from outside of this process or its first thread. */
export type EncodingTools = Pick<EncoderSettings, 'ffmpeg' | 'earlyThreads'> & {
  /** What outputs say about what made them, by format; see `notesOf`. */
  readonly notes?: ReadonlyMap<Format, string>;
};

/** For outputs of formats that need no other program, where nothing was started ahead, without notes. */
export const NO_TOOLS: EncodingTools = { ffmpeg: undefined, earlyThreads: undefined };

/**
 * Finds the programs that the outputs need.
 * @throws Cast2gifError `helper` where a program is missing or cannot make what was asked for; `aborted`
 */
export async function findPrograms(
  plan: RenderPlan,
  { signal }: RenderContext,
): Promise<Pick<EncodingTools, 'ffmpeg'>> {
  const formats = plan.outputs.map(({ format }) => format);
  return { ffmpeg: await findVideoProgram(formats, { ...plan.options, signal }) };
}

/** Starts the threads that the outputs need, if any; they end when the context is closed. */
export async function startEncodingThreads(
  outline: Outline,
  { outputs, threads, options: { optimize } }: RenderPlan,
  context: RenderContext,
): Promise<EncodingTools['earlyThreads']> {
  const formats = outputs.map(({ format }) => format);
  const earlyThreads = await startThreadsEarly(formats, outline, { threads, optimize });
  context.onClose(() => earlyThreads?.close());
  return earlyThreads;
}

/** What pictures of this outline cost, with outputs of these sizes. */
function costOf(
  { geometry, frameCount }: Pick<Outline, 'geometry' | 'frameCount'>,
  sizes: readonly OutputSize[],
  budget: Budget,
): Cost {
  const totalPixels = geometry.widthPx * geometry.heightPx * frameCount;
  const costs = sizes.map(({ format, byteLength: bytes }) => {
    return { bytes, maximumBytes: maximumBytesOf(budget, format), totalPixels };
  });
  const share = ({ bytes, maximumBytes = Infinity }: Cost) => bytes / maximumBytes;
  return costs.sort((one, other) => share(other) - share(one))[0] ?? { bytes: 0, maximumBytes: undefined, totalPixels };
}

/** An output that has been opened. */
interface Destination {
  readonly output: PlannedOutput;
  readonly sink: Sink;
}

/** An output on its way. */
interface Channel extends Destination {
  readonly encoder: Encoder;
  /** Of the pictures it is made from. */
  readonly outline: Outline;
}

/** An encoding, if it keeps within its budget, and what it costs. */
export interface Attempt<T = Encoding> {
  /** Infinitely many bytes if the encoding was abandoned for its size. */
  readonly cost: Cost;
  /** Undefined where it is too large; nothing is left of it then. */
  readonly encoding: T | undefined;
  /** As of an encoding; true also where it was not finished. */
  readonly hasStandIns?: boolean;
}

/** What is this many times too large is not encoded to its end. */
export const FAR_TOO_LARGE = 3;

/**
 * Encodes a painting within its budget.
 * @throws Cast2gifError as `encode` does
 */
export async function encodeWithin(
  painting: Painting,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<Attempt> {
  const { budget } = plan;
  const film = await paintedFilm(painting, plan.outputs);
  const nothing = plan.outputs.map(({ format }) => ({ format, byteLength: 0 }));
  const unencoded = film && costOf(film.survey, nothing, budget);
  if (unencoded && shareOf(unencoded, budget) > 1) {
    return { cost: { ...unencoded, bytes: Infinity }, encoding: undefined };
  }
  const encoding = await encode(painting, plan, tools, context);
  const cost = costOf(encoding.outline, encoding.sizes, budget);
  const share = shareOf(cost, budget);
  if (share <= 1) return { cost, encoding };
  await encoding.discard();
  const isFinished = share <= FAR_TOO_LARGE;
  return {
    cost: isFinished ? cost : { ...cost, bytes: Infinity },
    encoding: undefined,
    hasStandIns: encoding.hasStandIns || !isFinished,
  };
}

const isPainted = ({ format }: PlannedOutput): boolean => formatRow(format).madeFrom === 'pixels';

/** The pixels of the whole film; undefined where no output shows them, and then they are not painted. */
async function paintedFilm(
  { replay, mosaic }: Painting,
  outputs: readonly PlannedOutput[],
): Promise<Mosaic | undefined> {
  const showsFilm = (output: PlannedOutput) =>
    isPainted(output) && coversTime(output.format, (output.atUs ?? replay.stillUs) !== undefined);
  return outputs.some(showsFilm) ? mosaic() : undefined;
}

/**
 * Encodes a painting: every encoder of a film gets every frame, unless an output turns out far too large for its budget;
 * each still is painted for itself, because its canvas has the size that the terminal had at its moment.
 * @throws Cast2gifError `usage`, `output`, `helper` or `aborted`; nothing is left behind then
 */
export async function encode(
  painting: Painting,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<Encoding> {
  warnOfMatte(painting.outline, plan, context);
  const destinations: Destination[] = [];
  const channels: Channel[] = [];
  const discard = () => discardAll(destinations, channels);
  let hasStandIns = false;
  const onStandIns = () => {
    hasStandIns = true;
  };
  const surroundings = { ...NO_TOOLS, ...tools, onStandIns, signal: context.signal };
  const momentsUs: (number | undefined)[] = [];
  let frameCount = 0;
  let fedCount = 0;
  const progress = () => {
    fedCount += 1;
    context.progress({ stage: 'encode', fraction: fedCount / frameCount });
  };
  const encodeInto = async (some: readonly Destination[], pictures: Painting) => {
    const opened: Channel[] = [];
    const mosaic = some.some(({ output }) => isPainted(output)) ? await pictures.mosaic() : undefined;
    const outline = mosaic?.survey ?? pictures.outline;
    for (const destination of some) {
      const settings = settingsOf(destination.output, pictures, plan, surroundings);
      const encoder = await createEncoder(destination.output.format, destination.sink, settings);
      opened.push({ ...destination, encoder, outline });
      channels.push(opened.at(-1)!);
    }
    await feed(opened, mosaic, plan.budget, () => context.turn(), progress);
  };
  try {
    const outputs = plan.outputs.flatMap((output) => outputsPerMarker(output, painting.replay.sequence.markers));
    for (const output of outputs) destinations.push({ output, sink: await sinkOf(output, plan, context.signal) });
    for (const output of outputs) momentsUs.push(await stillTimeUs(output, painting, context));
    const films = destinations.filter((_, at) => momentsUs[at] === undefined);
    frameCount = await frameCountOf(painting, films, destinations.length - films.length);
    await encodeInto(films, painting);
    for (const [at, timeUs] of momentsUs.entries()) {
      if (timeUs === undefined) continue;
      const still = await paint(await stillReplay(painting.replay, timeUs, context), plan, context);
      await encodeInto([destinations[at]!], still);
    }
    await context.turn();
  } catch (error) {
    await discard();
    throw error;
  }
  const sizes = destinations.map(({ output, sink }) => ({ format: output.format, byteLength: sink.byteLength }));
  const { outline } = channels[0]!;
  return { sizes, hasStandIns, outline, commit: () => commitAll(destinations), discard };
}

/** The moment that an output shows, on the timeline of the sequence; undefined for one that shows all of it. */
async function stillTimeUs(
  { format, atUs }: PlannedOutput,
  { replay }: Painting,
  { signal }: RenderContext,
): Promise<number | undefined> {
  const { shows, stillShows } = formatRow(format);
  if (stillShows === undefined) return undefined;
  return atUs ?? replay.stillUs ?? (shows === 'still' ? await posterTimeUs(replay.sequence, signal) : undefined);
}

/** How many frames are painted: those of the film, if an output shows it in pixels, and the stills. */
async function frameCountOf({ mosaic }: Painting, films: readonly Destination[], stillCount: number): Promise<number> {
  const isFilmPainted = films.some(({ output }) => isPainted(output));
  return stillCount + (isFilmPainted ? (await mosaic()).survey.frameCount : 0);
}

function isFarTooLarge({ output, sink }: Channel, budget: Budget): boolean {
  return sink.byteLength > FAR_TOO_LARGE * (maximumBytesOf(budget, output.format) ?? Infinity);
}

/** Where there is a budget, bytes are held back until it is known that they are few enough. */
async function sinkOf(output: PlannedOutput, plan: RenderPlan, signal: AbortSignal | undefined): Promise<Sink> {
  const { target, name, format } = output;
  const maximumBytes = maximumBytesOf(plan.budget, format);
  const open = () => openSink(target, signal);
  if (maximumBytes !== undefined) return new LimitedSink(name, maximumBytes, open);
  return new CappedSink(await open(), plan.options.maxOutputBytes);
}

/** Gives every frame to every encoder of pixels; ends, unfinished, as soon as an output is far too large. */
async function feed(
  channels: readonly Channel[],
  mosaic: Mosaic | undefined,
  budget: Budget,
  turn: () => Promise<void>,
  onFrame: () => void,
): Promise<void> {
  if (channels.some(({ outline }) => outline.frameCount === 0)) throw new Error('there is no frame to encode');
  const painted = channels.filter(({ output }) => isPainted(output));
  for (const { encoder } of painted) await encoder.start(mosaic!.survey);
  for (const frame of mosaic?.frames() ?? []) {
    await turn();
    for (const { encoder } of painted) await encoder.add(frame);
    if (painted.some((channel) => isFarTooLarge(channel, budget))) return;
    onFrame();
  }
  for (const { encoder } of channels) await encoder.finish();
  refuseEmpty(channels);
}

/** An empty file is no picture: it must never take the place of one. */
function refuseEmpty(channels: readonly Channel[]): void {
  for (const { output, sink } of channels) {
    if (sink.byteLength === 0) throw new Error(`the encoder of ${output.format} wrote nothing`);
  }
}

/** Outputs become visible one after another; where one does not, those that did are named. */
async function commitAll(destinations: readonly Destination[]): Promise<RenderedOutput[]> {
  const committed: RenderedOutput[] = [];
  try {
    for (const { output, sink } of destinations) {
      await sink.commit();
      committed.push(renderedOutput(output, sink));
    }
    return committed;
  } catch (error) {
    await discardAll(destinations, []);
    if (committed.length === 0 || !(error instanceof Cast2gifError)) throw error;
    const written = committed.map(({ name }) => name).join(', ');
    throw new Cast2gifError(error.code, `${error.message}; already written: ${written}`, { cause: error });
  }
}

function renderedOutput({ name, format }: PlannedOutput, sink: Sink): RenderedOutput {
  const bytes = sink.bytes?.();
  return { name, format, byteLength: sink.byteLength, ...(bytes && { bytes }) };
}

async function discardAll(destinations: readonly Destination[], channels: readonly Channel[]): Promise<void> {
  await Promise.allSettled(channels.map(({ encoder }) => encoder.abort()));
  await Promise.allSettled(destinations.map(({ sink }) => sink.discard()));
}

type Surroundings = EncodingTools & Pick<EncoderSettings, 'onStandIns' | 'signal'>;

function settingsOf(
  output: PlannedOutput,
  { replay, pictured, layout, outline, dressing, watermark }: Painting,
  { options, fonts, threads }: RenderPlan,
  { notes, ...surroundings }: Surroundings,
): EncoderSettings {
  const { loop, optimize, lossy, videoCodec, crf, alt, maxOutputBytes } = options;
  const row = formatRow(output.format);
  const { sequence } = replay;
  return {
    ...surroundings,
    loop,
    optimize,
    lossy,
    videoCodec,
    crf,
    alt,
    pairs: replay.colours.pairs,
    maxOutputBytes,
    note: notes?.get(output.format),
    createSpool: createByteSpool,
    threads,
    stillUs: async () => replay.stillUs ?? lastFilledTimeUs(sequence, surroundings.signal),
    isStill: replay.stillUs !== undefined,
    title: outline.title,
    sequence: row.showsKeys ? pictured : sequence,
    layout,
    dressing,
    watermark,
    fonts,
  };
}

/** Where nothing was inexact that could have been. */
export function warnOfIdleLossy(
  { hasStandIns }: Encoding,
  { options, outputs }: RenderPlan,
  context: RenderContext,
): void {
  if (hasStandIns || options.lossy === 0 || !outputs.some(({ format }) => formatRow(format).hasSizeOptions)) return;
  const message = `${context.label('lossy')} changed nothing: every frame is shown in its exact colours`;
  context.warn({ message }, 'usage');
}

/** Where a format has no transparency, the margin has the colour that it would have by default. */
function warnOfMatte({ matte }: Outline, { outputs }: RenderPlan, context: RenderContext): void {
  const opaque = outputs.find(({ format }) => formatRow(format).transparency === 'none');
  if (matte === undefined || opaque === undefined) return;
  const colour = `#${matte.toString(16).padStart(6, '0')}`;
  const message = `${opaque.name}: videos have no transparency; the margin is ${colour} there (${context.label('marginFill')} sets it)`;
  context.warn({ message }, 'usage');
}
