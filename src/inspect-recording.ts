/** Tells about a recording, or a GIF, without making a picture of it. */
import type { EventStream, Recording, RecordingEvent, RecordingHeader, Warning } from './asciicast/types.js';
import { altText } from './encode/text/alt-text.js';
import { Cast2gifError } from './errors.js';
import type { OutputMarker } from './frames/types.js';
import { type GifReport, inspectGif } from './inspect/gif-report.js';
import { isGif } from './inspect/gif-structure.js';
import type { Source } from './io/source.js';
import type { RenderOptions } from './options/render-options.js';
import { resolveOptions } from './options/resolve.js';
import { type Closing, closeAll, type RenderHooks, type RenderInput, Run } from './render.js';

/** Facts about a recording. */
export interface RecordingReport extends RecordingHeader {
  readonly kind: 'recording';
  /** Time of the last event, as recorded. */
  readonly durationUs: number;
  /** Length of the picture under the options given: idle limit, speed and the last frame's hold. */
  readonly outputDurationUs: number;
  /** Distinct pictures under the options given. */
  readonly frameCount: number;
  /** How many events there are of each kind. */
  readonly eventCounts: Readonly<Record<RecordingEvent['kind'], number>>;
  /** The first 100,000 markers, at their times in the recording. */
  readonly markers: readonly OutputMarker[];
  /** The first 1,000 things that were wrong but could be passed over. */
  readonly warnings: readonly Warning[];
  readonly warningCount: number;
  /** One paragraph for a picture's `alt` attribute. */
  readonly altText: string;
}

const MAX_WARNINGS = 1_000;
const MAX_MARKERS = 100_000;
/** A GIF is held whole while it is read. */
const MAX_GIF_BYTES = 256 * 1024 ** 2;

/**
 * Tells about a GIF or a recording, whichever the input is.
 * @throws Cast2gifError `usage`, `recording` (neither of the two, damaged, too large), `io` or `aborted`
 */
export async function inspect(
  input: RenderInput,
  options: RenderOptions & RenderHooks = {},
): Promise<GifReport | RecordingReport> {
  const { signal, onProgress, onWarning, ...given } = options;
  const warnings: Warning[] = [];
  const keep = (warning: Warning): void => {
    if (warnings.length < MAX_WARNINGS) warnings.push(warning);
    onWarning?.(warning);
  };
  const closing: Closing = [];
  const run = new Run(resolveOptions(given), { signal, onProgress, onWarning: keep }, closing);
  try {
    const source = await run.source(input);
    if (isGif(await beginningOf(source))) return await readGif(source);
    const recording = await run.read(source);
    const counting = new CountedRecording(recording);
    const sequence = await run.replay(counting);
    return {
      kind: 'recording',
      ...recording.header,
      durationUs: counting.durationUs,
      outputDurationUs: sequence.durationUs,
      frameCount: sequence.frameCount,
      eventCounts: counting.counts,
      markers: counting.markers,
      warnings,
      warningCount: run.warningCount,
      altText: altText(sequence, { title: recording.header.title }),
    };
  } finally {
    await closeAll(closing);
  }
}

/** The first bytes: as many as it takes to tell a GIF. */
async function beginningOf(source: Source): Promise<Uint8Array> {
  let beginning = Buffer.alloc(0);
  for await (const chunk of source.stream()) {
    beginning = Buffer.concat([beginning, chunk.subarray(0, 6)]);
    if (beginning.length >= 6) break;
  }
  return beginning;
}

async function readGif(source: Source): Promise<GifReport> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of source.stream()) {
    byteLength += chunk.length;
    if (byteLength > MAX_GIF_BYTES) {
      throw new Cast2gifError(
        'recording',
        `${source.name} is larger than the limit of ${MAX_GIF_BYTES} bytes for a GIF`,
      );
    }
    chunks.push(chunk);
  }
  try {
    return inspectGif(Buffer.concat(chunks, byteLength));
  } catch (error) {
    if (!(error instanceof Cast2gifError)) throw error;
    throw new Cast2gifError(error.code, `${source.name}: ${error.message}`, { cause: error.cause });
  }
}

/** A recording that counts its events as they are read; each reading counts anew. */
class CountedRecording implements Recording {
  readonly header: RecordingHeader;
  readonly #recording: Recording;
  counts = noEvents();
  markers: OutputMarker[] = [];
  durationUs = 0;

  constructor(recording: Recording) {
    this.header = recording.header;
    this.#recording = recording;
  }

  get fractionRead(): number | undefined {
    return this.#recording.fractionRead;
  }

  async *events(): EventStream & AsyncGenerator<readonly RecordingEvent[]> {
    [this.counts, this.markers, this.durationUs] = [noEvents(), [], 0];
    for await (const batch of this.#recording.events()) {
      for (const event of batch) this.#count(event);
      yield batch;
    }
  }

  close(): Promise<void> {
    return this.#recording.close();
  }

  #count(event: RecordingEvent): void {
    this.counts[event.kind] += 1;
    this.durationUs = event.timeUs;
    if (event.kind !== 'marker' || this.markers.length >= MAX_MARKERS) return;
    this.markers.push({ timeUs: event.timeUs, label: event.label });
  }
}

function noEvents(): Record<RecordingEvent['kind'], number> {
  return { output: 0, resize: 0, marker: 0, input: 0, exit: 0, restart: 0, other: 0 };
}
