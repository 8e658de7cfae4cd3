/** The outputs that were asked for: which format each has, how many files it stands for, and what came out. */

import type { Writable } from 'node:stream';
import { Cast2gifError } from '../errors.js';
import type { OutputMarker } from '../frames/frame.js';
import type { BufferSink } from '../io/buffer-sink.js';
import { LimitedSink } from '../io/limited-sink.js';
import type { Sink } from '../io/sink.js';
import { extensionList, FORMAT_NAMES, FORMATS, type Format, formatOfPath, isFormat } from '../options/formats.js';

/** Where one output goes. */
export type OutputTarget =
  /** A file, `-` for standard output; the extension decides the format unless one is given. */
  | { readonly path: string; readonly format?: Format }
  /** A stream; ended when the output is complete. */
  | { readonly stream: Writable; readonly format: Format }
  /** Memory: the bytes are in the result. */
  | { readonly buffer: true; readonly format: Format };

/** One finished output. */
export interface RenderedOutput {
  /** The path, or the format where there is none. */
  readonly name: string;
  readonly format: Format;
  readonly byteLength: number;
  /** The bytes, where a buffer was asked for. */
  readonly bytes?: Uint8Array;
}

/** An output whose format is settled. */
export interface PlannedOutput {
  readonly target: OutputTarget;
  readonly format: Format;
  readonly name: string;
  /** A still of this moment, whatever the options say. */
  readonly atUs?: number;
}

/** @throws Cast2gifError `usage`, also for what the types forbid: callers may be JavaScript. */
export function withFormat(target: OutputTarget): PlannedOutput {
  if (typeof target !== 'object' || target === null || !['path', 'stream', 'buffer'].some((key) => key in target)) {
    throw new Cast2gifError('usage', 'an output is { path }, { stream, format } or { buffer: true, format }');
  }
  if (target.format !== undefined && !isFormat(target.format)) {
    throw new Cast2gifError('usage', `format: expected one of ${FORMAT_NAMES.join(', ')}, not "${target.format}"`);
  }
  if (!('path' in target)) {
    if (target.format !== undefined) return { target, format: target.format, name: target.format };
    throw new Cast2gifError('usage', 'an output into a stream or buffer needs a format');
  }
  const format = target.format ?? (target.path === '-' ? 'gif' : formatOfPath(target.path));
  if (format !== undefined) return { target, format, name: target.path };
  throw new Cast2gifError(
    'usage',
    `${target.path}: unknown kind of output; expected a name that ends in ${extensionList()}`,
  );
}

/** Stands for a marker's number in the name of a file (not of a folder). */
const MARKER_PLACE = /%m(?=[^/\\]*$)/g;
/** All are open at once. */
const MOST_MARKER_STILLS = 500;

/** `poster-%m.png` stands for one still a marker, numbered from 0. */
export function perMarker(output: PlannedOutput, markers: readonly OutputMarker[]): PlannedOutput[] {
  const { target, format } = output;
  if (!('path' in target) || target.path.search(MARKER_PLACE) < 0) return [output];
  const problem = problemOfMarkerStills(format, markers.length);
  if (problem !== undefined) throw new Cast2gifError('usage', `${target.path}: ${problem}`);
  return markers.map(({ timeUs }, number) => {
    const path = target.path.replaceAll(MARKER_PLACE, String(number));
    return { target: { path, format }, format, name: path, atUs: timeUs };
  });
}

function problemOfMarkerStills(format: Format, markerCount: number): string | undefined {
  if (!canStandStill(format)) return `%m makes a still of each marker, but ${format} makes no stills`;
  if (markerCount === 0) return 'the recording has no markers to number the pictures by';
  if (markerCount <= MOST_MARKER_STILLS) return undefined;
  return `the recording has ${markerCount} markers; %m makes ${MOST_MARKER_STILLS} stills at most`;
}

/** Formats that are written from cells alone. */
export function isDocument(format: Format): boolean {
  return format === 'svg' || FORMATS[format].shows === 'words';
}

/** Formats that can show a single moment. */
function canStandStill(format: Format): boolean {
  return format === 'png' || format === 'svg' || format === 'txt';
}

/** What a committed sink holds. */
export function outputOf(sink: Sink, name: string, format: Format): RenderedOutput {
  const opened = sink instanceof LimitedSink ? sink.opened! : sink;
  const bytes = 'bytes' in opened ? { bytes: (opened as BufferSink).bytes() } : {};
  return { name, format, byteLength: opened.byteLength, ...bytes };
}
