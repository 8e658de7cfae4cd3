import type { ByteSink } from '../io/sink.js';
import { NotedSink } from '../provenance/noted-sink.js';
import { Turns } from '../turns.js';
import type { Encoder } from './encoder.js';

/** Pieces are combined up to this many characters before they are written. */
const CHUNK_CHARACTERS = 1 << 18;

/** A text that may carry a note. */
export interface NotedText {
  /** Yields the file's text piece by piece, up to the note; called once. Yields empty pieces while it only computes. */
  readonly write: () => Iterable<string>;
  /** What follows the note. */
  readonly ending?: string;
  /** What made the file: a note up to its checksum. */
  readonly note?: string | undefined;
  /** Text before and after the note. */
  readonly around?: readonly [before: string, after: string];
  readonly signal?: AbortSignal | undefined;
}

/** An encoder for formats that are made of cells: pixels are ignored, and the whole text is written at the end. */
export function createTextEncoder(
  byteSink: ByteSink,
  { write, ending = '', note, around: [before, after] = ['', ''], signal }: NotedText,
): Encoder {
  const sink = new NotedSink(byteSink, note);
  const envelope = { before: Buffer.from(before), after: Buffer.from(after) };
  let isStopped = false;
  return {
    async start() {},
    async add() {},
    async finish() {
      const turns = new Turns(signal);
      let gathered = '';
      for (const piece of write()) {
        gathered += piece;
        if (turns.areDue()) await turns.take();
        if (isStopped) return;
        if (gathered.length < CHUNK_CHARACTERS) continue;
        await sink.write(Buffer.from(gathered, 'utf8'));
        gathered = '';
      }
      await sink.write(Buffer.from(gathered, 'utf8'));
      await sink.end(() => envelope, Buffer.from(ending));
    },
    async abort() {
      isStopped = true;
    },
  };
}
