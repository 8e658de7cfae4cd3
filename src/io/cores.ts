import { availableParallelism } from 'node:os';

/** How many threads this machine runs at once. */
export function availableThreads(): number {
  return availableParallelism();
}
