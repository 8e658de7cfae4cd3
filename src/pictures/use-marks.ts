import type { Store } from '../store/store.js';

/** What is in use: a recording sent only to be rendered, a picture of one, a picture of what stays. */
export type UseKind = 'upload' | 'passing' | 'lasting';

/** One thing and the span of time in which it was last in use. */
export interface LastUse {
  readonly kind: UseKind;
  readonly id: string;
  /** When that span ended or will end, in milliseconds since 1970. */
  readonly untilMs: number;
  /** The marks of this use and of earlier ones, in the store. */
  readonly markKeys: readonly string[];
}

const START_DIGITS = 12;

/**
 * When things were last asked for: an empty object for each thing and span of time in which it was. Within a span only
 * the first use costs a write, so that a picture that is asked for a thousand times a second costs as good as nothing.
 */
export class UseMarks {
  readonly #store: Store;
  readonly #spanMs: number;
  readonly #now: () => number;
  /** Marks of this span that this process knows to be there. */
  #known = new Set<string>();
  #knownSpan = -1;

  constructor(store: Store, spanMs: number, now: () => number) {
    this.#store = store;
    this.#spanMs = spanMs;
    this.#now = now;
  }

  async mark(kind: UseKind, id: string): Promise<void> {
    const span = Math.floor(this.#now() / this.#spanMs);
    if (span !== this.#knownSpan) {
      this.#known = new Set();
      this.#knownSpan = span;
    }
    // In seconds since 1970, which mean the same to a process whose spans are longer or shorter.
    const start = Math.floor((span * this.#spanMs) / 1000);
    const key = `uses/${String(start).padStart(START_DIGITS, '0')}/${kind}-${id}`;
    if (this.#known.has(key)) return;
    await this.#store.create(key, new Uint8Array());
    this.#known.add(key);
  }

  /** The last use of everything that was ever marked and is not yet forgotten. */
  async lastUses(): Promise<LastUse[]> {
    const uses = new Map<string, LastUse>();
    for await (const { key } of this.#store.list('uses/')) {
      const [, start, name] = key.split('/');
      const [kind, id] = name!.split('-') as [UseKind, string];
      const earlier = uses.get(name!)?.markKeys ?? [];
      uses.set(name!, { kind, id, untilMs: Number(start) * 1000 + this.#spanMs, markKeys: [...earlier, key] });
    }
    return [...uses.values()];
  }

  /** Forgets uses that were followed by a later one, or all of them. */
  async forget({ markKeys }: LastUse, which: 'earlier' | 'all'): Promise<void> {
    const keys = which === 'all' ? markKeys : markKeys.slice(0, -1);
    for (const key of keys) {
      await this.#store.delete(key);
      this.#known.delete(key);
    }
  }
}
