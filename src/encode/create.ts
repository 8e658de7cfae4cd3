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
  mp4: async (sink, { signal }) => {
    const { createVideoEncoder } = await import('./video/encoder.js');
    return createVideoEncoder(sink, { container: 'mp4', signal });
  },
  webm: async (sink, { signal }) => {
    const { createVideoEncoder } = await import('./video/encoder.js');
    return createVideoEncoder(sink, { container: 'webm', signal });
  },
};

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
