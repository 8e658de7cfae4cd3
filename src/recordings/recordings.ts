/**
 * Recordings that were uploaded to stay. What is known of each is one small document; whether it is hidden, and whose it
 * is, is found out when it is asked for.
 */
import { Cast2gifError } from '../errors.js';
import { randomId } from '../store/secrets.js';
import type { ListedObject, Store } from '../store/store.js';
import {
  dayIndex,
  decodeJson,
  encodeJson,
  hashOf,
  installationIndex,
  LISTED_INDEX,
  RECORDING_REMOVALS,
  RECORDINGS,
  recordingKey,
} from '../store/store-layout.js';
import { Installations } from './installations.js';
import { readInOrder } from './read-in-order.js';
import { changedDetails, type DetailChanges, type RecordingDocument } from './recording-document.js';
import { idOfEntry, idOfStoredName, isRecordingId, newestFirst, storedName } from './recording-id.js';
import type { RecordingSurvey } from './recording-survey.js';
import { type RecordingState, type Retention, stateOf } from './retention.js';
import { type CastUse, keepCast, releaseCast, removeUnusedCast, resumeRemovals } from './shared-casts.js';

/** A recording as it stands now. */
export interface StoredRecording extends Omit<RecordingDocument, 'castUse'>, RecordingState {
  readonly id: string;
  /** Who has claimed the installation that it came from; undefined: nobody has. */
  readonly owner: string | undefined;
}

/** What comes with a recording. */
export interface UploadTerms extends DetailChanges {
  readonly installId: string;
  /** Where it had one elsewhere; a new one by default. */
  readonly id?: string | undefined;
  /** Milliseconds since 1970; now by default. */
  readonly uploadedMs?: number | undefined;
}

/** What has to be known of a recording to remove every trace of it. */
type RemovedRecording = Pick<RecordingDocument, 'castHash' | 'castUse' | 'installId' | 'uploadedMs'>;

/** What recordings are kept with. */
export interface RecordingsParts {
  readonly store: Store;
  readonly retention: Retention;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Reads a recording from beginning to end (`surveyRecording`), wherever that is done. */
  readonly survey: (bytes: Uint8Array) => Promise<RecordingSurvey>;
  /** Removes what was made of bytes that no recording has any more. */
  readonly onUnusedCast?: (castHash: string) => Promise<void>;
}

/** Part of a list, and where the next part begins. */
export interface ListedPart {
  readonly recordings: readonly StoredRecording[];
  /** Undefined: that was all. */
  readonly next: string | undefined;
}

/** How many entries of a list are looked at for one part of it: those of hidden recordings stay until they are swept. */
const MOST_LOOKED_AT = 500;

/** All recordings of a store. */
export class Recordings {
  readonly installations: Installations;
  readonly #parts: RecordingsParts;

  constructor(parts: RecordingsParts) {
    this.#parts = parts;
    this.installations = new Installations(parts.store);
  }

  /**
   * Keeps a recording. When this resolves, its bytes and document are durable; whatever happens before, there is
   * nothing of it, or all.
   * @throws Cast2gifError `recording` with the line if it is none, `limit`; `usage` naming a field; `conflict` for an
   *   id that is taken; `io`, `unavailable`
   */
  async upload(bytes: Uint8Array, terms: UploadTerms): Promise<StoredRecording> {
    const { installId, id = randomId(), uploadedMs, ...given } = terms;
    const details = changedDetails({ visibility: 'unlisted' }, given);
    const survey = await this.#parts.survey(bytes);
    if (terms.id !== undefined) await this.#resumeRemoval(terms.id);
    const file = { castHash: hashOf(bytes), byteLength: bytes.length, castUse: newCastUse(id) };
    const document = { ...file, uploadedMs: uploadedMs ?? this.#parts.now(), installId, ...details, survey };
    await Promise.all([keepCast(this.#parts, useIn(id, file), bytes), this.#addToIndexes(id, document)]);
    if (!(await this.#parts.store.create(recordingKey(storedName(id)), encodeJson(document)))) {
      throw new Cast2gifError('conflict', 'there is a recording with this id already');
    }
    return this.#recordingOf(id, document);
  }

  /** Undefined: there is none; hidden ones are found. */
  async find(id: string): Promise<StoredRecording | undefined> {
    const document = (await this.#read(id))?.document;
    return document && this.#recordingOf(id, document);
  }

  /** Changes what people say about a recording. @throws Cast2gifError `usage` naming a field; `not-found` */
  revise(id: string, changes: DetailChanges): Promise<StoredRecording> {
    return this.#change(id, async (document) => revised(document, changes));
  }

  /**
   * Puts other bytes in the place of a recording's, and changes what people say about it, both at once: nobody sees the
   * new bytes under the old visibility.
   * @throws Cast2gifError as `upload`; `not-found`
   */
  async replaceCast(id: string, bytes: Uint8Array, changes: DetailChanges = {}): Promise<StoredRecording> {
    const present = (await this.#read(id))?.document;
    if (present !== undefined) revised(present, changes);
    const survey = await this.#parts.survey(bytes);
    const file = { castHash: hashOf(bytes), byteLength: bytes.length, castUse: newCastUse(id) };
    await keepCast(this.#parts, useIn(id, file), bytes);
    let earlier: RecordingDocument | undefined;
    try {
      const replaced = await this.#change(id, async (document) => {
        earlier = document;
        return { ...revised(document, changes), ...file, survey };
      });
      // Its own use, where the store has done at once what it was asked to do again.
      if (earlier !== undefined && earlier.castUse !== file.castUse) await this.#releaseCast(useIn(id, earlier));
      return replaced;
    } catch (error) {
      if (isNotFound(error)) await this.#releaseCast(useIn(id, file));
      throw error;
    }
  }

  /** Removes a recording, at once for every server. Resolves to what it was; undefined: there is none. */
  async remove(id: string): Promise<RecordingDocument | undefined> {
    const document = (await this.#read(id))?.document;
    if (document === undefined) return undefined;
    const { castHash, castUse, installId, uploadedMs } = document;
    await this.#finishRemoval(id, { castHash, installId, uploadedMs, ...(castUse !== undefined && { castUse }) });
    return document;
  }

  /** Finishes what processes that have died were removing. */
  async resumeRemovals(): Promise<void> {
    const { store } = this.#parts;
    for await (const { key } of store.list(RECORDING_REMOVALS)) {
      await this.#resumeRemoval(idOfStoredName(key.slice(RECORDING_REMOVALS.length)));
    }
    await resumeRemovals(this.#parts, async (castHash) => this.#parts.onUnusedCast?.(castHash));
  }

  /** Finishes the removal of an earlier recording with this id, if there is one under way. */
  async #resumeRemoval(id: string): Promise<void> {
    const note = await this.#parts.store.get(removalKey(id));
    if (note !== undefined) await this.#finishRemoval(id, decodeJson<RemovedRecording>(note.bytes));
  }

  /** What is known of the recording is noted until the last of it is gone. */
  async #finishRemoval(id: string, removed: RemovedRecording): Promise<void> {
    const { store } = this.#parts;
    await store.create(removalKey(id), encodeJson(removed));
    await store.delete(recordingKey(storedName(id)));
    await this.#releaseCast(useIn(id, removed));
    for (const key of indexKeys(id, { ...removed, visibility: 'public' })) await store.delete(key);
    await store.delete(removalKey(id));
  }

  /** Takes back a use of bytes that no recording has, or no longer; the last to use them takes them along. */
  async releaseUnlessUsed(use: CastUse): Promise<void> {
    const id = idOfCastUse(use.name);
    const document = (await this.#read(id))?.document;
    const used = document && useIn(id, document);
    if (used?.castHash !== use.castHash || used.name !== use.name) await this.#releaseCast(use);
  }

  /** Removes bytes that no recording has. */
  async removeUnusedBytes(castHash: string): Promise<void> {
    await removeUnusedCast(this.#parts, castHash, async () => this.#parts.onUnusedCast?.(castHash));
  }

  /** Every recording, hidden ones too. */
  async *all(): AsyncGenerator<StoredRecording> {
    const read = ({ key }: ListedObject) => this.find(idOfStoredName(key.slice(RECORDINGS.length)));
    for await (const [, recording] of readInOrder(this.#parts.store.list(RECORDINGS), read)) {
      if (recording !== undefined) yield recording;
    }
  }

  /** What an owner has, the newest first. @param after `next` of the part before */
  async ofOwner(owner: string, count: number, after?: string): Promise<ListedPart> {
    const recordings: StoredRecording[] = [];
    const entries = this.installations.entriesOfOwner(owner, after);
    for await (const [entry, recording] of readInOrder(entries, (each) => this.find(idOfEntry(each)))) {
      if (recording?.owner === owner) recordings.push(recording);
      if (recordings.length === count) return { recordings, next: entry };
    }
    return { recordings, next: undefined };
  }

  /** Public recordings that are shown, the newest first. @param after `next` of the part before */
  async listed(count: number, after?: string): Promise<ListedPart> {
    const recordings: StoredRecording[] = [];
    let lookedAt = 0;
    const startAfter = after && `${LISTED_INDEX}${after}`;
    const listing = this.#parts.store.list(LISTED_INDEX, { startAfter });
    const read = ({ key }: ListedObject) => this.find(idOfEntry(key.slice(LISTED_INDEX.length)));
    for await (const [{ key }, recording] of readInOrder(listing, read)) {
      if (recording?.visibility === 'public' && recording.state === 'shown') recordings.push(recording);
      lookedAt += 1;
      if (recordings.length === count || lookedAt === MOST_LOOKED_AT)
        return { recordings, next: key.slice(LISTED_INDEX.length) };
    }
    return { recordings, next: undefined };
  }

  async #read(id: string): Promise<{ document: RecordingDocument; version: string } | undefined> {
    if (!isRecordingId(id)) return undefined;
    const stored = await this.#parts.store.get(recordingKey(storedName(id)));
    return stored && { document: decodeJson<RecordingDocument>(stored.bytes), version: stored.version };
  }

  async #recordingOf(id: string, document: RecordingDocument): Promise<StoredRecording> {
    const { retention, now } = this.#parts;
    const owner = await this.installations.ownerOf(document.installId);
    const { castUse: _, ...known } = document;
    return { id, ...known, owner, ...stateOf({ ...known, isClaimed: owner !== undefined }, retention, now()) };
  }

  /** Of several changes at once, each is made to what the one before has left. */
  async #change(id: string, change: (document: RecordingDocument) => Promise<RecordingDocument>) {
    for (;;) {
      const current = await this.#read(id);
      if (current === undefined) throw new Cast2gifError('not-found', 'there is no such recording');
      const document = await change(current.document);
      await this.#addToIndexes(id, document);
      if (await this.#parts.store.replace(recordingKey(storedName(id)), encodeJson(document), current.version)) {
        return this.#recordingOf(id, document);
      }
    }
  }

  /** The bytes go with the last recording that has them. */
  async #releaseCast(use: CastUse): Promise<void> {
    const onUnused = async () => this.#parts.onUnusedCast?.(use.castHash);
    await releaseCast(this.#parts, use, onUnused);
  }

  async #addToIndexes(id: string, document: RecordingDocument): Promise<void> {
    const { store } = this.#parts;
    await Promise.all(indexKeys(id, document).map((key) => store.create(key, new Uint8Array())));
  }
}

/**
 * A name for one use of bytes: every upload and every replacement has its own, so that taking one back never takes
 * another, which may have begun meanwhile under the same id.
 */
function newCastUse(id: string): string {
  return `${storedName(id)}.${randomId()}`;
}

function idOfCastUse(name: string): string {
  return idOfStoredName(name.split('.')[0]!);
}

function useIn(id: string, { castHash, castUse }: Pick<RecordingDocument, 'castHash' | 'castUse'>): CastUse {
  return { castHash, name: castUse ?? storedName(id) };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Cast2gifError && error.code === 'not-found';
}

/** @throws Cast2gifError `usage` naming a field */
function revised(document: RecordingDocument, changes: DetailChanges): RecordingDocument {
  // Without what it had, so that what is taken away is gone.
  const { title, description, visibility, audioUrl, ...rest } = document;
  return { ...rest, ...changedDetails(document, changes) };
}

const removalKey = (id: string) => `${RECORDING_REMOVALS}${storedName(id)}`;

/**
 * Where a recording is listed. What a listing names is looked up, so it may say too much, but never too little: a
 * recording that is no longer public stays in the list of those that were.
 */
function indexKeys(
  id: string,
  { installId, uploadedMs, visibility }: Pick<RecordingDocument, 'installId' | 'uploadedMs' | 'visibility'>,
): string[] {
  const entry = newestFirst(uploadedMs, id);
  return [
    `${installationIndex(installId)}${entry}`,
    `${dayIndex(uploadedMs)}${storedName(id)}`,
    ...(visibility === 'public' ? [`${LISTED_INDEX}${entry}`] : []),
  ];
}
