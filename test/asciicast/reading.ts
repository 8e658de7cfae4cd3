/** Helpers for tests that read recordings. */
import { createReadStream } from 'node:fs';
import { type OpenOptions, openRecording } from '#cast2gif/asciicast/open.js';
import type { RecordingEvent, RecordingHeader, Warning } from '#cast2gif/asciicast/recording.js';

/** All that a recording holds. */
export interface Reading {
  header: RecordingHeader;
  events: RecordingEvent[];
  warnings: Warning[];
}

/** Opens and reads a recording to its end. */
export async function read(chunks: () => AsyncIterable<Uint8Array>, options: OpenOptions = {}): Promise<Reading> {
  const warnings: Warning[] = [];
  const source = { name: 'test.cast', stream: chunks };
  const recording = await openRecording(source, { onWarning: (warning) => warnings.push(warning), ...options });
  const events: RecordingEvent[] = [];
  for await (const batch of recording.events()) events.push(...batch);
  await recording.close();
  return { header: recording.header, events, warnings };
}

/** Reads a file. */
export function readPath(path: string, options: OpenOptions = {}): Promise<Reading> {
  return read(() => createReadStream(path), options);
}

/** Reads a text or bytes, handed over in pieces that end at the given places. */
export function readText(text: string | Uint8Array, options: OpenOptions = {}, cuts: number[] = []): Promise<Reading> {
  const bytes = Buffer.from(text as Uint8Array);
  return read(async function* () {
    let start = 0;
    for (const cut of [...cuts, bytes.length]) {
      const end = Math.max(start, Math.min(cut, bytes.length));
      // A copy: chunks belong to the reader.
      yield Buffer.from(bytes.subarray(start, end));
      start = end;
    }
  }, options);
}

/** Lines of a recording: a header and events. */
export function cast(header: object, ...events: readonly unknown[]): string {
  return [header, ...events].map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
}

/** The header of a version 2 recording of 80x24. */
export const V2 = { version: 2, width: 80, height: 24 };
/** The header of a version 3 recording of 80x24. */
export const V3 = { version: 3, term: { cols: 80, rows: 24 } };
