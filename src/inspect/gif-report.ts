/** What makes a GIF as large as it is. */
import { Cast2gifError } from '../errors.js';
import { parseNote } from '../provenance/note.js';
import { type GifFrame, type GifStructure, readGifStructure } from './gif-structure.js';
import { notesIn, type PictureNotes } from './picture-report.js';

/** A frame among the costliest. */
export interface CostlyFrame extends GifFrame {
  /** Its place in the file, from 0. */
  readonly index: number;
  /** Its part of the file's bytes, 0 to 1. */
  readonly share: number;
  /** What it shows, where the recording is known. */
  readonly recorded?: RecordedMoment;
}

/** What a frame of a GIF shows of the recording. */
export interface RecordedMoment {
  /** When it happened in the recording, whatever the idle limit, speed and selection made of it. */
  readonly timeUs: number;
  /** Rows of the terminal that changed, rising, from 0. */
  readonly rows: readonly number[];
  /** How many cells changed. */
  readonly cellCount: number;
  /** The text of those rows after the change: lines that hold letters, shortened. */
  readonly text: string;
}

/** Facts about a GIF. All sizes are in bytes, all shares are 0 to 1. */
export interface GifReport extends GifStructure, PictureNotes {
  readonly kind: 'gif';
  /** Sum of all delays. */
  readonly durationUs: number;
  /** Pixels in the rectangles of all frames: what services limit, and what a viewer has to decode. */
  readonly pixelCount: number;
  /** Mean part of the canvas that a frame's rectangle covers; more than 1 where they reach beyond it. */
  readonly canvasShare: number;
  readonly localPaletteCount: number;
  /** Bytes in colour tables. */
  readonly globalPaletteBytes: number;
  readonly localPaletteBytes: number;
  readonly medianFrameBytes: number;
  readonly largestFrameBytes: number;
  /** The ten largest frames, largest first. */
  readonly costliest: readonly CostlyFrame[];
  /** What viewers may show differently from what the file says. */
  readonly notes: readonly string[];
}

const COSTLIEST_FRAMES = 10;
const COLOUR_BYTES = 3;
/** Browsers treat a shorter delay as a mistake and wait a tenth of a second. */
const SHORTEST_SHOWN_CS = 2;

/**
 * Reports how a GIF is built and where its bytes are, without decoding a pixel.
 * @throws Cast2gifError `recording` if the bytes are not a GIF, truncated or damaged, `usage` if they are not bytes
 */
export function inspectGif(bytes: Uint8Array): GifReport {
  // Callers may be JavaScript.
  if (!((bytes as unknown) instanceof Uint8Array)) {
    throw new Cast2gifError('usage', 'inspectGif: expected the bytes of a GIF (a Uint8Array), not a path');
  }
  const structure = readGifStructure(bytes);
  const { frames, ...whole } = structure;
  const local = frames.filter(({ palette }) => palette === 'local');
  const sizes = frames.map((frame) => frame.byteLength).sort((left, right) => left - right);
  const last = frames.at(-1)!;
  const pixelCount = sum(frames, ({ widthPx, heightPx }) => widthPx * heightPx);
  const canvasPixels = Math.max(1, structure.widthPx * structure.heightPx);
  return {
    kind: 'gif',
    ...whole,
    ...notesIn(bytes, altIn(structure)),
    durationUs: last.timeUs + last.delayCs * 10_000,
    pixelCount,
    canvasShare: pixelCount / frames.length / canvasPixels,
    localPaletteCount: local.length,
    globalPaletteBytes: structure.globalPaletteSize * COLOUR_BYTES,
    localPaletteBytes: sum(local, ({ paletteSize }) => paletteSize * COLOUR_BYTES),
    medianFrameBytes: median(sizes),
    largestFrameBytes: sizes.at(-1)!,
    costliest: costliest(frames, whole.byteLength),
    notes: notesOf(structure),
    // Last, so that people who look at the JSON meet the summary first.
    frames,
  };
}

/** The first comment that is not the note. */
function altIn({ comments }: GifStructure): string | undefined {
  return comments.find((comment) => parseNote(comment) === undefined);
}

function costliest(frames: readonly GifFrame[], byteLength: number): CostlyFrame[] {
  return frames
    .map((frame, index) => ({ index, ...frame, share: frame.byteLength / byteLength }))
    .sort((left, right) => right.byteLength - left.byteLength || left.index - right.index)
    .slice(0, COSTLIEST_FRAMES);
}

function notesOf({ frames, widthPx, heightPx, trailingBytes }: GifStructure): string[] {
  const short = frames.length > 1 ? frames.filter(({ delayCs }) => delayCs < SHORTEST_SHOWN_CS).length : 0;
  const outside = frames.filter(
    (frame) => frame.leftPx + frame.widthPx > widthPx || frame.topPx + frame.heightPx > heightPx,
  ).length;
  const uncoloured = frames.filter(({ palette }) => palette === 'none').length;
  const notes: [count: number, note: string][] = [
    [short, `with a delay under ${SHORTEST_SHOWN_CS / 100} s, which browsers show for 0.1 s`],
    [outside, 'with a rectangle that reaches beyond the canvas'],
    [uncoloured, 'without any colour table'],
  ];
  const lines = notes.filter(([count]) => count > 0).map(([count, note]) => `${counted(count, 'frame')} ${note}`);
  return trailingBytes > 0 ? [...lines, `${counted(trailingBytes, 'byte')} after the end mark`] : lines;
}

/** `1 frame`, `2 frames`. */
function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** The middle of sorted numbers; the mean of the two in the middle, rounded down. */
function median(sorted: readonly number[]): number {
  const upper = sorted.length >> 1;
  const lower = (sorted.length - 1) >> 1;
  return Math.floor((sorted[lower]! + sorted[upper]!) / 2);
}
