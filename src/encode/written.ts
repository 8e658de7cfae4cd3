import type { ByteSink, Encoder } from './encoder.js';

/**
 * An encoder for formats that are made of cells: pixels pass by unread, and the whole text is written at the end.
 * @param write makes the file's text; called once
 */
export function createWrittenEncoder(sink: ByteSink, write: () => string): Encoder {
  return {
    async start() {},
    async add() {},
    async finish() {
      await sink.write(Buffer.from(write(), 'utf8'));
    },
    async abort() {},
  };
}
