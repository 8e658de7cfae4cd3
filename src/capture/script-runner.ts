/** Plays a script to a program, at the pace of a person. */
import { setTimeout as delay } from 'node:timers/promises';
import { Cast2gifError, quotedShort } from '../errors.js';
import type { OutputWatch } from './output-watch.js';
import type { RunningProgram } from './pseudo-terminal.js';
import { DEFAULT_WAIT_MS, type Instruction } from './script.js';
import type { Take } from './take.js';

/** What a script acts on. */
export interface Stage {
  readonly program: Pick<RunningProgram, 'write' | 'ended'>;
  readonly take: Take;
  readonly watch: OutputWatch;
  /** Name of the script, for messages. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** What the prompt of the recorder's own shell looks like, and that of most others. */
const DEFAULT_PROMPT = /^[^\n]{0,200}[$#%>\u276f\u279c] $/m;
const DEFAULT_KEYS_PER_SECOND = 14;
/** Before Enter is pressed. */
const ENTER_PAUSE_US = 250_000;

/**
 * Plays the instructions one after another.
 * @throws Cast2gifError `timeout` where something waited for does not come, `recording` if the program has ended before
 *   the script, both naming the line; `aborted`
 */
export async function playScript(instructions: readonly Instruction[], stage: Stage): Promise<void> {
  const player = new ScriptPlayer(stage);
  const end = stage.program.ended.then(() => 'ended' as const);
  for (const instruction of instructions) {
    const outcome = await Promise.race([player.play(instruction), end]);
    if (outcome !== 'ended') continue;
    if (instruction === instructions.at(-1)) return;
    throw stageError(stage, instruction, 'recording', 'the program had ended before this line was done');
  }
}

function stageError({ name }: Stage, { line }: Instruction, code: 'recording' | 'timeout', problem: string) {
  return new Cast2gifError(code, `line ${line}: ${problem}`, { subject: name, line });
}

class ScriptPlayer {
  readonly #stage: Stage;
  readonly #rhythm = new Rhythm();
  #prompt = DEFAULT_PROMPT;
  #keysPerSecond = DEFAULT_KEYS_PER_SECOND;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async play(instruction: Instruction): Promise<void> {
    const { take } = this.#stage;
    switch (instruction.kind) {
      case 'type':
        return this.#type(instruction.text);
      case 'run':
        await this.#type(instruction.text);
        await this.#pass(ENTER_PAUSE_US);
        await this.#press('\r');
        return this.#wait(instruction, this.#prompt, DEFAULT_WAIT_MS);
      case 'press':
        for (const sequence of instruction.sequences) await this.#press(sequence);
        return;
      case 'wait':
        return this.#wait(instruction, instruction.pattern ?? this.#prompt, instruction.timeoutMs);
      case 'sleep':
        await this.#pass(instruction.durationUs);
        return take.settle(this.#stage.watch.length);
      case 'pace':
        this.#keysPerSecond = instruction.keysPerSecond;
        return;
      case 'prompt':
        this.#prompt = instruction.pattern;
        return;
      case 'marker':
        return take.marker(instruction.label);
      case 'hide':
        return take.hide();
      case 'show':
        return take.show();
    }
  }

  async #type(text: string): Promise<void> {
    for (const character of text) {
      this.#send(character, character);
      await this.#pass(this.#rhythm.pauseUs(character, this.#keysPerSecond));
    }
  }

  async #press(sequence: string): Promise<void> {
    this.#stage.watch.forget();
    this.#send(sequence, sequence === '\r' ? '\r\n' : '');
    await this.#pass(1e6 / this.#keysPerSecond);
  }

  #send(text: string, echo: string): void {
    this.#stage.take.input(text, echo);
    this.#stage.program.write(text);
  }

  async #pass(durationUs: number): Promise<void> {
    const wholeUs = Math.round(durationUs);
    this.#stage.take.pass(wholeUs);
    await delay(wholeUs / 1000, undefined, { signal: this.#stage.signal });
  }

  async #wait(instruction: Instruction, pattern: RegExp, timeoutMs: number): Promise<void> {
    const { watch, take, signal } = this.#stage;
    const isOver = new AbortController();
    const timeout = delay(timeoutMs, 'timeout' as const, { signal: AbortSignal.any([signal, isOver.signal]) });
    try {
      const found = await Promise.race([watch.waitFor(pattern), timeout]);
      if (found !== 'timeout') return take.settle(found);
    } finally {
      isOver.abort();
      timeout.catch(() => {});
    }
    const last = quotedShort(watch.lastText.trim().slice(-80));
    throw stageError(
      this.#stage,
      instruction,
      'timeout',
      `${pattern.source} did not appear within ${timeoutMs / 1000} s; the last output was ${last}`,
    );
  }
}

/** Pauses between keys, uneven as those of a person, yet the same every time: a linear congruential generator. */
class Rhythm {
  #state = 1;

  pauseUs(character: string, keysPerSecond: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const unevenness = 0.6 + 0.8 * ((this.#state >>> 8) / 0x7fffff);
    const thinking = /[\s|&;]/u.test(character) ? 1.6 : 1;
    return (1e6 / keysPerSecond) * unevenness * thinking;
  }
}
