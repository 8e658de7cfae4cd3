/** One line for many pictures: how many are done, and which are under way. */
import type { Console } from './console.js';

const REDRAW_MS = 100;
const ERASE_LINE = '\r\u001b[K';

/** What `build` shows while it works; on standard error. */
export class BuildDisplay {
  readonly #console: Console;
  readonly #isQuiet: boolean;
  readonly #total: number;
  /** How far each picture under way is, by name. */
  readonly #underWay = new Map<string, number>();
  #done = 0;
  #drawnMs = -Infinity;

  constructor(console: Console, total: number, isQuiet: boolean) {
    this.#console = console;
    this.#total = total;
    this.#isQuiet = isQuiet;
  }

  progress(name: string, fraction: number): void {
    this.#underWay.set(name, fraction);
    const nowMs = performance.now();
    if (this.#isQuiet || !this.#console.canRedraw || nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = nowMs;
    const { columns = 80 } = this.#console.stderr;
    this.#console.stderr.write(`${ERASE_LINE}${this.#line().slice(0, columns - 1)}`);
  }

  /** A picture is done; the line stays. */
  done(name: string, line: string): void {
    this.#underWay.delete(name);
    this.#done += 1;
    if (!this.#isQuiet) this.say(`[${this.#done}/${this.#total}] ${line}`);
  }

  /** Whatever else is to be said. */
  say(line: string): void {
    this.clear();
    this.#console.say(line);
  }

  clear(): void {
    if (this.#drawnMs !== -Infinity) this.#console.stderr.write(ERASE_LINE);
    this.#drawnMs = -Infinity;
  }

  #line(): string {
    const names = [...this.#underWay].map(([name, fraction]) => `${name} ${Math.floor(fraction * 100)} %`);
    return `[${this.#done}/${this.#total}] ${names.join(', ')}`;
  }
}
