import { setImmediate } from 'node:timers/promises';
import type { ByteSink } from '../io/sink.js';
import type { Encoder } from './encoder.js';

/** Pieces are combined up to this many characters before they are written. */
const CHUNK_CHARACTERS = 1 << 18;

/**
 * An encoder for formats that are made of cells: pixels are ignored, and the whole text is written at the end.
 * @param write yields the file's text piece by piece; called once
 */
export function createTextEncoder(sink: ByteSink, write: () => Iterable<string>): Encoder {
  let isStopped = false;
  return {
    async start() {},
    async add() {},
    async finish() {
      let gathered = '';
      for (const piece of write()) {
        gathered += piece;
        if (gathered.length < CHUNK_CHARACTERS) continue;
        await sink.write(Buffer.from(gathered, 'utf8'));
        gathered = '';
        // Signals are handled only between turns of the event loop.
        await setImmediate();
        if (isStopped) return;
      }
      await sink.write(Buffer.from(gathered, 'utf8'));
    },
    async abort() {
      isStopped = true;
    },
  };
}
