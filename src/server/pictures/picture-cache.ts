import type { Picture } from '../../pictures/picture-service.js';

/** A picture at hand: its bytes too, where they are few. */
export interface PictureAtHand {
  readonly picture: Picture;
  readonly bytes: Buffer | undefined;
}

/** How long an answer is good; moments are in milliseconds since 1970. */
export interface Times {
  /** Afterwards the store has to be asked. */
  readonly freshUntilMs: number;
  /** Afterwards the address is no longer valid. */
  readonly expiresMs: number;
  /** How long others may keep it; an address that never changes need not say. */
  readonly maximumAgeSeconds?: number;
  /** Whether nobody else may keep it at all. */
  readonly isPrivate?: boolean;
}

/** What is at hand for one address. */
export interface CachedAnswer extends PictureAtHand, Times {}

/** What an entry takes beside its bytes. */
const ENTRY_BYTES = 4096;
/** One picture may take so large a part of the memory. */
const LARGEST_SHARE = 1 / 4;

/** Answers that were asked for last, by address, as far as a number of bytes goes. */
export class PictureCache {
  readonly #maximumBytes: number;
  /** The one asked for longest ago comes first. */
  readonly #answers = new Map<string, CachedAnswer>();
  readonly #loads = new Map<string, Promise<Buffer>>();
  #byteLength = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  find(address: string, nowMs: number): CachedAnswer | undefined {
    const answer = this.#answers.get(address);
    if (answer === undefined) return undefined;
    this.#answers.delete(address);
    if (answer.freshUntilMs <= nowMs) {
      this.#byteLength -= sizeOf(answer);
      return undefined;
    }
    this.#answers.set(address, answer);
    return answer;
  }

  /** Loads the bytes of a picture unless they are many, and keeps the answer. */
  async keep(address: string, picture: Picture, times: Times): Promise<PictureAtHand> {
    const isSent = picture.link === undefined;
    const isSmall = picture.byteLength <= this.#maximumBytes * LARGEST_SHARE;
    const bytes = isSent && isSmall ? await this.#load(picture) : undefined;
    const answer = { picture, bytes, ...times };
    this.#put(address, answer);
    return answer;
  }

  #put(address: string, answer: CachedAnswer): void {
    const earlier = this.#answers.get(address);
    if (earlier !== undefined) this.#remove(address, earlier);
    this.#answers.set(address, answer);
    this.#byteLength += sizeOf(answer);
    for (const [other, oldest] of this.#answers) {
      if (this.#byteLength <= this.#maximumBytes) return;
      this.#remove(other, oldest);
    }
  }

  #remove(address: string, answer: CachedAnswer): void {
    this.#answers.delete(address);
    this.#byteLength -= sizeOf(answer);
  }

  /** Requests at once load once. */
  #load(picture: Picture): Promise<Buffer> {
    const loading = this.#loads.get(picture.key);
    if (loading !== undefined) return loading;
    const load = readAll(picture).finally(() => this.#loads.delete(picture.key));
    this.#loads.set(picture.key, load);
    return load;
  }
}

function sizeOf({ bytes }: CachedAnswer): number {
  return ENTRY_BYTES + (bytes?.length ?? 0);
}

async function readAll(picture: Picture): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await picture.open()).stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
