import type { Job } from '../../jobs/jobs.js';

/** Which caller was promised which picture, so that none can withdraw the interest of another. */
export class Interests {
  /** How many promises of a key each caller has. */
  readonly #promises = new Map<string, Map<string, number>>();

  add(key: string, caller: string): void {
    const callers = this.#promises.get(key) ?? new Map<string, number>();
    this.#promises.set(key, callers.set(caller, (callers.get(caller) ?? 0) + 1));
  }

  /** Adds one that is forgotten when the job has ended. */
  addUntilEnded({ key, ended }: Job, caller: string): void {
    this.add(key, caller);
    void ended.catch(() => {}).finally(() => this.forget(key));
  }

  /**
   * Takes the interest of a caller. Several promises to what looks like one caller may be those of several, who cannot
   * be told apart: then nobody's is taken.
   * @returns whether there was one
   */
  take(key: string, caller: string): boolean {
    const callers = this.#promises.get(key);
    if (callers?.get(caller) !== 1) return false;
    callers.delete(caller);
    if (callers.size === 0) this.#promises.delete(key);
    return true;
  }

  /** The job has ended. */
  forget(key: string): void {
    this.#promises.delete(key);
  }
}
