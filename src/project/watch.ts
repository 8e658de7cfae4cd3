/** Notices changes to files. */
import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';

/** A recording is written bit by bit: changes that follow each other closely count as one. */
const QUIET_MS = 200;
const STEP_MS = 50;

/** Watches the folders of files: editors replace files, and new ones may match a pattern. */
export class ChangeWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  #lastChangeMs: number | undefined;

  /** Watches the folders of these files, besides those it watches already. */
  watch(files: readonly string[]): void {
    const onChange = () => {
      this.#lastChangeMs = performance.now();
    };
    for (const folder of new Set(files.map(dirname))) {
      if (!this.#watchers.has(folder)) this.#watchers.set(folder, watch(folder, onChange).on('error', onChange));
    }
  }

  /**
   * Resolves when something has changed since the last call, after a short time without further changes.
   * @throws Cast2gifError `aborted`
   */
  async changed(signal: AbortSignal): Promise<void> {
    const isAtRest = () => this.#lastChangeMs !== undefined && performance.now() - this.#lastChangeMs >= QUIET_MS;
    while (!isAtRest()) {
      throwIfAborted(signal);
      await pause(STEP_MS);
    }
    this.#lastChangeMs = undefined;
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }
}
