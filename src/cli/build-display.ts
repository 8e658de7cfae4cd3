/** One line for many pictures: how many are done, how long the rest will take, and which are under way. */
import type { Console } from './console.js';
import { timeLeft } from './progress.js';

const REDRAW_MS = 100;
const ERASE_LINE = '\r\u001b[K';

/** What is shown while many pictures are made; on standard error. */
export class BuildDisplay {
  readonly #console: Console;
  readonly #isQuiet: boolean;
  /** How much work each picture is, by name, in any unit. */
  readonly #weights: ReadonlyMap<string, number>;
  /** How far each picture under way is, by name. */
  readonly #underWay = new Map<string, number>();
  readonly #startMs = performance.now();
  #done = 0;
  #doneWeight = 0;
  #drawnMs = -Infinity;

  constructor(console: Console, weights: ReadonlyMap<string, number>, isQuiet: boolean) {
    this.#console = console;
    this.#weights = weights;
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
    this.#doneWeight += this.#weights.get(name) ?? 0;
    if (!this.#isQuiet) this.say(`${this.#count()} ${line}`);
  }

  /** Any other message. */
  say(line: string): void {
    this.clear();
    this.#console.say(line);
  }

  clear(): void {
    if (this.#drawnMs !== -Infinity) this.#console.stderr.write(ERASE_LINE);
    this.#drawnMs = -Infinity;
  }

  #count(): string {
    return `[${this.#done}/${this.#weights.size}]`;
  }

  #line(): string {
    const names = [...this.#underWay].map(([name, fraction]) => `${name} ${Math.floor(fraction * 100)} %`);
    const left = timeLeft(this.#share(), (performance.now() - this.#startMs) / 1000);
    return `${this.#count()} ${left && `${left}: `}${names.join(', ')}`;
  }

  /** How much of all the work is done. */
  #share(): number {
    const sum = (weights: Iterable<number>) => [...weights].reduce((total, weight) => total + weight, 0);
    const begun = [...this.#underWay].map(([name, fraction]) => (this.#weights.get(name) ?? 0) * fraction);
    return (this.#doneWeight + sum(begun)) / sum(this.#weights.values());
  }
}
