/** From the name of a format to its encoder; each is loaded only when needed. */
import type { ColourPairs } from '../colour/colour-pairs.js';
import type { Dressing } from '../dressing/dressing.js';
import type { Watermark } from '../dressing/watermark.js';
import type { FontSet } from '../font/font-set.js';
import type { FrameSequence } from '../frames/frame.js';
import type { ByteSpool } from '../io/byte-spool.js';
import type { ByteSink } from '../io/sink.js';
import type { Layout } from '../mosaic/layout.js';
import type { Outline } from '../mosaic/painted-frame.js';
import { type Format, isVideo, type VideoContainer } from '../options/formats.js';
import type { Encoder } from './encoder.js';
import { createTextEncoder } from './text-encoder.js';
import type { EarlyThreads } from './threads.js';
import type { Ffmpeg } from './video/find-ffmpeg.js';

/** Settings for all encoders; each takes its own part. */
export interface EncoderSettings {
  /** How often it plays, for formats that loop. */
  readonly loop: number | 'forever';
  /** How hard to look for smaller output. */
  readonly optimize: 'fast' | 'default' | 'best';
  /** How far colours may be off in frames that cannot be exact: OKLab times 100. */
  readonly lossy: number;
  /** Called where a GIF had frames that cannot be exact. */
  readonly onStandIns: (() => void) | undefined;
  readonly threads: number;
  /** What `startThreadsEarly` started. */
  readonly earlyThreads: EarlyThreads | undefined;
  /** For bytes that must wait; the encoder closes its own. */
  readonly createSpool: () => ByteSpool;
  readonly videoCodec: 'auto' | 'h264' | 'vp9' | 'av1';
  /** On the codec's own scale; undefined for the codec's usual one. */
  readonly crf: number | undefined;
  /** Where a video is to be made: what `findVideoProgram` found. */
  readonly ffmpeg: Ffmpeg | undefined;
  readonly title: string | undefined;
  /** What an output that another program writes may not exceed. */
  readonly maxOutputBytes: number;
  /** What the picture shows, in words, for its metadata. */
  readonly alt: string | undefined;
  /** What made it: a note up to its checksum. */
  readonly note: string | undefined;
  /** The moment that stills show; looked for in all frames, so ask only where it is needed. */
  readonly stillUs: () => Promise<number>;
  /** Whether formats that can move show that moment only. */
  readonly isStill: boolean;
  /** The frames as cells, for formats made of text. */
  readonly sequence: FrameSequence;
  readonly layout: Layout;
  /** What is drawn around the terminal. */
  readonly dressing: Dressing | undefined;
  /** A picture on top of every frame. */
  readonly watermark: Watermark | undefined;
  /** Resolves colours beyond `0xffffff`, which follow the reader's light or dark. */
  readonly pairs: ColourPairs | undefined;
  /** For formats that embed fonts. */
  readonly fonts: FontSet;
  readonly signal: AbortSignal | undefined;
}

type EncoderFactory = (sink: ByteSink, settings: EncoderSettings) => Promise<Encoder>;

const ENCODERS: Readonly<Record<Format, EncoderFactory>> = {
  gif: async (sink, { loop, optimize, ...settings }) => {
    const { createGifEncoder } = await import('./gif/gif-encoder.js');
    return createGifEncoder(sink, { ...settings, loop, level: optimize });
  },
  apng: async (sink, { loop, alt, note, signal }) => {
    const { createApngEncoder } = await import('./png/apng.js');
    return createApngEncoder(sink, { plays: loop === 'forever' ? 0 : loop, alt, note, signal });
  },
  webp: async (sink, { loop, threads, createSpool, alt, note, signal }) => {
    const { createWebpEncoder } = await import('./webp/animation.js');
    const plays = loop === 'forever' ? 0 : loop;
    return createWebpEncoder(sink, { plays, threads, spool: createSpool(), alt, note, signal });
  },
  png: async (sink, { stillUs, alt, note, signal }) => {
    const { createPngEncoder } = await import('./png/still.js');
    return createPngEncoder(sink, { atUs: await stillUs(), alt, note, signal });
  },
  mp4: (sink, settings) => videoEncoder('mp4', sink, settings),
  webm: (sink, settings) => videoEncoder('webm', sink, settings),
  svg: async (sink, { sequence, loop, stillUs, note, ...settings }) => {
    const { createSvgDocument, SVG_ENDING } = await import('./svg/svg-document.js');
    const plays = loop === 'forever' ? 0 : loop;
    const atUs = await stillUs();
    return createTextEncoder(sink, {
      write: () => createSvgDocument(sequence, { ...settings, plays, atUs }),
      ending: SVG_ENDING,
      note,
      around: ['<metadata>', '</metadata>\n'],
      signal: settings.signal,
    });
  },
  txt: async (sink, { sequence, stillUs, isStill, signal }) => {
    const { screenTextPieces } = await import('./text/screen-text.js');
    const atUs = isStill ? await stillUs() : undefined;
    return createTextEncoder(sink, { write: () => screenTextPieces(sequence, { atUs }), signal });
  },
  vtt: async (sink, { sequence, title, note, signal }) => {
    const { transcriptPieces } = await import('./text/transcript.js');
    return createTextEncoder(sink, {
      write: () => transcriptPieces(sequence, { title }),
      note,
      signal,
      around: ['\nNOTE\n', '\n'],
    });
  },
};

async function videoEncoder(container: VideoContainer, sink: ByteSink, settings: EncoderSettings): Promise<Encoder> {
  const { videoCodec, crf, ffmpeg, alt, note, maxOutputBytes, signal } = settings;
  const { createVideoEncoder } = await import('./video/video-encoder.js');
  return createVideoEncoder(sink, {
    ...{ container, codec: codecOf(videoCodec), crf, ffmpeg: ffmpeg! },
    ...{ alt, note, maximumBytes: maxOutputBytes, signal },
  });
}

function codecOf(choice: EncoderSettings['videoCodec']) {
  return choice === 'auto' ? undefined : choice;
}

/**
 * Checks what was asked of the videos among these formats, without looking for ffmpeg.
 * @throws Cast2gifError `usage` for a codec or quality that a format cannot have
 */
export async function checkVideoChoices(
  formats: readonly Format[],
  { videoCodec, crf }: Pick<EncoderSettings, 'videoCodec' | 'crf'>,
): Promise<void> {
  const containers = formats.filter(isVideo);
  if (containers.length === 0) return;
  const { settleVideoChoice } = await import('./video/codecs.js');
  for (const container of containers) settleVideoChoice({ container, codec: codecOf(videoCodec), crf });
}

/**
 * The program that makes the videos among these formats; undefined where there are none. To be called before the
 * work begins, so that a missing program is reported at once.
 * @throws Cast2gifError `helper` with what to install, or `usage` for settings that do not fit a format
 */
export async function findVideoProgram(
  formats: readonly Format[],
  wanted: Pick<EncoderSettings, 'videoCodec' | 'crf' | 'signal'> & { readonly ffmpegPath: string | undefined },
): Promise<Ffmpeg | undefined> {
  const containers = formats.filter(isVideo);
  if (containers.length === 0) return undefined;
  const [{ openFfmpeg }, { chooseVideoFormat }] = await Promise.all([
    import('./video/find-ffmpeg.js'),
    import('./video/codecs.js'),
  ]);
  const ffmpeg = await openFfmpeg(wanted);
  for (const container of containers) {
    chooseVideoFormat({ container, codec: codecOf(wanted.videoCodec), crf: wanted.crf }, ffmpeg);
  }
  return ffmpeg;
}

type ThreadSettings = Pick<EncoderSettings, 'threads' | 'optimize'>;
type ThreadStarter = (outline: Outline, settings: ThreadSettings) => Promise<EarlyThreads | undefined>;

/** Formats whose threads are worth starting before they have work. */
const THREAD_STARTERS: Readonly<Partial<Record<Format, ThreadStarter>>> = {
  gif: async (outline, { threads, optimize }) =>
    (await import('./gif/gif-encoder.js')).startThreadsEarly(outline, { threads, level: optimize }),
};

/**
 * Starts threads that encoders of these formats will want, to be called before pixels are painted, which leaves cores
 * idle; undefined where none are wanted. The caller closes them.
 */
export async function startThreadsEarly(
  formats: readonly Format[],
  outline: Outline,
  settings: ThreadSettings,
): Promise<EarlyThreads | undefined> {
  const start = formats.map((format) => THREAD_STARTERS[format]).find((starter) => starter !== undefined);
  return start?.(outline, settings);
}

/** Creates the encoder for a format. */
export function createEncoder(format: Format, sink: ByteSink, settings: EncoderSettings): Promise<Encoder> {
  return ENCODERS[format](sink, settings);
}
