/** What keys send to a program. */

/** Keys with a name, in lower case; what xterm sends for them. */
const NAMED: Readonly<Record<string, string>> = {
  enter: '\r',
  return: '\r',
  tab: '\t',
  esc: '\u001b',
  escape: '\u001b',
  space: ' ',
  backspace: '\u007f',
  delete: '\u001b[3~',
  insert: '\u001b[2~',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  f1: '\u001bOP',
  f2: '\u001bOQ',
  f3: '\u001bOR',
  f4: '\u001bOS',
  f5: '\u001b[15~',
  f6: '\u001b[17~',
  f7: '\u001b[18~',
  f8: '\u001b[19~',
  f9: '\u001b[20~',
  f10: '\u001b[21~',
  f11: '\u001b[23~',
  f12: '\u001b[24~',
};

/** What modifiers add to 1 in the parameter of a sequence. */
const MODIFIERS: Readonly<Record<string, number>> = { shift: 1, alt: 2, ctrl: 4 };

/**
 * The sequence of a key such as `Enter`, `Ctrl+C`, `Alt+x` or `Shift+Up`.
 * @returns undefined if there is no such key
 */
export function keySequence(name: string): string | undefined {
  const parts = name === '+' ? ['+'] : name.split('+');
  const key = parts.pop()!;
  const bits = parts.map((part) => MODIFIERS[part.toLowerCase()]);
  if (bits.includes(undefined)) return undefined;
  const modifier = bits.reduce<number>((sum, bit) => sum | bit!, 0);
  const plain = NAMED[key.toLowerCase()] ?? (isCharacter(key) ? key : undefined);
  return plain === undefined || modifier === 0 ? plain : modified(plain, modifier);
}

function isCharacter(text: string): boolean {
  return [...text].length === 1;
}

function modified(plain: string, modifier: number): string | undefined {
  const [, start, final] = /^\u001b(?:\[(?:(\d+))?|O)([A-Z~])$/.exec(plain) ?? [];
  if (final !== undefined) return `\u001b[${start ?? 1};${modifier + 1}${final}`;
  if (plain === '\t' && modifier === MODIFIERS.shift) return '\u001b[Z';
  const shifted = modifier & MODIFIERS.shift! ? plain.toUpperCase() : plain;
  const controlled = modifier & MODIFIERS.ctrl! ? controlCharacter(shifted) : shifted;
  return controlled === undefined || !(modifier & MODIFIERS.alt!) ? controlled : `\u001b${controlled}`;
}

/** Ctrl with a letter or one of `@[\]^_`, Space as `@`. */
function controlCharacter(character: string): string | undefined {
  const code = (character === ' ' ? '@' : character.toUpperCase()).charCodeAt(0);
  return character.length === 1 && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : undefined;
}
