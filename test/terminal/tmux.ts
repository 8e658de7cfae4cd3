/** A terminal that we did not write, to compare ours with: a tmux server that nobody is attached to. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { withoutProgram } from '../support.js';

/** A reason to skip a test that needs tmux, or false. */
export const withoutTmux = withoutProgram('tmux', '-V');

export interface TmuxScreen {
  /** Rows without blanks at their ends. */
  readonly rows: readonly string[];
  readonly cursorColumn: number;
  readonly cursorRow: number;
}

/** One pane of a server of our own, driven by tmux's control mode. */
export class Tmux {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #terminal: number | undefined;
  #titles = 0;

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process;
    this.#lines = createInterface(process.stdout)[Symbol.asyncIterator]();
  }

  static async start(): Promise<Tmux> {
    const socket = `cast2gif-test-${process.pid}`;
    const command = ['new-session', '-x', '80', '-y', '24', 'exec tail -f /dev/null'];
    const environment = { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' };
    const child = spawn('tmux', ['-u', '-L', socket, '-f', '/dev/null', '-C', ...command], { env: environment });
    const tmux = new Tmux(child);
    await tmux.#reply();
    for (const option of ['window-size manual', 'history-limit 5000', 'status off'])
      await tmux.#command(`set-option -g ${option}`);
    await tmux.#command('refresh-client -f no-output');
    return tmux;
  }

  async stop(): Promise<void> {
    if (this.#terminal !== undefined) closeSync(this.#terminal);
    this.#process.stdin.end('kill-server\n');
    await new Promise((resolve) => this.#process.once('close', resolve));
  }

  /** An empty terminal in place of the one before. */
  async open(columns: number, rows: number): Promise<void> {
    if (this.#terminal !== undefined) closeSync(this.#terminal);
    this.#terminal = undefined;
    await this.resize(columns, rows);
    await this.#command(
      `respawn-pane -k "stty raw -echo; printf '\\033]2;t${++this.#titles}\\007'; exec tail -f /dev/null"`,
    );
    await this.#titleShown();
    await this.#command('clear-history');
    const [path] = await this.#command('display-message -p "#{pane_tty}"');
    this.#terminal = openSync(path!, 'w');
  }

  /** Writes output and waits until it has been taken. */
  async write(data: string): Promise<void> {
    let bytes = Buffer.from(`${data}\x1b]2;t${++this.#titles}\x07`);
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.#terminal!, bytes));
    await this.#titleShown();
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#command(`resize-window -x ${columns} -y ${rows}`);
  }

  async screen(): Promise<TmuxScreen> {
    const rows = await this.#command('capture-pane -p');
    const [cursor] = await this.#command('display-message -p "#{cursor_x} #{cursor_y}"');
    const [cursorColumn = 0, cursorRow = 0] = cursor!.split(' ').map(Number);
    return { rows: rows.map((row) => row.trimEnd()), cursorColumn, cursorRow };
  }

  async #titleShown(): Promise<void> {
    for (;;) {
      const [title] = await this.#command('display-message -p "#{pane_title}"');
      if (title === `t${this.#titles}`) return;
      await setTimeout(1);
    }
  }

  async #command(command: string): Promise<string[]> {
    this.#process.stdin.write(`${command}\n`);
    return this.#reply();
  }

  /** The lines of the next reply. */
  async #reply(): Promise<string[]> {
    let lines: string[] | undefined;
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error('tmux has ended');
      const line = String(value).replace(/^\x1bP1000p/, '');
      if (lines === undefined) {
        if (line.startsWith('%begin ')) lines = [];
      } else if (line.startsWith('%error ')) throw new Error(`tmux: ${lines.join(' ')}`);
      else if (line.startsWith('%end ')) return lines;
      else lines.push(line);
    }
  }
}
