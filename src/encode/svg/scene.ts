/** A stretch of the recording: what each row of the screen shows in the course of it. */

/** What one row shows. */
interface Track {
  /** Distinct contents, in the order they appear. */
  readonly contents: string[];
  readonly slots: Map<string, number>;
  /** When which of them appears. */
  readonly changes: { readonly timeUs: number; readonly slot: number }[];
}

/** Collects rows' contents from `startUs` on. */
export class Scene {
  readonly startUs: number;
  /** Contents of all rows that were not there before. */
  slotCount = 0;
  readonly #tracks: Track[];

  constructor(startUs: number, contents: readonly string[]) {
    this.startUs = startUs;
    this.#tracks = contents.map(() => ({ contents: [], slots: new Map(), changes: [] }));
    for (const [row, content] of contents.entries()) this.show(row, startUs, content);
  }

  get tracks(): readonly Omit<Track, 'slots'>[] {
    return this.#tracks;
  }

  show(row: number, timeUs: number, content: string): void {
    const { contents, slots, changes } = this.#tracks[row]!;
    let slot = slots.get(content);
    if (slot === undefined) {
      slot = contents.push(content) - 1;
      slots.set(content, slot);
      this.slotCount++;
    }
    if (changes.at(-1)?.slot !== slot) changes.push({ timeUs, slot });
  }

  /** The slot that a row shows at a moment; its first one before the scene. */
  slotAt(row: number, timeUs: number): number {
    return this.#tracks[row]!.changes.findLast((change) => change.timeUs <= timeUs)?.slot ?? 0;
  }
}
