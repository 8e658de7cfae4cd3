// Writes the example recordings: node examples/make.mjs
// They are made rather than recorded, so that they stay small, ours, and the same on every machine.
import { writeFileSync } from 'node:fs';

const ESCAPE = '\u001b';
const sgr = (codes, text) => `${ESCAPE}[${codes}m${text}${ESCAPE}[0m`;
const rgb = (red, green, blue) => `38;2;${red};${green};${blue}`;
const cycle = (length, make) => Array.from({ length }, (_, index) => make(index)).join('');
const link = (address, text) => `${ESCAPE}]8;;${address}${ESCAPE}\\${text}${ESCAPE}]8;;${ESCAPE}\\`;
const range = (from, to) => cycle(to - from + 1, (index) => String.fromCodePoint(from + index));

/** Collects events with their times; `wait` moves the clock. */
function recorder(columns, rows, title) {
  const lines = [JSON.stringify({ version: 3, term: { cols: columns, rows, type: 'xterm-256color' }, title })];
  let waited = 0;
  const event = (code, data) => {
    lines.push(JSON.stringify([Number(waited.toFixed(3)), code, data]));
    waited = 0;
  };
  return {
    print: (text) => event('o', text),
    press: (data) => event('i', data),
    marker: (label) => event('m', label),
    exit: (status) => event('x', String(status)),
    wait: (seconds) => {
      waited += seconds;
    },
    write: (name) => writeFileSync(new URL(name, import.meta.url), `${lines.join('\n')}\n`),
  };
}

/** A hand typing: quick within words, slower between them, the same every time. */
function type(recording, text) {
  for (const [index, character] of [...text].entries()) {
    recording.wait(0.045 + ((index * 7) % 5) * 0.012 + (character === ' ' ? 0.06 : 0));
    recording.print(character);
  }
}

const PROMPT = `${sgr('1;34', '~/demo')} ${sgr('1;32', '❯')} `;

function command(recording, text, pause = 0.5) {
  recording.print(PROMPT);
  recording.wait(pause);
  type(recording, text);
  recording.wait(0.35);
  recording.print('\r\n');
}

/**
 * @param length over how many characters the colour goes from one to the other
 * @param step how many neighbours share a colour
 */
function gradient(text, from, to, length = text.length, step = 1) {
  const last = Math.max(1, length - step);
  const shade = (index) => from.map((channel, which) => Math.round(channel + ((to[which] - channel) * index) / last));
  const pieces = Array.from({ length: Math.ceil(text.length / step) }, (_, index) => index * step);
  return pieces.map((index) => sgr(rgb(...shade(index)), text.slice(index, index + step))).join('');
}

/** A thin bar, so that bars in neighbouring rows stay apart; the filled part goes from one colour to another. */
function bar(share, width) {
  const half = Math.round(share * width * 2);
  const full = Math.floor(half / 2);
  const filled = gradient('━'.repeat(full) + (half % 2 ? '╸' : ''), [86, 182, 255], [190, 130, 255], width, 6);
  return filled + sgr('38;5;238', '━'.repeat(width - full - (half % 2)));
}

/** Bars that fill one after another, a spinner before the one at work. */
function progress(recording, labels, steps) {
  recording.print(`${ESCAPE}[?25l`);
  const line = (label, share, step) => {
    const sign = share === 1 ? sgr('32', '✔') : share === 0 ? ' ' : sgr('36', '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'[step % 10]);
    const percent = `${String(Math.round(share * 100)).padStart(4)} %`;
    return `\r  ${sign} ${label.padEnd(10)} ${bar(share, 36)} ${share === 1 ? sgr('32', percent) : percent}`;
  };
  recording.print(`${labels.map((label) => line(label, 0, 0)).join('\n')}${ESCAPE}[${labels.length - 1}A`);
  for (const [index, label] of labels.entries()) {
    for (let step = 1; step <= steps; step += 1) {
      recording.wait(0.08);
      recording.print(line(label, step / steps, step));
    }
    recording.print(index < labels.length - 1 ? '\n' : '\r\n');
  }
  recording.print(`${ESCAPE}[?25h`);
}

function table(recording, head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const rule = (left, middle, right) =>
    sgr('90', left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right);
  const edge = sgr('90', '│');
  const line = (row, style) =>
    edge + row.map((cell, column) => ` ${sgr(style(column), cell.padEnd(widths[column]))} `).join(edge) + edge;
  recording.print(`${rule('╭', '┬', '╮')}\r\n${line(head, () => '1')}\r\n${rule('├', '┼', '┤')}\r\n`);
  for (const row of rows) {
    recording.wait(0.18);
    recording.print(`${line(row, (column) => (column === 0 ? '36' : '33'))}\r\n`);
  }
  recording.print(`${rule('╰', '┴', '╯')}\r\n`);
}

function demo() {
  const recording = recorder(72, 22, 'cast2gif at work');
  recording.wait(0.4);
  command(recording, 'cast2gif demo.cast demo.gif', 0.8);
  progress(recording, ['replaying', 'painting', 'encoding'], 13);
  recording.print(`\r\n  \uf03e  ${sgr('1', 'demo.gif')}  ${sgr('32', 'small')} ${sgr('90', '·')} `);
  recording.print(`${sgr('36', 'exact')} ${sgr('90', '·')} ${sgr('35', 'quick')}\r\n\r\n`);
  recording.wait(1.2);
  recording.marker('what it can draw');
  command(recording, 'cat features.txt');
  recording.wait(0.15);
  recording.print(
    `  ${gradient('▁▂▃▄▅▆▇█ true colour, every shade of it █▇▆▅▄▃▂▁', [255, 95, 109], [120, 180, 255])}\r\n`,
  );
  recording.wait(0.3);
  recording.print(
    `  ${sgr('1', 'bold')}  ${sgr('3', 'italic')}  ${sgr('4', 'underline')}  ${sgr('4:3;58;2;255;85;85', 'curly')}  ` +
      `${sgr('9', 'struck')}  ${sgr('2', 'faint')}  ${sgr('7', ' inverse ')}\r\n`,
  );
  recording.wait(0.3);
  recording.print('  emoji 🎬 🚀 👩‍👩‍👧 🏳️‍🌈 🫡   wide 漢字 かな 한글   नमस्ते   ⠿⠷⠯⠟\r\n\r\n');
  recording.wait(1);
  command(recording, 'ls --icons');
  table(
    recording,
    ['\uf15b  file', 'format', 'for'],
    [
      ['\uf03e  demo.gif', 'GIF', 'READMEs, anywhere'],
      ['\uf008  demo.mp4', 'H.264', 'sites that play video'],
      ['\uf1c9  demo.svg', 'SVG', 'text that stays text'],
    ],
  );
  recording.print(PROMPT);
  recording.wait(2);
  recording.exit(0);
  recording.write('demo.cast');
}

/** Every attribute, shape group and script in its place; also the golden picture of the tests. */
function testCard() {
  const recording = recorder(80, 32, 'test card');
  const row = (label, content) => recording.print(`${sgr('90', label.padEnd(11))}${content}\r\n`);
  row(
    'weight',
    `normal ${sgr('1', 'bold')} ${sgr('2', 'faint')} ${sgr('3', 'italic')} ${sgr('1;3', 'bold italic')} ` +
      `${sgr('7', 'inverse')} ${sgr('8', 'hidden')} ${sgr('9', 'struck')} ${sgr('53', 'overline')}`,
  );
  row(
    'underline',
    `${sgr('4', 'single')} ${sgr('21', 'double')} ${sgr('4:3', 'curly')} ${sgr('4:4', 'dotted')} ` +
      `${sgr('4:5', 'dashed')} ${sgr('4:3;58;2;255;80;80', 'red curl')} ${sgr('4;58;5;45', 'blue')} ${sgr('4', 'gjpqy')}`,
  );
  row(
    'mixed',
    `${sgr('2;31', 'faint red')} ${sgr('7;32', 'inverse green')} ${sgr('1;7;44', 'bold inverse')} ` +
      `${sgr('9;4:3;58;5;208', 'struck curl')} ${sgr('53;4:2', 'framed')} ${link('https://example.com/', 'link')}`,
  );
  for (const [label, base] of [
    ['normal', 30],
    ['bright', 90],
  ]) {
    row(
      label,
      cycle(8, (index) => sgr(base + index, ` ${base + index} `) + sgr(base + 10 + index, '   ')),
    );
  }
  row(
    'cube',
    cycle(66, (index) => sgr(`48;5;${16 + index * 3}`, ' ')),
  );
  row(
    'grey',
    cycle(24, (index) => sgr(`48;5;${232 + index}`, '  ')),
  );
  row(
    'true',
    cycle(66, (index) => sgr(`48;2;${255 - index * 3};${Math.abs(128 - index * 4)};${index * 3}`, ' ')),
  );
  row('box', '┌─┬─┐ ┏━┳━┓ ╔═╦═╗ ╭─┬─╮ ┍━┯━┑ ┎─┰─┒ ╒═╤═╕ ╓─╥─╖ ╱╲╳ ┄┅┆┇┈┉┊┋╌╍╎╏');
  row('', '│a│b│ ┃a┃b┃ ║a║b║ │a│b│ │a│b│ ┃a┃b┃ │a│b│ ║a║b║ ╲╱╳ ╴╵╶╷╸╹╺╻╼╽╾╿');
  row('', '├─┼─┤ ┣━╋━┫ ╠═╬═╣ ├─┼─┤ ┝━┿━┥ ┠─╂─┨ ╞═╪═╡ ╟─╫─╢ ┞┟┡┢ ┦┧┩┪ ┭┮┱┲ ┵┶┹┺');
  row('', '└─┴─┘ ┗━┻━┛ ╚═╩═╝ ╰─┴─╯ ┕━┷━┙ ┖─┸─┚ ╘═╧═╛ ╙─╨─╜ ┽┾╀╁ ╃╄╅╆ ╇╈╉╊ ■□●○');
  row('block', `${range(0x2580, 0x259f)} ░░▒▒▓▓██`);
  row('braille', range(0x2840, 0x2880));
  row('sextant', range(0x1fb00, 0x1fb3b));
  row('wedge', range(0x1fb3c, 0x1fb6f));
  row('eighth', range(0x1fb70, 0x1fb8b) + range(0x1fb90, 0x1fb92) + range(0x1fb94, 0x1fba0));
  row(
    'powerline',
    `${sgr('44', ' main ')}${sgr('34;42', '\ue0b0')}${sgr('42;30', ' ok ')}${sgr('32', '\ue0b0')} ` +
      '\ue0b1 \ue0b2 \ue0b3 \ue0b4 \ue0b5 \ue0b6 \ue0b7 \ue0b8 \ue0ba \ue0bc \ue0be \ue0a0 \ue0a1 \ue0a2',
  );
  row('nerd', '\uf015 \uf07b \uf121 \uf126 \ue718 \ue7a8 \uf308 \uf31b \u{f0a9e} \u{f02a2} \ueb99 \uea61');
  row('symbol', '✔ ✘ ✓ ✗ ★ ☆ ♥ ☂ ⚠ ⏎ ⌘ ⌥ ⇧ ← ↑ → ↓ ↔ ⇒ ∀ ∃ ∈ ∑ √ ∞ ≈ ≠ ≤ ≥ ℃ № ™ ⓘ ❯ ➜');
  row('emoji', '😀 🎉 🚀 ❤️ ☀️ 👍🏽 👩‍👩‍👧 🏳️‍🌈 🇫🇷 🇯🇵 1️⃣ #️⃣ 🧑🏿‍🚀 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ⚡ ☺︎ ✈︎ ©');
  row('latin', 'Äpfel Žluťoučký Ærø ñandú ß ẞ fi ﬁ e\u0301 a\u0302 n\u0303 q\u0307 Z\u0351\u036b ı ğ ș');
  row('greek', 'Ελληνικά Кириллица Ґ Ђ Հայերեն ქართული');
  row('cjk', '漢字 中文 日本語 ひらがな カタカナ 한국어 ｱｲｳ Ｆｕｌｌ 「」、。');
  row('jamo', '\u1112\u1161\u11ab\u1100\u1173\u11af');
  row('rtl', 'שלום עולם مرحبا بالعالم');
  row('indic', 'हिन्दी नमस्ते বাংলা தமிழ் తెలుగు');
  row('thai', 'ภาษาไทย กำ น้ำ ລາວ ខ្មែរ');
  recording.print(
    `${ESCAPE}#3double height\r\n${ESCAPE}#4double height\r\n${ESCAPE}#6double width ${sgr('1;31', 'red')} ╔═╗\r\n`,
  );
  recording.print(`${ESCAPE}[6 q${sgr('90', 'cursor, a bar')} ❯ `);
  recording.wait(1);
  recording.marker('reverse screen');
  recording.print(`${ESCAPE}[?5h`);
  recording.wait(0.5);
  recording.print(`${ESCAPE}[?5l`);
  recording.wait(1);
  recording.exit(0);
  recording.write('test-card.cast');
}

/** Input events too, for --keys: a corrected typo, a password, keys that have names. */
function keys() {
  const recording = recorder(56, 9, 'keystrokes');
  const press = (data, answer, pause = 0.2) => {
    recording.press(data);
    recording.wait(0.012);
    if (answer !== undefined) recording.print(answer);
    recording.wait(pause);
  };
  const typeKeys = (text, echoes = true) => {
    for (const [index, character] of [...text].entries())
      press(character, echoes ? character : undefined, 0.07 + ((index * 7) % 5) * 0.015);
  };
  recording.print(PROMPT);
  recording.wait(0.8);
  typeKeys('sudo make isn');
  press('\x7f', '\b \b');
  press('\x7f', '\b \b');
  typeKeys('nstall');
  press('\r', '\r\n[sudo] password for you: ', 0.8);
  typeKeys('example', false);
  press('\r', '\r\ninstalled\r\n', 0.3);
  recording.print(PROMPT);
  recording.wait(2.2);
  press(`${ESCAPE}[A`, 'sudo make install', 0.5);
  press(`${ESCAPE}[1;5D`, `${ESCAPE}[7D`, 0.5);
  press('\x03', `${ESCAPE}[7C^C\r\n${PROMPT}`, 2.5);
  recording.exit(0);
  recording.write('keys.cast');
}

demo();
keys();
testCard();
