import type { NotedSink } from '../../provenance/noted-sink.js';
import { DISPOSAL, type Image, type ImageUse, imageHead, noteComment, TRAILER } from './container.js';
import type { CodedImage, CodedSegment } from './segment.js';
import { splitDelay } from './timing.js';

/** An image that waits for the next one's start, which decides its delay. */
interface OpenImage {
  readonly image: CodedImage;
  readonly localColours: Uint32Array | null;
  readonly startCs: number;
}

/** One transparent pixel (code size 2: clear, 0, end), for holds longer than one delay can say. */
const TRANSPARENT_PIXEL = { leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1, transparentIndex: 0 };
const TRANSPARENT_PIXEL_DATA = Uint8Array.of(2, 2, 0x44, 0x01, 0);

/** Writes coded images in their order, each with the delay to the next. */
export class GifWriter {
  readonly #sink: NotedSink;
  #open: OpenImage | undefined;

  constructor(sink: NotedSink) {
    this.#sink = sink;
  }

  /** Takes a segment's images and the start of each; `rgb` gives the colours of their local tables. */
  async write(images: CodedSegment, startsCs: readonly number[], rgb: Uint32Array): Promise<void> {
    for (const [index, image] of images.entries()) {
      if (image === null) continue;
      const startCs = startsCs[index]!;
      await this.#writeOpen(startCs);
      const localColours = image.localColours && Uint32Array.from(image.localColours, (colour) => rgb[colour]!);
      this.#open = { image, localColours, startCs };
    }
  }

  /** Writes the last image, which is shown until `endCs`, the note and the trailer. */
  async finish(endCs: number): Promise<void> {
    await this.#writeOpen(endCs);
    await this.#sink.end(noteComment, TRAILER);
  }

  async #writeOpen(endCs: number): Promise<void> {
    if (this.#open === undefined) return;
    const { image, localColours, startCs } = this.#open;
    const disposal = image.restoresPrevious ? DISPOSAL.restorePrevious : DISPOSAL.keep;
    const [delayCs, ...rest] = splitDelay(endCs - startCs);
    await this.#writeImage(image, { localColours, disposal, delayCs: delayCs! }, image.data);
    // An image that will be undone must still be there at the end: it is drawn again instead of held.
    for (const delay of rest)
      await (image.restoresPrevious
        ? this.#writeImage(image, { localColours, disposal, delayCs: delay }, image.data)
        : this.#writeImage(
            TRANSPARENT_PIXEL,
            { localColours: null, disposal, delayCs: delay },
            TRANSPARENT_PIXEL_DATA,
          ));
  }

  /** The data are written as they are: a copy of all that a film consists of would keep the garbage collector busy. */
  async #writeImage(image: Image, use: ImageUse, data: Uint8Array): Promise<void> {
    await this.#sink.write(imageHead(image, use));
    await this.#sink.write(data);
  }
}
