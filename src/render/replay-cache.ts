import type { FrameSequence } from '../frames/frame.js';

/** The frames of the last replay: attempts that differ only in how these are shown need no other. */
export class ReplayCache {
  #fpsCap: number | undefined;
  #sequence: FrameSequence | undefined;
  #close: () => Promise<void> = async () => {};

  /**
   * The frames at this rate.
   * @param replay makes them where the last ones had another rate, and tells how to free them
   */
  async framesAt(
    fpsCap: number,
    replay: () => { readonly sequence: Promise<FrameSequence>; readonly close: () => Promise<void> },
  ): Promise<FrameSequence> {
    if (this.#fpsCap === fpsCap && this.#sequence !== undefined) return this.#sequence;
    await this.close();
    const { sequence, close } = replay();
    this.#close = close;
    this.#sequence = await sequence;
    this.#fpsCap = fpsCap;
    return this.#sequence;
  }

  async close(): Promise<void> {
    this.#sequence = undefined;
    await this.#close();
  }
}
