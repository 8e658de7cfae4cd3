import { fstatSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Cast2gifError } from '../../errors.js';
import { outputLimitError } from '../../io/capped-sink.js';
import { ioError } from '../../io/io-error.js';
import type { ByteSink } from '../../io/sink.js';
import { checksumPatch, patched } from '../../provenance/fill-in.js';
import { Helper } from './helper.js';

/** Writes that may wait for ffmpeg to read them: enough to keep it busy, few enough to stay small. */
const MAX_WRITES_UNDER_WAY = 4;
const READ_BYTES = 1 << 20;
const WATCH_MS = 250;
const DEFAULT_SILENCE_MS = 60_000;

/** What a run of ffmpeg may not exceed. */
export interface FfmpegLimits {
  /** Largest file; undefined for no limit. */
  readonly maximumBytes?: number | undefined;
  /** How long it may neither read nor write a byte while input is waiting for it; a minute by default. */
  readonly silenceMs?: number | undefined;
}

/**
 * One run of ffmpeg: raw frames in through a pipe, one file out. MP4 and WebM need to go back to their start, so
 * ffmpeg writes a temporary file. Where the system allows it (Linux), the file's name is removed before ffmpeg
 * starts: then nothing is left behind even if this process is killed.
 */
export class FfmpegRun {
  readonly #helper: Helper;
  readonly #stdin: Writable;
  readonly #output: TemporaryFile;
  readonly #limits: FfmpegLimits;
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<void>[] = [];
  /** Writes that it has not read completely; the end of the input counts as one. */
  #untakenCount = 0;
  #takenCount = 0;
  #lastProgress = '';
  #silentMs = 0;
  /** Why this class killed it. */
  #reason: Cast2gifError | undefined;

  private constructor(helper: Helper, output: TemporaryFile, limits: FfmpegLimits) {
    this.#helper = helper;
    this.#output = output;
    this.#limits = limits;
    this.#timer = setInterval(() => this.#watch(), WATCH_MS);
    this.#stdin = helper.child.stdin!;
    // ffmpeg's own message says why a write failed, not the broken pipe.
    this.#stdin.on('error', () => {});
  }

  /**
   * Starts the program; `childArguments` end where the output's name belongs.
   * @throws Cast2gifError `helper` where it cannot be run, `io` where there is no room for its file
   */
  static async start(
    program: string,
    childArguments: readonly string[],
    limits: FfmpegLimits = {},
  ): Promise<FfmpegRun> {
    const output = await TemporaryFile.create();
    try {
      const stdio = ['pipe', 'ignore', 'pipe', output.handle.fd] as const;
      return new FfmpegRun(new Helper(program, [...childArguments, output.nameForChild], [...stdio]), output, limits);
    } catch (error) {
      await output.remove();
      throw error;
    }
  }

  /**
   * Kills a program that writes too much or hangs. Silence is counted in ticks of this timer, not by the clock, because
   * this process may have been suspended, too.
   */
  #watch(): void {
    const { maximumBytes = Infinity, silenceMs = DEFAULT_SILENCE_MS } = this.#limits;
    const { size } = fstatSync(this.#output.handle.fd);
    if (size > maximumBytes) this.#endFor(outputLimitError(maximumBytes));
    const progress = `${size} ${this.#takenCount}`;
    const isSilent = this.#untakenCount > 0 && progress === this.#lastProgress;
    this.#lastProgress = progress;
    this.#silentMs = isSilent ? this.#silentMs + WATCH_MS : 0;
    if (this.#silentMs < silenceMs) return;
    this.#endFor(this.#helper.explain(`hangs: it has read and written nothing for ${silenceMs / 1000} s`));
  }

  #endFor(reason: Cast2gifError): void {
    clearInterval(this.#timer);
    this.#reason ??= reason;
    this.#helper.kill();
  }

  /** @throws Cast2gifError `helper` if the program failed, or the reason why it was killed */
  async #succeeded(): Promise<void> {
    const failure = await this.#helper.ended;
    if (this.#reason !== undefined) throw this.#reason;
    if (failure !== undefined) throw this.#helper.explain(`failed (${failure})`);
  }

  /**
   * Resolves when there is room for more. The bytes must not change until `onWritten` is called, which does not happen
   * after a failure.
   */
  async write(bytes: Uint8Array, onWritten: () => void = () => {}): Promise<void> {
    this.#untakenCount += 1;
    const written = new Promise<void>((resolve, reject) => {
      this.#stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
    }).then(
      () => {
        this.#untakenCount -= 1;
        this.#takenCount += 1;
        onWritten();
      },
      async () => {
        await this.#succeeded();
        throw this.#helper.explain('stopped reading');
      },
    );
    written.catch(() => {});
    this.#underWay.push(written);
    if (this.#underWay.length > MAX_WRITES_UNDER_WAY) await this.#underWay.shift();
  }

  /**
   * Ends the input, waits for the program and hands its file to the sink.
   * @param note that the file holds without its checksum, which is filled in
   */
  async finish(sink: ByteSink, note: string | undefined): Promise<void> {
    this.#stdin.end();
    this.#untakenCount += 1;
    await Promise.all(this.#underWay);
    await this.#succeeded();
    clearInterval(this.#timer);
    const byteCount = await this.#output.copyTo(sink, note);
    if (byteCount === 0) throw this.#helper.explain('succeeded but wrote no video');
    await this.#output.remove();
  }

  async abort(): Promise<void> {
    clearInterval(this.#timer);
    this.#helper.kill();
    await this.#helper.ended;
    await this.#output.remove();
  }
}

class TemporaryFile {
  readonly handle: FileHandle;
  readonly nameForChild: string;
  #folder: string | undefined;

  private constructor(handle: FileHandle, nameForChild: string, folder: string | undefined) {
    this.handle = handle;
    this.nameForChild = nameForChild;
    this.#folder = folder;
  }

  static async create(): Promise<TemporaryFile> {
    const parent = tmpdir();
    const folder = await mkdtemp(join(parent, 'cast2gif-')).catch((error: unknown) => {
      throw ioError(`cannot create a temporary file in ${parent}`, error);
    });
    const path = join(folder, 'video');
    const handle = await open(path, 'wx+', 0o600);
    if (process.platform !== 'linux') return new TemporaryFile(handle, path, folder);
    await rm(folder, { recursive: true });
    // The child gets the file as descriptor 3; opening this name opens the same file again.
    return new TemporaryFile(handle, '/proc/self/fd/3', undefined);
  }

  /** Resolves to how many bytes there were. */
  async copyTo(sink: ByteSink, note: string | undefined): Promise<number> {
    // The program has put the note before most of the file, so that only now its checksum is known.
    const patch = note === undefined ? undefined : await checksumPatch(this.#chunks(), note);
    let position = 0;
    for await (const bytes of this.#chunks()) {
      await sink.write(patched(bytes, position, patch));
      position += bytes.length;
    }
    return position;
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, position);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
  }

  async remove(): Promise<void> {
    await this.handle.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }
}
