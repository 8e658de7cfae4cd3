import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { Cast2gifError } from '../../errors.js';
import type { ByteSink } from '../encoder.js';

/** Of ffmpeg's complaints only the end is kept. */
const MAX_COMPLAINT_CHARACTERS = 4096;
/** Writes that may wait for ffmpeg to read them: enough to keep it busy, few enough to stay small. */
const MAX_WRITES_UNDER_WAY = 4;
const READ_BYTES = 1 << 20;

/**
 * One run of ffmpeg: raw frames in through a pipe, one file out. MP4 and WebM need to go back to their start, so
 * ffmpeg writes a temporary file. Where the system allows it (Linux), the file's name is removed before ffmpeg
 * starts: then nothing is left behind even if this process is killed.
 */
export class FfmpegRun {
  readonly #program: string;
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #output: TemporaryFile;
  readonly #exited: Promise<void>;
  #complaint = '';
  #failure: Error | undefined;
  #underWay: Promise<void>[] = [];

  private constructor(program: string, childArguments: readonly string[], output: TemporaryFile) {
    this.#program = program;
    this.#output = output;
    this.#child = spawn(program, [...childArguments, output.nameForChild], {
      stdio: ['pipe', 'ignore', 'pipe', output.handle.fd],
      windowsHide: true,
    });
    this.#stdin = this.#child.stdin!;
    // Why a write failed is told by ffmpeg's own complaint, not by the broken pipe.
    this.#stdin.on('error', () => {});
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MAX_COMPLAINT_CHARACTERS);
    });
    this.#exited = this.#watch();
  }

  /** Starts the program; `childArguments` end where the output's name belongs. */
  static async start(program: string, childArguments: readonly string[]): Promise<FfmpegRun> {
    return new FfmpegRun(program, childArguments, await TemporaryFile.create());
  }

  /** Settles when the program has ended, well or not, and sets `#failure`. */
  async #watch(): Promise<void> {
    try {
      const [status, signal] = await once(this.#child, 'close');
      if (status !== 0) this.#failure = this.#explain(signal ? `was ended by ${signal}` : `failed (status ${status})`);
    } catch (error) {
      this.#failure = this.#explain(`could not be started: ${error instanceof Error ? error.message : error}`);
    }
  }

  #explain(what: string): Cast2gifError {
    // The first line names the cause; what follows are its consequences. SVT-AV1 chats there too.
    const line = this.#complaint.split(/[\r\n]+/).find((text) => text.trim() !== '' && !text.startsWith('Svt[info]'));
    return new Cast2gifError(
      'helper',
      `${this.#program} ${what}${line ? `: ${line.replace(/^\[[^\]]*\] */, '')}` : ''}`,
    );
  }

  /**
   * Resolves when there is room for more. The bytes must not change until `onWritten` is called, which does not happen
   * after a failure.
   */
  async write(bytes: Uint8Array, onWritten: () => void = () => {}): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
    }).then(onWritten, async () => {
      await this.#exited;
      throw this.#failure ?? this.#explain('stopped reading');
    });
    written.catch(() => {});
    this.#underWay.push(written);
    if (this.#underWay.length > MAX_WRITES_UNDER_WAY) await this.#underWay.shift();
  }

  /** Ends the input, waits for the program and hands its file to the sink. */
  async finish(sink: ByteSink): Promise<void> {
    this.#stdin.end();
    await Promise.all(this.#underWay);
    await this.#exited;
    if (this.#failure) throw this.#failure;
    await this.#output.copyTo(sink);
    await this.#output.remove();
  }

  async abort(): Promise<void> {
    this.#child.kill('SIGKILL');
    this.#stdin.destroy();
    await this.#exited;
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
    const folder = await mkdtemp(join(tmpdir(), 'cast2gif-'));
    const path = join(folder, 'video');
    const handle = await open(path, 'wx+', 0o600);
    if (process.platform !== 'linux') return new TemporaryFile(handle, path, folder);
    await rm(folder, { recursive: true });
    // The child gets the file as descriptor 3; opening this name opens the same file anew.
    return new TemporaryFile(handle, '/proc/self/fd/3', undefined);
  }

  async copyTo(sink: ByteSink): Promise<void> {
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, position);
      if (bytesRead === 0) return;
      await sink.write(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
  }

  async remove(): Promise<void> {
    await this.handle.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }
}
