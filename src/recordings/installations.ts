/** Installations of the recorder: each sends its id with every upload, and an owner claims all it sends at once. */

import type { Store } from '../store/store.js';
import { decodeJson, encodeJson, installationIndex, installationKey, ownerIndex } from '../store/store-layout.js';
import { mergeSorted } from './merge-sorted.js';
import { idOfEntry } from './recording-id.js';

/** The document of an installation that was claimed. It is written once and stays. */
interface InstallationRecord {
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly claimedMs: number;
}

/** What became of a claim. */
export interface Claim {
  /** Whose the installation is now. */
  readonly owner: string;
  /** Whether this claim made it so. */
  readonly isNew: boolean;
}

const INSTALL_ID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

/** The id of an installation, a UUID, in lower case; undefined for what is none. */
export function installIdOf(text: string): string | undefined {
  const id = text.toLowerCase();
  return INSTALL_ID.test(id) ? id : undefined;
}

/** Who has claimed which installation. */
export class Installations {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Gives an installation and all its recordings to an owner, unless it has one. */
  async claim(installId: string, owner: string, nowMs: number): Promise<Claim> {
    const record: InstallationRecord = { owner, claimedMs: nowMs };
    // The index first: what it lists is looked up, so it may say too much, but never too little.
    if ((await this.ownerOf(installId)) === undefined) {
      await this.#store.create(`${ownerIndex(owner)}${installId}`, new Uint8Array());
    }
    const isNew = await this.#store.create(installationKey(installId), encodeJson(record));
    return { owner: isNew ? owner : (await this.ownerOf(installId))!, isNew };
  }

  /** Undefined: nobody has claimed it. */
  async ownerOf(installId: string): Promise<string | undefined> {
    const document = await this.#store.get(installationKey(installId));
    return document && decodeJson<InstallationRecord>(document.bytes).owner;
  }

  /** The installations of an owner. */
  async *ofOwner(owner: string): AsyncGenerator<string> {
    const prefix = ownerIndex(owner);
    for await (const { key } of this.#store.list(prefix)) {
      const installId = key.slice(prefix.length);
      if ((await this.ownerOf(installId)) === owner) yield installId;
    }
  }

  /** Ids of what an installation has sent; a few may be of recordings that are not, or no longer, there. */
  async *recordingIds(installId: string): AsyncGenerator<string> {
    for await (const entry of this.#entries(installId)) yield idOfEntry(entry);
  }

  /** The same of all installations of an owner, as names that begin with their age: the newest first. */
  async *entriesOfOwner(owner: string, startAfter?: string): AsyncGenerator<string> {
    const lists: AsyncGenerator<string>[] = [];
    for await (const installId of this.ofOwner(owner)) lists.push(this.#entries(installId, startAfter));
    yield* mergeSorted(lists);
  }

  async *#entries(installId: string, startAfter?: string): AsyncGenerator<string> {
    const prefix = installationIndex(installId);
    const listed = this.#store.list(prefix, { startAfter: startAfter && `${prefix}${startAfter}` });
    for await (const { key } of listed) yield key.slice(prefix.length);
  }
}
