/** A session in a full-screen editor: typing, scrolling, searching, selecting, a list of completions. */
import { codeLine, identifier, path, words } from './invented-text.js';
import { moveTo, ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

const TEXT_ROWS = 38;

/** An editor on a file of 400 lines. */
class Editor {
  readonly random = new SeededRandom(51);
  readonly terminal = new ScriptedTerminal(120, 40);
  readonly #lines = Array.from({ length: 400 }, (_, index) => codeLine(this.random, [0, 1, 1, 2, 2, 1][index % 6]!));
  readonly #path = path(this.random);
  #first = 0;

  open(): void {
    this.terminal.print('\x1b[?1049h\x1b[2J');
    this.#drawAll();
    this.terminal.wait(600);
  }

  /** Scrolls by lines, as a held key does. */
  scroll(lines: number): void {
    for (let line = 0; line < lines; line += 1) {
      this.#first += 1;
      const last = moveTo(TEXT_ROWS, 1) + this.#row(TEXT_ROWS - 1);
      this.terminal.print(`\x1b[1;${TEXT_ROWS}r${moveTo(TEXT_ROWS, 1)}\n\x1b[r${last}${this.#status('NORMAL')}`);
      this.terminal.wait(this.random.between(33, 60));
    }
  }

  /** Jumps to a line far away. */
  jump(): void {
    this.#first = this.random.between(0, this.#lines.length - TEXT_ROWS - 60);
    this.#drawAll();
    this.terminal.wait(700);
  }

  /** Types a line of text key by key. */
  type(row: number): void {
    const text = words(this.random, 8);
    this.terminal.print(`${moveTo(row + 1, 1)}${this.#number(row)}\x1b[K${this.#status('INSERT')}`);
    for (const [index, letter] of [...text].entries()) {
      const position = `${moveTo(40, 100)}${row + 1},${index + 1}  `;
      this.terminal.print(`${position}${moveTo(row + 1, 7 + index)}${letter}`);
      this.terminal.wait(this.random.between(40, 160));
    }
    this.#lines[this.#first + row] = text;
  }

  /** Marks lines one by one, then lets go of them. */
  select(row: number, count: number): void {
    for (let line = 0; line < count; line += 1) {
      const plain = this.#row(row + line).replaceAll(/\x1b\[[\d;]*m/g, '');
      this.terminal.print(moveTo(row + line + 1, 1) + styled('48;5;238', plain.padEnd(70))).wait(70);
    }
    this.#drawAll();
    this.terminal.wait(500);
  }

  /** Opens a list of completions over the text, walks through it and closes it. */
  complete(row: number): void {
    const names = Array.from({ length: 8 }, () => identifier(this.random).padEnd(30));
    for (let chosen = 0; chosen < 6; chosen += 1) {
      const list = names.map((name, index) => {
        return moveTo(row + index, 24) + styled(index === chosen ? '30;48;5;111' : '48;5;236', ` ${name}`);
      });
      this.terminal.print(list.join('')).wait(140);
    }
    this.#drawAll();
    this.terminal.wait(400);
  }

  #drawAll(): void {
    const rows = Array.from({ length: TEXT_ROWS }, (_, row) => moveTo(row + 1, 1) + this.#row(row));
    this.terminal.print(`${rows.join('')}${this.#status('NORMAL')}`);
  }

  #row(row: number): string {
    return `${this.#number(row)}${this.#lines[this.#first + row] ?? '~'}\x1b[K`;
  }

  #number(row: number): string {
    return styled('38;5;240', `${this.#first + row + 1}`.padStart(4).padEnd(6));
  }

  #status(mode: string): string {
    const position = `${this.#first + 1}/${this.#lines.length}`.padStart(20);
    const text = `${styled('1;30;42', ` ${mode} `)}${styled('48;5;236', ` ${this.#path.padEnd(78)}${position} `)}`;
    return `${moveTo(39, 1)}${text}${moveTo(40, 100)}${' '.repeat(12)}${moveTo(20, 7)}`;
  }
}

/** Four rounds of everything. */
export function editorSession(): string {
  const editor = new Editor();
  editor.open();
  for (let round = 0; round < 4; round += 1) {
    editor.scroll(60);
    editor.type(12 + round);
    editor.complete(18);
    editor.jump();
    editor.select(8, 12);
    editor.type(25);
  }
  return editor.terminal.toString();
}
