/** The one thing that changes during a run. */
import { setImmediate } from 'node:timers/promises';
import type { Warning } from '../asciicast/recording.js';
import { Cast2gifError, type ErrorCode, printable, throwIfAborted } from '../errors.js';
import type { FontFolders } from '../font/installed.js';
import { type CpuTimeWatch, watchCpuTime } from '../io/cpu-time.js';
import { labelOf, settingsText } from '../options/labels.js';
import type { OptionName } from '../options/table.js';
import type { Surface } from '../options/value.js';

/** How far a run has come. */
export interface Progress {
  /** `replay` reads the recording and runs the terminal; `encode` paints and compresses. */
  readonly stage: 'replay' | 'encode';
  /** 0 to 1 within the stage; undefined while the length is not known. */
  readonly fraction: number | undefined;
}

/** What a caller may watch and stop. */
export interface RenderHooks {
  /** Ends the run with an error of code `aborted`; nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with every problem that did not stop the run, once for each. */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
  /** Where messages are read: options are called in them as they are there; by the names of this library unless given. */
  readonly surface?: Surface | undefined;
  /** Called once with a paragraph for the picture's `alt` attribute: the option `alt` where it is given. */
  readonly onDescription?: ((altText: string) => void) | undefined;
}

/** How a run is watched, and whether it takes warnings. */
export interface ContextOptions extends RenderHooks {
  /** Makes an error of every warning. */
  readonly isStrict?: boolean;
  /** Font folders that have been read before: a server that plans many renders reads them once. */
  readonly fontFolders?: FontFolders;
}

/** What all stages of one run share: its signal, its warnings, and what must be closed when it ends. */
export class RenderContext {
  readonly #options: ContextOptions;
  readonly #warned = new Set<string>();
  readonly #closing: (() => Promise<void> | void)[] = [];
  #cpuTime: CpuTimeWatch | undefined;

  constructor(options: ContextOptions = {}) {
    this.#options = options;
  }

  get signal(): AbortSignal | undefined {
    return this.#cpuTime?.signal ?? this.#options.signal;
  }

  /** Lets the run use only so much CPU time from now on; undefined: any amount. */
  limitCpuTime(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.#cpuTime = watchCpuTime(seconds, this.#options.signal);
    this.onClose(this.#cpuTime.stop);
  }

  /** Why the run ended: where a limit stopped it, that limit rather than that it was stopped. */
  reasonOf(thrown: unknown): unknown {
    const reason: unknown = this.signal?.reason;
    const isStopped = thrown instanceof Cast2gifError && thrown.code === 'aborted';
    return isStopped && reason instanceof Cast2gifError ? reason : thrown;
  }

  get fontFolders(): FontFolders | undefined {
    return this.#options.fontFolders;
  }

  /** What the reader of messages calls an option. */
  label(option: OptionName): string {
    return labelOf(option, this.#surface);
  }

  /** Options with values, as the reader of messages would write them. */
  settings(settings: Parameters<typeof settingsText>[0]): string {
    return settingsText(settings, this.#surface);
  }

  get #surface(): Surface {
    return this.#options.surface ?? 'library';
  }

  /** Different warnings so far. */
  get warningCount(): number {
    return this.#warned.size;
  }

  /**
   * Passes a warning on, with its remedy in words, unless it was given before: a stage may run several times.
   * @param code what the problem would be if it were an error
   * @throws Cast2gifError with that code where the run is strict
   */
  warn({ message: problem, line, remedy }: Warning, code: ErrorCode): void {
    const advice = remedy === undefined ? '' : `; try ${this.settings(remedy)}`;
    const message = printable(problem + advice);
    const text = line === undefined ? message : `line ${line}: ${message}`;
    if (this.#options.isStrict) throw new Cast2gifError(code, text, line === undefined ? {} : { line });
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#options.onWarning?.(line === undefined ? { message } : { message, line });
  }

  progress(progress: Progress): void {
    this.#options.onProgress?.(progress);
  }

  /** Has something closed when the run ends, however it ends. */
  onClose(close: () => Promise<void> | void): void {
    this.#closing.push(close);
  }

  /**
   * Gives the event loop a turn: stages that compute without ever waiting would keep signals from being noticed.
   * @throws Cast2gifError `aborted`
   */
  async turn(): Promise<void> {
    await setImmediate();
    this.#cpuTime?.check();
    throwIfAborted(this.signal);
  }

  /** Closes what is open. Never throws, so that it cannot hide the error that ended the run. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#closing.splice(0).map(async (close) => close()));
  }
}
