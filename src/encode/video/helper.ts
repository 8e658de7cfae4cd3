import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Cast2gifError } from '../../errors.js';

/** Only the end of what ffmpeg prints to standard error is kept: room for its banner. */
const MAX_ERROR_OUTPUT_CHARACTERS = 1 << 15;
const MAX_MESSAGE_CHARACTERS = 1000;

/**
 * Windows has no process groups: there only the program itself is killed. A process that will be killed together with
 * its own group (see src/renderer) starts helpers in that group.
 */
const HAS_GROUPS = process.platform !== 'win32' && process.env.CAST2GIF_HELPER_GROUP !== 'inherit';

/**
 * A run of ffmpeg, or of a script around it, in a process group of its own, so that what a script starts can be killed
 * with it. Ctrl-C at the terminal does not reach such a group: the caller must kill it.
 */
export class Helper {
  readonly child: ChildProcess;
  /** Resolves when the program has ended: to undefined, or to the reason if it failed. */
  readonly ended: Promise<string | undefined>;
  readonly #program: string;
  #errorOutput = '';
  #isOver = false;

  /**
   * @param stdio its third entry must be `pipe`
   * @throws Cast2gifError `helper` for some of the reasons why a file cannot be run; `ended` reports the others
   */
  constructor(program: string, programArguments: readonly string[], stdio: StdioOptions) {
    this.#program = program;
    try {
      this.child = spawn(program, programArguments, { stdio, windowsHide: true, detached: HAS_GROUPS });
    } catch (error) {
      throw this.explain(`could not be run (${messageOf(error)})`, error);
    }
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput = (this.#errorOutput + text).slice(-MAX_ERROR_OUTPUT_CHARACTERS);
    });
    this.ended = this.#watch();
  }

  /** The end of what it has written to standard error. */
  get errorOutput(): string {
    return this.#errorOutput;
  }

  async #watch(): Promise<string | undefined> {
    try {
      const [status, signal] = await once(this.child, 'close');
      return status === 0 ? undefined : signal ? `ended by ${signal}` : `status ${status}`;
    } catch (error) {
      return messageOf(error);
    } finally {
      this.#isOver = true;
    }
  }

  /** An error that ends with the program's own message. */
  explain(what: string, cause?: unknown): Cast2gifError {
    // The first line names the cause, later ones its consequences. SVT-AV1 logs to standard error, too.
    const line = this.#errorOutput.split(/[\r\n]+/).find((text) => text.trim() !== '' && !text.startsWith('Svt[info]'));
    const words = line ? `: ${line.replace(/^\[[^\]]*\] */, '').slice(0, MAX_MESSAGE_CHARACTERS)}` : '';
    return new Cast2gifError('helper', `${this.#program} ${what}${words}`, { cause });
  }

  /** Kills it and everything it has started. */
  kill(): void {
    // The system may have given its number to another process.
    if (this.#isOver) return;
    this.#killGroup();
    // A process that has left the group may hold the other ends open forever.
    for (const stream of this.child.stdio) stream?.destroy();
  }

  #killGroup(): void {
    const { pid } = this.child;
    try {
      if (HAS_GROUPS && pid !== undefined) process.kill(-pid, 'SIGKILL');
      else this.child.kill('SIGKILL');
    } catch {
      // The group is gone already, or a member of it is another user's.
      this.child.kill('SIGKILL');
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
