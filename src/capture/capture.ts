/** Recording: a program runs in a pseudo-terminal, and what it prints becomes events. */
import { StringDecoder } from 'node:string_decoder';
import type { RecordingEvent } from '../asciicast/recording.js';
import { OutputWatch } from './output-watch.js';
import { type ExitStatus, type RunningProgram, startProgram } from './pseudo-terminal.js';
import type { Instruction } from './script.js';
import { playScript } from './script-runner.js';
import { FixedTake, LiveTake, type Take, type TakeOptions } from './take.js';
import type { UserTerminal } from './user-terminal.js';

/** What to record, and how. */
export interface CaptureOptions {
  readonly file: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
  /** `fixed`: times depend on what was printed and typed, not on when. */
  readonly timing: 'live' | 'fixed';
  /** Whether keys become events. */
  readonly recordsInput: boolean;
  readonly script?: { readonly name: string; readonly instructions: readonly Instruction[] } | undefined;
  /** The terminal of the person who records: shows the output and types. Absent without a terminal. */
  readonly user?: UserTerminal | undefined;
  /** Takes events in order; the program waits while a promise is pending. */
  readonly onEvent: (event: RecordingEvent) => Promise<void> | undefined;
  /** Ends the recording: the program is hung up, and what was recorded so far stands. */
  readonly signal: AbortSignal;
}

/**
 * Records a program from its start to its end, or to the end of the script.
 * @returns its exit status; 0 if the script ended before the program
 * @throws Cast2gifError `helper` if no pseudo-terminal can be had; those of scripts
 */
export async function capture(options: CaptureOptions): Promise<ExitStatus> {
  const startMs = performance.now();
  const { columns, rows, recordsInput, script } = options;
  const flow = new Flow(options.onEvent);
  const takeOptions: TakeOptions = {
    columns,
    rows,
    recordsInput,
    mayHide: script?.instructions.some(({ kind }) => kind === 'hide') ?? false,
    onEvent: (event) => flow.add(event),
  };
  const nowUs = () => Math.round((performance.now() - startMs) * 1000);
  const take = options.timing === 'fixed' ? new FixedTake(takeOptions) : new LiveTake(takeOptions, nowUs);
  const watch = new OutputWatch();
  const decoder = new StringDecoder('utf8');
  const receive = (text: string) => {
    if (text === '') return;
    options.user?.show(text);
    take.output(text);
    watch.output(text);
  };
  const program = await startProgram({ ...options, onOutput: (bytes) => receive(decoder.write(Buffer.from(bytes))) });
  flow.program = program;
  const { ended, status } = await perform(program, take, watch, options);
  receive(decoder.end());
  take.exit(status);
  await flow.drained();
  if (!ended) await program.ended;
  return status;
}

/** Lets the program run to its end, or the script to its. */
async function perform(
  program: RunningProgram,
  take: Take,
  watch: OutputWatch,
  { user, script, signal }: CaptureOptions,
): Promise<{ ended: boolean; status: ExitStatus }> {
  const hangUp = () => program.hangUp();
  signal.addEventListener('abort', hangUp);
  user?.connect({
    type: (data) => {
      take.input(data.toString('utf8'));
      program.write(data);
    },
    resize: (columns, rows) => {
      take.resize(columns, rows);
      program.resize(columns, rows);
    },
  });
  if (signal.aborted) hangUp();
  try {
    if (script === undefined) return { ended: true, status: await program.ended };
    await playScript(script.instructions, { program, take, watch, name: script.name, signal });
    const status = await Promise.race([program.ended, undefined]);
    return { ended: status !== undefined, status: status ?? 0 };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ended: true, status: await program.ended };
  } finally {
    user?.disconnect();
    signal.removeEventListener('abort', hangUp);
    hangUp();
  }
}

/** Hands events on, one after another, and lets the program wait while too many are on their way. */
class Flow {
  program: RunningProgram | undefined;
  readonly #onEvent: CaptureOptions['onEvent'];
  readonly #queue: RecordingEvent[] = [];
  #working: Promise<void> | undefined;
  #isPaused = false;

  constructor(onEvent: CaptureOptions['onEvent']) {
    this.#onEvent = onEvent;
  }

  add(event: RecordingEvent): void {
    this.#queue.push(event);
    if (this.#working === undefined) {
      this.#working = this.#work();
      this.#working.catch(() => this.program?.hangUp());
    }
    if (this.#queue.length < MOST_WAITING || this.#isPaused) return;
    this.#isPaused = true;
    this.program?.pause();
  }

  /** Settles when all events have been taken. @throws what taking one threw */
  async drained(): Promise<void> {
    await this.#working;
  }

  /** Begins in a later turn, so that its promise is known before it ends. */
  async #work(): Promise<void> {
    await Promise.resolve();
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      const waiting = this.#onEvent(event);
      if (waiting !== undefined) await waiting;
      if (!this.#isPaused || this.#queue.length > 0) continue;
      this.#isPaused = false;
      this.program?.resume();
    }
    this.#working = undefined;
  }
}

/** Events on their way, each up to 64 KiB of output. */
const MOST_WAITING = 64;
