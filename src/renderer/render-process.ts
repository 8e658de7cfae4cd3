import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { getPriority, constants as os, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cast2gifError } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import { type Isolation, isolatedCommand } from './isolation.js';
import { type ProcessUsage, readUsage } from './process-usage.js';
import type { ChildResult, FromChild, LimitName, ToChild } from './render-messages.js';
import type { RenderLimits } from './renderer.js';
import type { Watchdog } from './watchdog.js';

const PROGRAM = fileURLToPath(new URL('../render-child.cjs', import.meta.url));
/** Imports and a warm-up; they are not the recording's. */
const START_CPU_SECONDS = 2;
const POLL_MS = 200;
const MAX_COMPLAINT_CHARACTERS = 4096;
/** What a process of Node has beside its heap of JavaScript. */
const HEAP_SHARE = 0.7;

/** What the surroundings of every render are. */
export interface RenderSurroundings {
  /** The folder that holds each render's own. */
  readonly folder: string;
  readonly limits: RenderLimits;
  readonly isolation: Isolation;
  readonly watchdog: Watchdog;
}

/** How a render went well. */
export interface RenderOutcome {
  readonly result: ChildResult;
  readonly cpuSeconds: number;
  readonly peakMemoryBytes: number;
}

/** One child process with its own folder; it renders once. */
export class RenderProcess {
  readonly folder: string;
  readonly #surroundings: RenderSurroundings;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #complaint = '';
  #endedBy: string | undefined;
  /** Why it was killed here. */
  #reason: Cast2gifError | undefined;
  #usage: ProcessUsage = { cpuSeconds: 0, memoryBytes: 0, fileBytes: 0 };
  #peakMemoryBytes = 0;

  private constructor(folder: string, surroundings: RenderSurroundings) {
    this.folder = folder;
    this.#surroundings = surroundings;
    const { limits, isolation, watchdog } = surroundings;
    const heapMegabytes = Math.floor((limits.memoryBytes * HEAP_SHARE) / 2 ** 20);
    const [program, programArguments] = isolatedCommand(
      isolation,
      { ...limits, cpuSeconds: limits.cpuSeconds + START_CPU_SECONDS },
      [`--max-old-space-size=${heapMegabytes}`, PROGRAM],
    );
    this.#child = spawn(program, programArguments, {
      cwd: folder,
      env: environmentFor(folder),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    });
    if (this.#child.pid !== undefined) {
      watchdog.add(this.#child.pid);
      giveWay(this.#child.pid);
    }
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MAX_COMPLAINT_CHARACTERS);
    });
    this.#ended = this.#untilEnded();
  }

  static async start(surroundings: RenderSurroundings): Promise<RenderProcess> {
    return new RenderProcess(await mkdtemp(join(surroundings.folder, 'render-')), surroundings);
  }

  /** Spends idle time on making the first render fast. */
  warm(): void {
    this.#send({ kind: 'warm' });
  }

  /**
   * @throws Cast2gifError as the library does; `limit` or `timeout` naming the limit that was reached; `aborted`; `bug` if
   *   the process ended by itself
   */
  async render(
    message: Extract<ToChild, { kind: 'render' }>,
    onProgress: (progress: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<RenderOutcome> {
    const { wallSeconds } = this.#surroundings.limits;
    const stop = () => this.#killFor(new Cast2gifError('aborted', 'the render was stopped'));
    const timer = setTimeout(() => this.#killFor(timeError(`${wallSeconds} s`)), wallSeconds * 1000);
    const poll = setInterval(() => void this.#checkUsage(), POLL_MS);
    signal?.addEventListener('abort', stop);
    try {
      if (signal?.aborted) stop();
      const answered = this.#untilAnswered(onProgress);
      this.#send(message);
      const answer = await Promise.race([answered, this.#ended]);
      if (answer === undefined) throw this.#reason ?? this.#explainEnd();
      if (answer.kind === 'failed') throw this.#errorOf(answer);
      await this.#checkUsage();
      const peakMemoryBytes = Math.max(this.#peakMemoryBytes, answer.peakMemoryBytes);
      return { result: answer.result, cpuSeconds: this.#usage.cpuSeconds, peakMemoryBytes };
    } finally {
      clearTimeout(timer);
      clearInterval(poll);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends the process and all it started, and removes its folder. */
  async end(): Promise<void> {
    this.#kill();
    await this.#ended;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
    if (this.#child.pid !== undefined) this.#surroundings.watchdog.remove(this.#child.pid);
  }

  #send(message: ToChild): void {
    // A child that is gone is noticed by its end.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #untilAnswered(onProgress: (progress: number) => void): Promise<Extract<FromChild, { kind: 'done' | 'failed' }>> {
    return new Promise((resolve) => {
      this.#child.on('message', (message: FromChild) => {
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind !== 'ready') resolve(message);
      });
    });
  }

  #untilEnded(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#complaint ||= error.message;
        if (this.#child.pid === undefined) resolve();
      });
      this.#child.on('exit', (status, signal) => {
        this.#endedBy = signal ?? `status ${status}`;
        this.#kill();
        resolve();
      });
    });
  }

  #killFor(reason: Cast2gifError): void {
    this.#reason ??= reason;
    this.#kill();
  }

  /** The group may have members when its leader is gone. */
  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
  }

  async #checkUsage(): Promise<void> {
    const { pid, exitCode } = this.#child;
    if (pid === undefined || exitCode !== null) return;
    const { cpuSeconds, memoryBytes, folderBytes } = this.#surroundings.limits;
    const usage = await readUsage(pid, this.folder);
    this.#usage = { ...usage, cpuSeconds: Math.max(this.#usage.cpuSeconds, usage.cpuSeconds) };
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, usage.memoryBytes);
    if (usage.cpuSeconds > cpuSeconds + START_CPU_SECONDS) this.#killFor(cpuError(cpuSeconds));
    if (usage.memoryBytes > memoryBytes) this.#killFor(memoryError(memoryBytes));
    if (usage.fileBytes > folderBytes) this.#killFor(diskError(folderBytes));
  }

  #errorOf({ error, limit }: Extract<FromChild, { kind: 'failed' }>): Cast2gifError {
    return limit === undefined ? Cast2gifError.fromJSON(error) : this.#limitError(limit);
  }

  #limitError(limit: LimitName): Cast2gifError {
    const { memoryBytes, fileBytes, openFiles } = this.#surroundings.limits;
    if (limit === 'memory') return memoryError(memoryBytes);
    if (limit === 'fileSize') return diskError(fileBytes);
    return new Cast2gifError('limit', `the render needs more than the limit of ${openFiles} open files`);
  }

  /** The system ended it, or it crashed. */
  #explainEnd(): Cast2gifError {
    const { cpuSeconds, memoryBytes, fileBytes } = this.#surroundings.limits;
    // Shells tell the signal that ended a program by its number.
    const by = this.#endedBy ?? 'no reason';
    if (by === 'SIGXCPU') return cpuError(cpuSeconds);
    if (by === 'SIGXFSZ') return diskError(fileBytes);
    if (/out of memory|allocation failed|bad_alloc|cannot allocate/i.test(this.#complaint))
      return memoryError(memoryBytes);
    const line = this.#complaint.split('\n').find((text) => text.trim() !== '');
    return new Cast2gifError('bug', `the render's process ended by itself (${by})${line ? `: ${line}` : ''}`);
  }
}

/** What a render may know of this process: where programs are, and nothing else. */
function environmentFor(folder: string): NodeJS.ProcessEnv {
  const { PATH, FFMPEG_PATH } = process.env;
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(FFMPEG_PATH === undefined ? {} : { FFMPEG_PATH }),
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    // Helper programs stay in the group that is killed.
    CAST2GIF_HELPER_GROUP: 'inherit',
  };
}

function timeError(limit: string): Cast2gifError {
  return new Cast2gifError('timeout', `the render takes longer than the limit of ${limit}`);
}

function cpuError(seconds: number): Cast2gifError {
  return timeError(`${seconds} s of CPU time`);
}

function memoryError(bytes: number): Cast2gifError {
  return new Cast2gifError('limit', `the render needs more memory than the limit of ${describeBytes(bytes)}`);
}

function diskError(bytes: number): Cast2gifError {
  return new Cast2gifError('limit', `the render writes larger files than the limit of ${describeBytes(bytes)}`);
}

/** How much less urgent renders are than what started them, on the scale of `nice`. */
const NICENESS = 5;

/** A server answers before it renders. What has just been started hands this on to all its threads and programs. */
function giveWay(pid: number): void {
  try {
    setPriority(pid, Math.min(getPriority() + NICENESS, os.priority.PRIORITY_LOW));
  } catch {
    // It has ended already.
  }
}
