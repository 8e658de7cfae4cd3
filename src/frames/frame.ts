import type { Keystroke } from '../keys/keystroke.js';
import type { CellTable } from '../terminal/cell.js';

/**
 * One distinct screen, as the changes since the previous frame.
 * Arrays are valid only until the next frame is asked for.
 */
export interface Frame {
  /** When it appears on the output's timeline; the first frame has 0. */
  readonly timeUs: number;
  /** How long it stays. For the last frame, this includes the recording's silent tail and the final hold. */
  readonly durationUs: number;
  /**
   * Size of the terminal at this moment. Cells beyond it are background: those that a shrinking terminal lost
   * are among the changes, as blanks.
   */
  readonly columns: number;
  readonly rows: number;
  /** Default background at this moment, `0xRRGGBB`: the colour around the cells. OSC 11 and DECSCNM change it. */
  readonly background: number;
  /** How many cells changed; the two arrays are valid up to this count. Positions are ascending. */
  readonly changeCount: number;
  /** `row * 65536 + column` of each changed cell. */
  readonly positions: Uint32Array;
  /** The cell now shown there: an index for `CellTable.cell()`. */
  readonly cellIds: Uint32Array;
}

/** A named moment on the output's timeline. */
export interface OutputMarker {
  readonly timeUs: number;
  readonly label: string;
}

/** A keystroke on the output's timeline. */
export interface OutputKey {
  readonly timeUs: number;
  readonly stroke: Keystroke;
}

/**
 * All frames of one replay, kept compactly (in bounded memory, beyond that in a temporary file), so that
 * facts about the whole are known before the first pixel is painted, and several passes cost one replay.
 */
export interface FrameSequence {
  readonly frameCount: number;
  /** How many changes all frames list together; an upper bound where frames of a longer sequence were left out. */
  readonly changeCount: number;
  /** When the first frame appears on the timeline of the events. */
  readonly startUs: number;
  /** When the first frame appears that shows something, on the sequence's own timeline: 0 unless a wait was kept. */
  readonly firstPictureUs: number;
  /** Translates a time of the sequence to the timeline of the events. */
  eventTimeUs(timeUs: number): number;
  /** From the first frame's appearance to the end of the last frame's hold. */
  readonly durationUs: number;
  /** The largest size the terminal reached. */
  readonly columns: number;
  readonly rows: number;
  /** Default background at the start, `0xRRGGBB`: that of cell 0. */
  readonly background: number;
  readonly markers: readonly OutputMarker[];
  readonly keys: readonly OutputKey[];
  readonly cells: CellTable;
  /** Reads the frames from the first; may be called again, but only one reading at a time. */
  frames(): Iterable<Frame>;
  close(): Promise<void>;
}
