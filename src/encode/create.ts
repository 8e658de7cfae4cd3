/** From the name of a format to its encoder; each is loaded only when it is asked for. */
import { Cast2gifError } from '../errors.js';
import type { FrameSequence } from '../frames/types.js';
import type { ByteSink, Encoder } from './encoder.js';

/** What encoders may want to know; each takes its own part. */
export interface EncoderSettings {
  /** Plays in all, for formats that loop. */
  readonly loop: number | 'forever';
  /** How hard to look for smaller output. */
  readonly optimize: 'fast' | 'default' | 'best';
  readonly threads: number;
  readonly videoCodec: 'auto' | 'h264' | 'vp9' | 'av1';
  /** On the codec's own scale; undefined for the codec's usual one. */
  readonly crf: number | undefined;
  readonly ffmpegPath: string | undefined;
  /** The frames as cells, for formats made of text. */
  readonly sequence: FrameSequence;
  readonly signal: AbortSignal | undefined;
}

type EncoderFactory = (sink: ByteSink, settings: EncoderSettings) => Promise<Encoder>;

const ENCODERS: Readonly<Record<string, EncoderFactory>> = {
  gif: async (sink, { loop, optimize, threads }) => {
    const { createGifEncoder } = await import('./gif/encoder.js');
    return createGifEncoder(sink, { loop, level: optimize, threads });
  },
  apng: async (sink, { loop }) => {
    const { createApngEncoder } = await import('./png/apng.js');
    return createApngEncoder(sink, { plays: loop === 'forever' ? 0 : loop });
  },
  png: async (sink, { sequence }) => {
    const { createPngEncoder } = await import('./png/still.js');
    return createPngEncoder(sink, { atUs: sequence.durationUs });
  },
  mp4: (sink, settings) => videoEncoder('mp4', sink, settings),
  webm: (sink, settings) => videoEncoder('webm', sink, settings),
};

async function videoEncoder(container: 'mp4' | 'webm', sink: ByteSink, settings: EncoderSettings): Promise<Encoder> {
  const { videoCodec, crf, ffmpegPath, signal } = settings;
  const { createVideoEncoder } = await import('./video/encoder.js');
  const codec = videoCodec === 'auto' ? undefined : videoCodec;
  return createVideoEncoder(sink, { container, codec, crf, ffmpegPath, signal });
}

/**
 * Makes the encoder of a format.
 * @throws Cast2gifError `usage` for a format that cannot be written (yet)
 */
export async function createEncoder(format: string, sink: ByteSink, settings: EncoderSettings): Promise<Encoder> {
  const factory = ENCODERS[format];
  if (factory === undefined) {
    throw new Cast2gifError('usage', `${format} cannot be written; expected ${Object.keys(ENCODERS).join(', ')}`);
  }
  return factory(sink, settings);
}
