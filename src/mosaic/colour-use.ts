import type { ColourTable } from './colour-table.js';
import { largerArray } from './larger-array.js';
import type { ColourSet } from './painted-frame.js';

/** Distinct sets that are kept; later on only repetitions of these are counted. */
const MAX_SETS = 4096;
/** Larger sets are of no use to an encoder: no image holds that many colours. */
const MAX_SET_COLOURS = 256;

/** A set under construction. */
interface CountedSet {
  readonly ids: Uint16Array;
  frames: number;
}

/** Which colours each frame brings: in how many frames each occurs, and which of them occur together. */
export class ColourUse {
  /** Per colour id, the number of frames among whose changes it occurs. */
  frames = new Uint32Array(1024);
  #lastFrame = new Uint32Array(1024);
  readonly #colours: ColourTable;
  readonly #byHash = new Map<number, CountedSet[]>();
  readonly #list: CountedSet[] = [];
  /** Colours of the frame being counted, each once. */
  #current: number[] = [];

  constructor(colours: ColourTable) {
    this.#colours = colours;
  }

  /**
   * Counts ids, or those of them from `from` up to `end`.
   * @param frameNumber differs from frame to frame
   */
  count(ids: Uint16Array | Uint32Array, frameNumber: number, from = 0, end = ids.length): void {
    if (this.#colours.count > this.frames.length) this.#grow();
    for (let at = from; at < end; at += 1) {
      const id = ids[at]!;
      if (this.#lastFrame[id] === frameNumber + 1) continue;
      this.#lastFrame[id] = frameNumber + 1;
      this.frames[id]! += 1;
      this.#current.push(id);
    }
  }

  /** Ends a frame: what was counted since the last call occurred together. */
  endFrame(): void {
    const current = this.#current;
    this.#current = [];
    if (current.length === 0 || current.length > MAX_SET_COLOURS) return;
    const ids = Uint16Array.from(current).sort();
    const hash = ids.reduce((sum, id) => (Math.imul(sum, 31) + id) | 0, 0);
    const alike = this.#byHash.get(hash);
    const known = alike?.find((set) => set.ids.length === ids.length && set.ids.every((id, at) => id === ids[at]));
    if (known !== undefined) known.frames += 1;
    else if (this.#list.length < MAX_SETS) {
      const set = { ids, frames: 1 };
      this.#list.push(set);
      if (alike === undefined) this.#byHash.set(hash, [set]);
      else alike.push(set);
    }
  }

  get sets(): readonly ColourSet[] {
    return this.#list;
  }

  #grow(): void {
    const length = Math.max(this.#colours.count, this.frames.length * 2);
    this.frames = largerArray(this.frames, length);
    this.#lastFrame = largerArray(this.#lastFrame, length);
  }
}
