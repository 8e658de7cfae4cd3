/** Recordings at addresses elsewhere: fetched once, and asked for again when they are no longer fresh. */
import { asCast2gifError } from '../errors.js';
import { fetchGuarded, type GuardedFetchRules, RefusedFetch, type Validators } from '../io/guarded-fetch.js';
import type { Store } from '../store/store.js';
import { decodeJson, encodeJson, hashOf, uploadKey } from '../store/store-layout.js';

/** The document of an address. */
interface SourceRecord {
  readonly castHash: string;
  readonly validators: Validators;
  readonly fetchedMs: number;
}

/** The recording at an address, as it was when it was last asked for. */
export interface Source {
  readonly castHash: string;
  readonly fetchedMs: number;
  /** Its host fails: this is what it last gave. */
  readonly isStale?: boolean;
}

/** How long a host that fails is left alone, as far as there is something to show in the meantime. */
export const STALE_MS = 30_000;
/** Addresses of failing hosts that are remembered. */
const MOST_FAILING = 10_000;

/** What sources are fetched and stored with. */
export interface SourcesParts {
  readonly store: Store;
  readonly rules: GuardedFetchRules;
  /** How long what was fetched counts as fresh. */
  readonly ttlMs: number;
  readonly now: () => number;
  /** Called before a recording is stored, so that it is kept for a while. */
  readonly onUse: (castHash: string) => Promise<void>;
}

/** Recordings at addresses elsewhere, each fetched when it is asked for and no longer fresh. */
export class Sources {
  readonly #parts: SourcesParts;
  /** Fetches under way: equal requests at once cost one. */
  readonly #fetches = new Map<string, Promise<Source>>();
  /** When the last fetch of an address failed; the oldest comes first. */
  readonly #failedMs = new Map<string, number>();

  constructor(parts: SourcesParts) {
    this.#parts = parts;
  }

  /**
   * The recording at an address; what it was before, where its host cannot be reached, fails or takes too long.
   * @param onFetch called before a fetch begins; what it throws prevents that
   * @throws Cast2gifError `forbidden`, `fetch`, `timeout`, `limit`
   */
  async castAt(address: string, onFetch: () => Promise<void> = async () => {}): Promise<Source> {
    const known = await this.known(address);
    const ageMs = (sinceMs = -Infinity) => this.#parts.now() - sinceMs;
    if (known !== undefined && ageMs(known.fetchedMs) < this.#parts.ttlMs) return known;
    if (known !== undefined && ageMs(this.#failedMs.get(address)) < STALE_MS) return { ...known, isStale: true };
    const running = this.#fetches.get(address);
    if (running !== undefined) return running;
    // Nobody who leaves stops it: others may wait, and what is fetched is kept.
    const fetched = onFetch()
      .then(() => this.#refresh(address))
      .catch((error) => this.#outlast(address, known, error))
      .finally(() => this.#fetches.delete(address));
    this.#fetches.set(address, fetched);
    return fetched;
  }

  /** What was fetched last, fresh or not, if it is still there. */
  async known(address: string): Promise<Source | undefined> {
    const record = (await this.#record(address))?.record;
    if (record === undefined) return undefined;
    await this.#parts.onUse(record.castHash);
    const isThere = (await this.#parts.store.head(uploadKey(record.castHash))) !== undefined;
    return isThere ? { castHash: record.castHash, fetchedMs: record.fetchedMs } : undefined;
  }

  async #record(address: string): Promise<{ record: SourceRecord; version: string } | undefined> {
    const document = await this.#parts.store.get(keyOf(address));
    return document && { record: decodeJson<SourceRecord>(document.bytes), version: document.version };
  }

  async #refresh(address: string): Promise<Source> {
    const { rules, store, now, onUse } = this.#parts;
    const known = await this.known(address);
    const earlier = known && (await this.#record(address))?.record;
    const { bytes, validators } = await fetchGuarded(address, rules, earlier?.validators);
    this.#failedMs.delete(address);
    const castHash = bytes === undefined ? earlier!.castHash : hashOf(bytes);
    await onUse(castHash);
    if (bytes !== undefined) await store.create(uploadKey(castHash), bytes);
    const record: SourceRecord = { castHash, validators, fetchedMs: now() };
    await this.#write(address, record);
    return { castHash, fetchedMs: record.fetchedMs };
  }

  /** @throws what went wrong, unless it may pass and there is something to show until then */
  #outlast(address: string, known: Source | undefined, thrown: unknown): Source {
    const { code } = asCast2gifError(thrown);
    const mayPass = (code === 'fetch' && !(thrown instanceof RefusedFetch)) || code === 'timeout';
    if (known === undefined || !mayPass) throw thrown;
    this.#failedMs.delete(address);
    this.#failedMs.set(address, this.#parts.now());
    for (const oldest of this.#failedMs.keys()) {
      if (this.#failedMs.size <= MOST_FAILING) break;
      this.#failedMs.delete(oldest);
    }
    return { ...known, isStale: true };
  }

  /** The last of several servers that fetched at once wins; all have fetched the same moment. */
  async #write(address: string, record: SourceRecord): Promise<void> {
    const { store } = this.#parts;
    const content = encodeJson(record);
    for (;;) {
      if (await store.create(keyOf(address), content)) return;
      const current = await this.#record(address);
      if (current !== undefined && (await store.replace(keyOf(address), content, current.version))) return;
    }
  }
}

function keyOf(address: string): string {
  return `sources/${hashOf(address)}`;
}
