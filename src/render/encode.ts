/** From frames of pixels to outputs that are complete but not yet visible. */
import { createEncoder, type EncoderSettings, findVideoProgram, startThreadsEarly } from '../encode/create-encoder.js';
import type { Encoder } from '../encode/encoder.js';
import { Cast2gifError } from '../errors.js';
import { lastFilledTimeUs, posterTimeUs } from '../frames/poster.js';
import { createByteSpool } from '../io/byte-spool.js';
import { LimitedSink } from '../io/limited-sink.js';
import { openSink } from '../io/open-sink.js';
import type { Sink } from '../io/sink.js';
import type { Survey } from '../mosaic/painted-frame.js';
import { formatRow } from '../options/formats.js';
import type { RenderContext } from './context.js';
import { outputsPerMarker, type PlannedOutput } from './outputs.js';
import type { Painting } from './paint.js';
import type { RenderPlan } from './plan.js';
import type { RenderedOutput } from './result.js';

/** Outputs that have been encoded. Exactly one of `commit` and `discard` is to be called. */
export interface Encoding {
  /** Of the largest output; what lies beyond a budget is counted but not kept. */
  readonly byteLength: number;
  /** Some frames had more colours than their format can show, so that `lossy` would save bytes. */
  readonly hasStandIns: boolean;
  readonly survey: Survey;
  /**
   * Makes the outputs visible, one after another: files get their names, streams are ended.
   * @throws Cast2gifError `io`, naming those that have been written already; `aborted`
   */
  commit(): Promise<readonly RenderedOutput[]>;
  /** Leaves nothing behind. Never throws. */
  discard(): Promise<void>;
}

/** What encoders need from outside of this process or its first thread. */
export type EncodingTools = Pick<EncoderSettings, 'ffmpeg' | 'earlyThreads'>;

/** For outputs of formats that need no other program, where nothing was started ahead. */
export const NO_TOOLS: EncodingTools = { ffmpeg: undefined, earlyThreads: undefined };

/**
 * Finds the programs and starts the threads that the outputs need; threads end when the context is closed.
 * @throws Cast2gifError `helper` where a program is missing or cannot make what was asked for; `aborted`
 */
export async function openEncodingTools(plan: RenderPlan, context: RenderContext): Promise<EncodingTools> {
  const formats = plan.outputs.map(({ format }) => format);
  const ffmpeg = await findVideoProgram(formats, { ...plan.options, signal: context.signal });
  const earlyThreads = await startThreadsEarly(formats, plan.threads);
  context.onClose(() => earlyThreads?.close());
  return { ffmpeg, earlyThreads };
}

/** An output on its way. */
interface Channel {
  readonly output: PlannedOutput;
  readonly sink: Sink;
  readonly encoder: Encoder;
}

/**
 * Encodes a painting: every encoder gets every frame.
 * @throws Cast2gifError `usage`, `io`, `helper` or `aborted`; nothing is left behind then
 */
export async function encode(
  painting: Painting,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<Encoding> {
  const { survey } = painting.mosaic;
  warnOfMatte(survey, plan, context);
  const channels: Channel[] = [];
  const discard = () => discardAll(channels);
  let hasStandIns = false;
  const onStandIns = () => {
    hasStandIns = true;
  };
  try {
    const outputs = plan.outputs.flatMap((output) => outputsPerMarker(output, painting.replay.sequence.markers));
    for (const output of outputs) {
      const settings = settingsOf(output, painting, plan, {
        ...NO_TOOLS,
        ...tools,
        onStandIns,
        signal: context.signal,
      });
      channels.push(await openChannel(output, plan, settings));
    }
    await feed(channels, painting, context);
    if (!hasStandIns) warnOfIdleLossy(plan, context);
    await context.turn();
  } catch (error) {
    await discard();
    throw error;
  }
  const byteLength = Math.max(...channels.map(({ sink }) => sink.byteLength));
  return { byteLength, hasStandIns, survey, commit: () => commitAll(channels), discard };
}

/** Where bytes are limited, they are held back until it is known that they are few enough. */
function sinkOf({ target, name }: PlannedOutput, plan: RenderPlan, signal: AbortSignal | undefined): Promise<Sink> {
  const { maximumBytes } = plan.budget;
  const open = () => openSink(target, signal);
  return maximumBytes === undefined ? open() : Promise.resolve(new LimitedSink(name, maximumBytes, open));
}

async function openChannel(output: PlannedOutput, plan: RenderPlan, settings: EncoderSettings): Promise<Channel> {
  const sink = await sinkOf(output, plan, settings.signal);
  try {
    return { output, sink, encoder: await createEncoder(output.format, sink, settings) };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function feed(channels: readonly Channel[], { mosaic }: Painting, context: RenderContext): Promise<void> {
  const { survey } = mosaic;
  if (survey.frameCount === 0) throw new Error('there is no frame to encode');
  for (const { encoder } of channels) await encoder.start(survey);
  const needsPixels = channels.some(({ output }) => formatRow(output.format).madeFrom === 'pixels');
  for (const frame of needsPixels ? mosaic.frames() : []) {
    await context.turn();
    for (const { encoder } of channels) await encoder.add(frame);
    context.progress({ stage: 'encode', fraction: (frame.index + 1) / survey.frameCount });
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
async function commitAll(channels: readonly Channel[]): Promise<RenderedOutput[]> {
  const committed: RenderedOutput[] = [];
  try {
    for (const { output, sink } of channels) {
      await sink.commit();
      committed.push(renderedOutput(output, sink));
    }
    return committed;
  } catch (error) {
    await discardAll(channels);
    if (committed.length === 0 || !(error instanceof Cast2gifError)) throw error;
    const written = committed.map(({ name }) => name).join(', ');
    throw new Cast2gifError(error.code, `${error.message}; already written: ${written}`, { cause: error });
  }
}

function renderedOutput({ name, format }: PlannedOutput, sink: Sink): RenderedOutput {
  const bytes = sink.bytes?.();
  return { name, format, byteLength: sink.byteLength, ...(bytes && { bytes }) };
}

async function discardAll(channels: readonly Channel[]): Promise<void> {
  await Promise.allSettled(channels.map(({ encoder }) => encoder.abort()));
  await Promise.allSettled(channels.map(({ sink }) => sink.discard()));
}

type Surroundings = EncodingTools & Pick<EncoderSettings, 'onStandIns' | 'signal'>;

function settingsOf(
  output: PlannedOutput,
  { replay, pictured, layout, mosaic, dressing, watermark }: Painting,
  { options, fonts, threads }: RenderPlan,
  surroundings: Surroundings,
): EncoderSettings {
  const { loop, optimize, lossy, videoCodec, crf } = options;
  const row = formatRow(output.format);
  const { sequence } = replay;
  const askedUs = output.atUs ?? replay.stillUs;
  const usualUs = () => (row.stillShows === 'poster' ? posterTimeUs(sequence) : lastFilledTimeUs(sequence));
  return {
    ...surroundings,
    loop,
    optimize,
    lossy,
    videoCodec,
    crf,
    createSpool: createByteSpool,
    threads,
    stillUs: () => askedUs ?? usualUs(),
    isStill: askedUs !== undefined,
    title: mosaic.survey.title,
    sequence: row.showsKeys ? pictured : sequence,
    layout,
    dressing,
    watermark,
    fonts,
  };
}

function warnOfIdleLossy({ options, outputs }: RenderPlan, context: RenderContext): void {
  if (options.lossy === 0 || !outputs.some(({ format }) => formatRow(format).hasSizeOptions)) return;
  context.warn({ message: '--lossy changed nothing: every frame is shown in its exact colours' }, 'usage');
}

/** Where a format has no transparency, the margin has the colour that it would have by default. */
function warnOfMatte({ matte }: Survey, { outputs }: RenderPlan, context: RenderContext): void {
  const opaque = outputs.find(({ format }) => formatRow(format).transparency === 'none');
  if (matte === undefined || opaque === undefined) return;
  const colour = `#${matte.toString(16).padStart(6, '0')}`;
  const message = `${opaque.name}: videos have no transparency; the margin is ${colour} there (--margin-fill sets it)`;
  context.warn({ message }, 'usage');
}
