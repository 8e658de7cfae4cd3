/** Stores of processes that take their steps in a given order, or are killed at one of them. */
import type { Store } from '#cast2gif/store/store.js';

/** Has several do things at once, one step of one of them at a time. */
export class Turnstile {
  #waiting: { readonly who: string; readonly go: () => void }[] = [];

  /** A store whose every step waits for its turn. */
  storeOf(who: string, store: Store): Store {
    const turn = () => new Promise<void>((go) => this.#waiting.push({ who, go }));
    const inTurn = async <T>(step: () => Promise<T>): Promise<T> => {
      await turn();
      return step();
    };
    return {
      ...store,
      create: (...given) => inTurn(() => store.create(...given)),
      replace: (...given) => inTurn(() => store.replace(...given)),
      get: (...given) => inTurn(() => store.get(...given)),
      delete: (...given) => inTurn(() => store.delete(...given)),
      async *list(...given) {
        await turn();
        yield* store.list(...given);
      },
    } as Store;
  }

  /** @param order whose turn it is: numbers, taken modulo how many wait */
  async run(order: readonly number[], work: readonly Promise<unknown>[]): Promise<void> {
    let isDone = false;
    const all = Promise.all(work).finally(() => {
      isDone = true;
    });
    all.catch(() => {});
    for (let step = 0; !isDone; ) {
      const waiting = this.#waiting.toSorted((one, other) => (one.who < other.who ? -1 : 1));
      const next = waiting[(order[step % order.length] ?? 0) % waiting.length];
      if (next !== undefined) {
        this.#waiting = this.#waiting.filter((each) => each !== next);
        next.go();
        step += 1;
      }
      // Whoever has done a step now stands at the next one, unless they sleep.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await all;
  }
}

/** A store that a process reaches for only so many steps. */
export function dyingAfter(store: Store, steps: number): Store {
  let left = steps;
  const after = <T>(step: () => T): T => {
    if (left-- <= 0) throw new Error('killed');
    return step();
  };
  return {
    ...store,
    create: async (...given) => after(() => store.create(...given)),
    replace: async (...given) => after(() => store.replace(...given)),
    get: async (...given) => after(() => store.get(...given)),
    delete: async (...given) => after(() => store.delete(...given)),
    list: (...given) => after(() => store.list(...given)),
  } as Store;
}
