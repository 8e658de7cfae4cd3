/** Which caller was promised which picture, so that none can withdraw the interest of another. */
export class Interests {
  /** Callers by key; one that asked twice is there twice. */
  readonly #callers = new Map<string, string[]>();

  add(key: string, caller: string): void {
    this.#callers.set(key, [...(this.#callers.get(key) ?? []), caller]);
  }

  /** Takes one interest of a caller. @returns whether there was one */
  take(key: string, caller: string): boolean {
    const callers = this.#callers.get(key) ?? [];
    const at = callers.indexOf(caller);
    if (at < 0) return false;
    const left = callers.toSpliced(at, 1);
    if (left.length === 0) this.#callers.delete(key);
    else this.#callers.set(key, left);
    return true;
  }

  /** The job has ended. */
  forget(key: string): void {
    this.#callers.delete(key);
  }
}
