/** How much of the recordings that are being uploaded is held in memory, by all requests together. */

/** Room for so many recordings of the largest size at least, and for so many bytes. */
const LEAST_RECORDINGS = 2;
const LEAST_BYTES = 256 * 2 ** 20;

/** Takes room for some more bytes. Where there is none left, false, and what was taken before is given back. */
export type TakeRoom = (byteLength: number) => boolean;

/** Room in memory. */
export class UploadRoom {
  #freeBytes: number;

  /** @param largestBytes of one recording */
  constructor(largestBytes: number) {
    this.#freeBytes = Math.max(LEAST_BYTES, LEAST_RECORDINGS * largestBytes);
  }

  /**
   * Room is taken as bytes arrive, so that who announces many and sends few keeps none from others. It is given back
   * when `use` has ended, even if the client has left before.
   */
  async hold<Result>(use: (take: TakeRoom) => Promise<Result>): Promise<Result> {
    let heldBytes = 0;
    try {
      return await use((byteLength) => {
        const isLeft = byteLength <= this.#freeBytes;
        const takenBytes = isLeft ? byteLength : -heldBytes;
        this.#freeBytes -= takenBytes;
        heldBytes += takenBytes;
        return isLeft;
      });
    } finally {
      this.#freeBytes += heldBytes;
    }
  }
}
