import type { PaintedFrame, Survey } from '../mosaic/painted-frame.js';

/**
 * One output format fed frame by frame. Calls come in this order: `start`, `add` for each frame,
 * then `finish`; `abort` may come at any time instead and frees what was held. Each is awaited before the next.
 */
export interface Encoder {
  start(survey: Survey): Promise<void>;
  /** The frame's arrays are only valid during the call and until its promise settles. */
  add(frame: PaintedFrame): Promise<void>;
  /** Resolves when all bytes have been handed to the sink. */
  finish(): Promise<void>;
  abort(): Promise<void>;
}
