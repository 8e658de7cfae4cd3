/** Work at a shell's prompt. */
import { codeLine, fileName, noun, path, verb, words } from './invented-text.js';
import { ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

/** Someone who types commands and waits for what they print. */
class Shell {
  readonly random: SeededRandom;
  readonly terminal: ScriptedTerminal;

  constructor(columns: number, rows: number, seed: number) {
    this.random = new SeededRandom(seed);
    this.terminal = new ScriptedTerminal(columns, rows);
    this.#prompt();
  }

  /** Types a command key by key and starts it. */
  type(command: string): void {
    for (const letter of command) this.terminal.print(letter).wait(this.random.between(40, 190));
    if (this.random.chance(0.2)) this.#mistype();
    this.terminal.wait(this.random.between(200, 900)).print('\r\n').wait(60);
  }

  #mistype(): void {
    for (const letter of ' teh') this.terminal.print(letter).wait(90);
    for (let key = 0; key < 4; key += 1) this.terminal.print('\b \b').wait(110);
  }

  /** Prints lines, a few at a time, with pauses of at most these milliseconds in between; all at once, if it is 0. */
  output(lines: readonly string[], mostMs: number): void {
    for (let from = 0; from < lines.length; ) {
      const until = mostMs === 0 ? lines.length : from + this.random.between(1, 8);
      const text = lines.slice(from, until).map((line) => `${line}\r\n`);
      this.terminal.print(text.join('')).wait(this.random.between(mostMs / 4, mostMs));
      from = until;
    }
    this.#prompt();
  }

  /** Types one of the commands that people use, and prints what it might. */
  work(): void {
    const [command, lines, mostMs] = this.random.pick(COMMANDS)(this.random);
    this.type(command);
    this.output(lines, mostMs);
    this.terminal.wait(this.random.between(2000, 16_000));
  }

  #prompt(): void {
    const place = `${styled('1;34', `~/${noun(this.random)}`)} ${styled('35', ` ${noun(this.random)}`)}`;
    this.terminal.print(`${place}\r\n${styled('1;32', '❯')} `).wait(this.random.between(200, 1500));
  }
}

type Command = readonly [command: string, lines: readonly string[], mostMs: number];

const listOf = (random: SeededRandom, least: number, most: number, line: (index: number) => string) =>
  Array.from({ length: random.between(least, most) }, (_, index) => line(index));

const COMMANDS: readonly ((random: SeededRandom) => Command)[] = [
  (random) => ['ls -l', listOf(random, 6, 40, () => longListing(random)), 0],
  (random) => ['git log --oneline -20', listOf(random, 20, 20, () => commitLine(random)), 0],
  (random) => ['git diff', listOf(random, 10, 30, () => diffLine(random)), 0],
  (random) => [`grep -rn ${noun(random)} src`, listOf(random, 3, 60, () => foundLine(random)), 80],
  (random) => ['npm test', listOf(random, 10, 60, () => testLine(random)), 400],
  (random) => [`cat ${path(random)}`, listOf(random, 20, 60, (index) => codeLine(random, index % 3)), 0],
  (random) => ['make', listOf(random, 6, 50, () => `  ${styled('36', 'CC')}  ${path(random)}`), 600],
  (random) => [`cd ${noun(random)}`, [], 0],
  (random) => [`git commit -m '${words(random, 5)}'`, [`[main ${random.hex(7)}] ${words(random, 5)}`], 300],
];

function longListing(random: SeededRandom): string {
  const name = random.chance(0.3) ? styled('1;34', noun(random)) : fileName(random);
  return `-rw-r--r-- 1 ${noun(random)} staff ${`${random.between(1, 999999)}`.padStart(8)} Nov ${random.between(10, 29)} ${name}`;
}

function commitLine(random: SeededRandom): string {
  const branch = random.chance(0.1) ? styled('1;32', ` (${noun(random)})`) : '';
  return `${styled('33', random.hex(7))}${branch} ${words(random, random.between(4, 10))}`;
}

function diffLine(random: SeededRandom): string {
  if (random.chance(0.1)) return styled('36', `@@ -${random.between(1, 400)},7 +${random.between(1, 400)},9 @@`);
  const [colour, sign] = random.pick([
    ['0', ' '],
    ['0', ' '],
    ['32', '+'],
    ['31', '-'],
  ] as const);
  return styled(colour, `${sign}  ${words(random, random.between(2, 12))};`);
}

function foundLine(random: SeededRandom): string {
  const place = `${styled('35', path(random))}:${styled('32', `${random.between(1, 500)}`)}`;
  return `${place}:  ${words(random, 4)} ${styled('1;31', noun(random))} ${words(random, 3)}`;
}

function testLine(random: SeededRandom): string {
  const mark = random.chance(0.96) ? styled('32', '✔') : styled('31', '✖');
  return `${mark} ${words(random, random.between(5, 11))} ${styled('2', `(${random.between(1, 800)} ms)`)}`;
}

/** 42 minutes of it. */
export function longShellWork(): string {
  const shell = new Shell(118, 35, 61);
  while (shell.terminal.timeMs < 42 * 60e3) shell.work();
  return shell.terminal.toString();
}

/** Little but typing: nearly every frame changes a character. */
export function typedCommands(): string {
  const shell = new Shell(80, 24, 62);
  for (let count = 0; count < 14; count += 1) {
    shell.type(`${noun(shell.random)} --${noun(shell.random)} ${path(shell.random)} # ${words(shell.random, 3)}`);
    shell.output([`${noun(shell.random)} ${verb(shell.random)}`], 300);
  }
  return shell.terminal.toString();
}

/** A few seconds: what a page about a command shows. */
export function shortDemo(): string {
  const shell = new Shell(90, 28, 63);
  shell.type(`mk ${noun(shell.random)} --help`);
  const options = Array.from({ length: 14 }, () => {
    return `  ${styled('33', `--${noun(shell.random)}`)}  ${words(shell.random, shell.random.between(4, 8))}`;
  });
  shell.output([styled('1', 'Usage: mk NAME [OPTIONS]'), styled('3', words(shell.random, 9)), ...options], 60);
  for (let count = 0; count < 4; count += 1) {
    shell.type(`mk ${noun(shell.random)}`);
    const marks = [
      `→ ${path(shell.random)} … ½ · “${noun(shell.random)}”`,
      `${styled('32', '✔')} ${words(shell.random, 6)}`,
    ];
    shell.output(marks, 300);
  }
  return shell.terminal.toString();
}
