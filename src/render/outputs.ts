/** The outputs that were asked for: which format each has, and how many files it stands for. */
import type { Writable } from 'node:stream';
import { Cast2gifError } from '../errors.js';
import type { OutputMarker } from '../frames/frame.js';
import {
  DEFAULT_FORMAT,
  extensionList,
  FORMAT_NAMES,
  type Format,
  formatOfPath,
  formatRow,
  isFormat,
} from '../options/formats.js';

/** Where one output goes. */
export type OutputTarget =
  /** A file, `-` for standard output; the extension decides the format unless one is given. */
  | { readonly path: string; readonly format?: Format }
  /** A stream; ended when the output is complete. */
  | { readonly stream: Writable; readonly format: Format }
  /** Memory: the bytes are in the result. */
  | { readonly buffer: true; readonly format: Format };

/** An output whose format is known. */
export interface PlannedOutput {
  readonly target: OutputTarget;
  readonly format: Format;
  /** The path, or the format where there is none. */
  readonly name: string;
  /** A still of this moment, whatever the options say; microseconds on the output's timeline. */
  readonly atUs?: number;
}

/**
 * Finds the format of every output.
 * @throws Cast2gifError `usage`, also for what the types forbid: callers may be JavaScript.
 */
export function planOutputs(targets: OutputTarget | readonly OutputTarget[]): readonly PlannedOutput[] {
  const outputs = [targets].flat().map(planOutput);
  if (outputs.length === 0) throw new Cast2gifError('usage', 'expected at least one output');
  return outputs;
}

function planOutput(target: OutputTarget): PlannedOutput {
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
  const { path } = target;
  const format = target.format ?? (path === '-' ? DEFAULT_FORMAT : formatOfPath(path));
  if (format === undefined) {
    throw new Cast2gifError(
      'usage',
      `${path}: unknown kind of output; expected a name that ends in ${extensionList()}`,
    );
  }
  if (isPerMarker(path) && formatRow(format).stillShows === undefined) {
    throw new Cast2gifError('usage', `${path}: %m makes a still of each marker, but ${format} makes no stills`);
  }
  return { target, format, name: path };
}

/** Stands for a marker's number in the name of a file (not of a folder). */
const MARKER_PLACE = /%m(?=[^/\\]*$)/g;
/** All are open at once. */
const MOST_MARKER_STILLS = 500;

function isPerMarker(path: string): boolean {
  return path.search(MARKER_PLACE) >= 0;
}

/** Whether stills of all markers were asked for. */
export function hasMarkerStills(outputs: readonly PlannedOutput[]): boolean {
  return outputs.some(({ target }) => 'path' in target && isPerMarker(target.path));
}

/**
 * The outputs that one stands for: `poster-%m.png` is a still of each marker, numbered from 0.
 * @throws Cast2gifError `usage` where there are no markers, or too many
 */
export function outputsPerMarker(output: PlannedOutput, markers: readonly OutputMarker[]): PlannedOutput[] {
  const { target, format } = output;
  if (!('path' in target) || !isPerMarker(target.path)) return [output];
  const problem = problemOfMarkerCount(markers.length);
  if (problem !== undefined) throw new Cast2gifError('usage', `${target.path}: ${problem}`);
  return markers.map(({ timeUs }, number) => {
    const path = target.path.replaceAll(MARKER_PLACE, String(number));
    return { target: { path, format }, format, name: path, atUs: timeUs };
  });
}

function problemOfMarkerCount(count: number): string | undefined {
  if (count === 0) return 'the recording has no markers to number the pictures by';
  if (count <= MOST_MARKER_STILLS) return undefined;
  return `the recording has ${count} markers; %m makes ${MOST_MARKER_STILLS} stills at most`;
}
