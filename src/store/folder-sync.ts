import { open } from 'node:fs/promises';

/** Makes names in folders durable; those who ask for the same folder at the same time share one call of the system. */
export class FolderSync {
  readonly #synchronise: (path: string) => Promise<void>;
  /** Not begun yet: whoever asks now is served by it. */
  readonly #next = new Map<string, Promise<void>>();
  /** Under way: names that came later may be missed by it. */
  readonly #running = new Map<string, Promise<void>>();

  /** @param synchronise makes the names that are in a folder when it is called durable */
  constructor(synchronise: (path: string) => Promise<void> = synchroniseFolder) {
    this.#synchronise = synchronise;
  }

  /** Resolves when all names are durable that were in the folder when this was called. */
  of(path: string): Promise<void> {
    const next = this.#next.get(path) ?? this.#takeTurn(path);
    this.#next.set(path, next);
    return next;
  }

  async #takeTurn(path: string): Promise<void> {
    // Its failure is told to those who asked for it.
    await this.#running.get(path)?.catch(() => {});
    this.#next.delete(path);
    const running = this.#synchronise(path).finally(() => this.#running.delete(path));
    this.#running.set(path, running);
    await running;
  }
}

async function synchroniseFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
