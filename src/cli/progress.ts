/** A progress bar of one line: how far a conversion is and how long it will still take. */
import type { Progress } from '../index.js';
import type { OutputStream } from './console.js';

const REDRAW_MS = 100;
const BAR_COLUMNS = 24;
const ERASE_LINE = '\r\u001b[K';

/** What the stages are called. */
const STAGE_WORDS: Readonly<Record<Progress['stage'], string>> = { replay: 'replaying', encode: 'encoding' };

/** The bar of one conversion. */
export class ProgressBar {
  readonly #stream: OutputStream;
  #stage: Progress['stage'] | undefined;
  #stageStartMs = 0;
  #drawnMs = -Infinity;
  #shown = false;

  /** Draws nothing yet. The stream must be a terminal. */
  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Redraws, if the last time was long enough ago. */
  update(progress: Progress): void {
    const nowMs = performance.now();
    if (progress.stage !== this.#stage) [this.#stage, this.#stageStartMs] = [progress.stage, nowMs];
    if (nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = nowMs;
    this.#shown = true;
    const line = progressLine(progress, (nowMs - this.#stageStartMs) / 1000);
    this.#stream.write(`${ERASE_LINE}${line.slice(0, (this.#stream.columns || 80) - 1)}`);
  }

  /** Takes the bar off the screen; the next update brings it back. */
  clear(): void {
    if (this.#shown) this.#stream.write(ERASE_LINE);
    this.#shown = false;
    this.#drawnMs = -Infinity;
  }
}

/** The bar as text. */
export function progressLine({ stage, fraction }: Progress, stageSeconds: number): string {
  const word = STAGE_WORDS[stage];
  if (fraction === undefined) return `${word} …`;
  const share = Math.max(0, Math.min(1, fraction));
  const full = Math.round(share * BAR_COLUMNS);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const left = timeLeft(share, stageSeconds);
  return `${bar} ${percent}  ${word}${left && `, ${left}`}`;
}

/**
 * How long something will still take at the pace so far, as text; empty while that would be a guess.
 * @param share how much of it is done, 0 to 1
 */
export function timeLeft(share: number, seconds: number): string {
  return seconds >= 1 && share > 0.02 ? `${duration((seconds * (1 - share)) / share)} left` : '';
}

/** `8 s`, `1:05`, `2:00:09`. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  const tail = `${two(minutes % 60)}:${two(whole % 60)}`;
  return minutes < 60 ? tail.replace(/^0/, '') : `${Math.floor(minutes / 60)}:${tail}`;
}
