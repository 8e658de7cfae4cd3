import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('./skewed-clock.js', import.meta.url));

/** What starts a program of Node whose clock is wrong by so much: switches before its name, and variables. */
export function withWrongClock(skewMs: number) {
  return { switches: ['--import', PRELOAD], environment: { CLOCK_SKEW_MS: String(skewMs) } };
}
