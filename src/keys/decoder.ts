import { segmentsOf } from '../text/segments.js';
import { ENTER, type TypedKey } from './keystroke.js';
import { readWindowsKey, unwrapWindowsText } from './windows-key.js';

/** A key and when it was pressed. */
export interface DecodedKey {
  readonly timeUs: number;
  readonly key: TypedKey;
}

/** A sequence split in two is joined if its second part arrives within this time. */
const JOIN_US = 50_000;
/** A string (a reply, a paste) that continues later than this has lost its end. */
const STRING_US = 1_000_000;

/** Modifier bits of xterm's and kitty's parameters, less one, in the order they are written. */
const MODIFIERS: readonly (readonly [bit: number, name: string])[] = [
  [4, 'Ctrl'],
  [2, 'Alt'],
  [32, 'Alt'],
  [1, 'Shift'],
  [8, 'Super'],
  [16, 'Hyper'],
];
const SHIFT = 1;
const CAPS_LOCK = 64;
/** All but Shift and the locks: with one of these a character is a command, not text. */
const COMMANDING = 2 | 4 | 8 | 16 | 32;

/** Final characters of `CSI` and `SS3`. `CSI R` is left out: it reports the cursor's position. */
const LETTER_KEYS: Readonly<Record<string, string>> = {
  A: '↑',
  B: '↓',
  C: '→',
  D: '←',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  S: 'F4',
  Z: 'Shift+Tab',
};
const SS3_KEYS: Readonly<Record<string, string>> = { ...LETTER_KEYS, R: 'F3', M: ENTER, Z: '' };
/** Numbers of `CSI n ~`. */
const TILDE_KEYS: Readonly<Record<number, string>> = Object.fromEntries([
  ...['Home', 'Insert', 'Delete', 'End', 'PageUp', 'PageDown', 'Home', 'End'].map((name, at) => [at + 1, name]),
  ...[11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map((number, at) => [number, `F${at + 1}`]),
]);
const CONTROL_KEYS: Readonly<Record<number, string>> = {
  0: 'Ctrl+Space',
  8: 'Backspace',
  9: 'Tab',
  10: ENTER,
  13: ENTER,
  27: 'Esc',
  28: 'Ctrl+\\',
  29: 'Ctrl+]',
  30: 'Ctrl+^',
  31: 'Ctrl+_',
  127: 'Backspace',
};

/** Keys that kitty's protocol numbers in a private area: a name, or the character that is printed on it. */
const PRIVATE_KEYS: Readonly<Record<number, string>> = Object.fromEntries([
  [57361, 'PrintScreen'],
  [57362, 'Pause'],
  [57363, 'Menu'],
  ...Array.from({ length: 23 }, (_, at) => [57376 + at, `F${at + 13}`]),
  ...[...'0123456789./*-+'].map((sign, at) => [57399 + at, sign]),
  ...[ENTER, '=', ','].map((name, at) => [57414 + at, name]),
  ...['←', '→', '↑', '↓', 'PageUp', 'PageDown', 'Home', 'End', 'Insert', 'Delete'].map((name, at) => [
    57417 + at,
    name,
  ]),
]);

const CSI = /\u001b\[([0-?]*)([ -/]*)([@-~])/y;
const UNFINISHED_CSI = /\u001b\[[0-?]*[ -/]*$/y;
const X10_MOUSE = /\u001b\[M[\s\S]{0,3}/y;
const CONSOLE_KEY = /\u001b\[\[([A-E])/y;
const SS3 = /\u001bO([0-9;]*)([A-Za-z])/y;
/** OSC, DCS and APC as replies begin; a lone `ESC ]` is Alt and a bracket. */
const STRING = /\u001b(?:\][0-9lLI]|P[0-9!>]|_G)/y;
const STRING_END = /\u0007|\u001b\\|\u009c/;
const PASTE_END = '\u001b[201~';
const TEXT = /[^\u0000-\u001f\u007f-\u009f]+/y;

/** UTF-16 units: more text than this at once was pasted, even without paste guards. */
const LONGEST_TYPED = 256;

/**
 * Reads what a terminal sent to the program (xterm's and kitty's keyboards) and separates the keys from what was not
 * typed: mouse, focus, replies to queries, the guards around a paste. Unknown sequences are ignored. Sources: xterm's
 * ctlseqs, kitty's keyboard protocol, Windows Terminal's win32-input-mode.
 */
export class KeyDecoder {
  #keys: DecodedKey[] = [];
  #timeUs = 0;
  /** An unfinished sequence. */
  #held = '';
  #heldUs = 0;
  /** What is being skipped, and the last characters of it, because an end mark may be split. */
  #skipping: 'reply' | 'paste' | undefined;
  #skipped = '';
  /** The first half of a character that Windows reports in two. */
  #highSurrogate = '';

  /** Takes the data of one input event; returns the keys that are complete by now, in order. */
  add(timeUs: number, data: string): DecodedKey[] {
    this.#keys = [];
    let text = data;
    if (this.#held !== '') {
      if (timeUs - this.#heldUs <= JOIN_US && (this.#held !== '\u001b' || /^[[\]]/.test(data)))
        text = this.#held + data;
      else this.#flush();
      this.#held = '';
    }
    if (this.#skipping !== undefined && timeUs - this.#timeUs > STRING_US) {
      this.#skipping = undefined;
      this.#skipped = '';
    }
    this.#timeUs = timeUs;
    text = unwrapWindowsText(text);
    for (let at = 0; at < text.length; ) at = this.#skipping ? this.#skip(text, at) : this.#read(text, at);
    return this.#keys;
  }

  /** What was held back; call it at the end of all input. */
  finish(): DecodedKey[] {
    this.#keys = [];
    this.#flush();
    return this.#keys;
  }

  #flush(): void {
    this.#timeUs = this.#heldUs;
    if (this.#held === '\u001b') this.#named('Esc');
    else if (this.#held === '\u001b[') this.#named('Alt+[');
    this.#held = '';
  }

  /** Reads one key, or a run of text. @returns where the next begins */
  #read(text: string, at: number): number {
    if (text[at] === '\u001b') return this.#escape(text, at);
    TEXT.lastIndex = at;
    const run = TEXT.exec(text)?.[0];
    if (run === undefined) return this.#control(text, at, '');
    if (run.length > LONGEST_TYPED) this.#paste();
    else for (const { segment } of segmentsOf(run)) this.#text(segment);
    return at + run.length;
  }

  #control(text: string, at: number, modifier: string): number {
    const code = text.charCodeAt(at);
    const letter = code >= 1 && code <= 26 ? `Ctrl+${String.fromCharCode(code + 64)}` : undefined;
    const name = CONTROL_KEYS[code] ?? letter;
    if (name !== undefined) this.#named(modifier + name);
    return at + (text.startsWith('\r\n', at) ? 2 : 1);
  }

  #escape(text: string, at: number): number {
    if (matchAt(STRING, text, at)) {
      this.#skipping = 'reply';
      return at + 2;
    }
    const match = matchAt(CONSOLE_KEY, text, at);
    if (match) {
      this.#named(`F${match[1]!.charCodeAt(0) - 64}`);
      return at + match[0].length;
    }
    return this.#x10Mouse(text, at) ?? this.#csi(text, at) ?? this.#ss3(text, at) ?? this.#alt(text, at);
  }

  /** Three characters follow, of any kind. */
  #x10Mouse(text: string, at: number): number | undefined {
    const match = matchAt(X10_MOUSE, text, at);
    if (!match) return undefined;
    if (match[0].length < 6) this.#hold(match[0]);
    return at + match[0].length;
  }

  #csi(text: string, at: number): number | undefined {
    const match = matchAt(CSI, text, at);
    if (match) {
      if (match[2] === '') this.#csiKey(match[1]!, match[3]!);
      return at + match[0].length;
    }
    if (!matchAt(UNFINISHED_CSI, text, at)) return undefined;
    this.#hold(text.slice(at));
    return text.length;
  }

  #csiKey(parameters: string, final: string): void {
    if (/[<=>?]/.test(parameters)) return;
    const groups = parameters.split(';').map((group) => group.split(':').map(Number));
    if (final === '_') {
      this.#windowsKey(groups.map(([number = 0]) => number));
      return;
    }
    const [[first = 0, shifted = 0] = [], [modifier = 1, eventType = 1] = []] = groups;
    const RELEASED = 3;
    if (eventType === RELEASED) return;
    if (final === '~') this.#tilde(first, modifier, groups[2]?.[0]);
    else if (final === 'u') this.#codePoint(first, modifier, groups[2], shifted);
    else if (first <= 1 && groups.length <= 2) this.#modified(LETTER_KEYS[final], modifier);
  }

  #tilde(number: number, modifier: number, codePoint: number | undefined): void {
    if (number === 200) this.#skipping = 'paste';
    else if (number === 27 && codePoint !== undefined) this.#codePoint(codePoint, modifier, undefined);
    else this.#modified(TILDE_KEYS[number], modifier);
  }

  /** A key by its code point (kitty's `CSI u`, xterm's modifyOtherKeys). */
  #codePoint(codePoint: number, modifier: number, typed: readonly number[] | undefined, shifted = 0): void {
    const codePoints = typed?.slice(0, 8).filter((code) => code >= 0x20 && code <= 0x10ffff) ?? [];
    if (codePoint === 0 && codePoints.length > 0) {
      // From an input method, without a key.
      this.#text(String.fromCodePoint(...codePoints));
      return;
    }
    const name = CONTROL_KEYS[codePoint] ?? PRIVATE_KEYS[codePoint];
    if (name !== undefined) {
      const isText = name.length === 1 && /[\d./*\-+=,]/.test(name) && !((modifier - 1) & COMMANDING);
      if (isText) this.#text(name);
      else this.#modified(name, modifier);
      return;
    }
    // The other keys without a character: modifiers, locks, media keys.
    if (codePoint < 0x20 || codePoint > 0x10ffff || (codePoint >= 0xe000 && codePoint <= 0xf8ff)) return;
    const character = String.fromCodePoint(codePoint);
    const bits = Math.max(0, modifier - 1);
    if (bits & COMMANDING) this.#modified(shownCharacter(character), modifier);
    else if (codePoints.length > 0) this.#text(String.fromCodePoint(...codePoints));
    else this.#text(withShift(character, bits, shifted));
  }

  /** A key as Windows reports it. */
  #windowsKey(numbers: readonly number[]): void {
    const pressed = readWindowsKey(numbers);
    if (pressed === undefined) return;
    const { name, codeUnit, modifiers, count } = pressed;
    for (let time = 0; time < count; time += 1) {
      if (name !== undefined) this.#modified(name, modifiers + 1);
      else this.#codeUnit(String.fromCharCode(codeUnit));
    }
  }

  /** Characters beyond U+FFFF come in two halves. */
  #codeUnit(unit: string): void {
    const character = /^[\udc00-\udfff]$/.test(unit) ? this.#highSurrogate + unit : unit;
    this.#highSurrogate = /^[\ud800-\udbff]$/.test(unit) ? unit : '';
    if (this.#highSurrogate === '') this.#text(character);
  }

  #ss3(text: string, at: number): number | undefined {
    const match = matchAt(SS3, text, at);
    if (!match) return undefined;
    this.#modified(SS3_KEYS[match[2]!], Number(match[1]!.split(';').at(-1)) || 1);
    return at + match[0].length;
  }

  /** Escape before anything else: Alt with a key, or Escape by itself. */
  #alt(text: string, at: number): number {
    const rest = text.slice(at + 1, at + 64);
    if (rest === '') {
      this.#hold('\u001b');
      return at + 1;
    }
    if (/^\u001b[[O]/.test(rest)) {
      const before = this.#keys.length;
      const end = this.#escape(text, at + 1);
      const last = this.#keys.at(-1);
      if (this.#keys.length > before && last?.key.kind === 'named') {
        this.#keys.pop();
        this.#named(`Alt+${last.key.name}`);
      }
      return end;
    }
    if (rest[0]! !== '\u001b' && /^[\u0000-\u001f\u007f]/.test(rest)) return this.#control(text, at + 1, 'Alt+');
    const [{ segment = '' } = {}] = segmentsOf(rest);
    // With more text after it, Alt was not held down: a program sent Escape and then that text.
    const alone = rest.length === segment.length || rest[segment.length] === '\u001b';
    if (segment === '\u001b' || !alone) {
      this.#named('Esc');
      return at + 1;
    }
    const character = shownText(segment);
    if (character !== '') this.#named(`Alt+${character === ' ' ? 'Space' : character}`);
    return at + 1 + segment.length;
  }

  #modified(name: string | undefined, modifier: number): void {
    if (name === undefined || name === '') return;
    const bits = Math.max(0, modifier - 1);
    const names = MODIFIERS.filter(([bit]) => bits & bit).map(([, modifierName]) => modifierName);
    this.#named([...new Set(names), name].join('+'));
  }

  /** Skips to the end of a reply or a paste. */
  #skip(text: string, at: number): number {
    const joined = this.#skipped + text.slice(at);
    const isPaste = this.#skipping === 'paste';
    const end = isPaste ? joined.indexOf(PASTE_END) : joined.search(STRING_END);
    if (end < 0) {
      this.#skipped = joined.slice(1 - PASTE_END.length);
      return text.length;
    }
    const markLength = isPaste ? PASTE_END.length : joined[end] === '\u001b' ? 2 : 1;
    const next = at + end + markLength - this.#skipped.length;
    this.#skipping = undefined;
    this.#skipped = '';
    if (isPaste) this.#paste();
    return next;
  }

  #paste(): void {
    this.#keys.push({ timeUs: this.#timeUs, key: { kind: 'paste' } });
  }

  #hold(text: string): void {
    this.#held = text;
    this.#heldUs = this.#timeUs;
  }

  #named(name: string): void {
    this.#keys.push({ timeUs: this.#timeUs, key: { kind: 'named', name } });
  }

  #text(grapheme: string): void {
    const text = shownText(grapheme);
    if (text !== '') this.#keys.push({ timeUs: this.#timeUs, key: { kind: 'text', text } });
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** @param shifted code point that the key has with Shift; 0 where it was not reported */
function withShift(character: string, bits: number, shifted: number): string {
  if (bits & SHIFT && shifted >= 0x20 && shifted <= 0x10ffff) return String.fromCodePoint(shifted);
  const isUpper = ((bits & SHIFT) !== 0) !== ((bits & CAPS_LOCK) !== 0);
  return isUpper ? character.toUpperCase() : character;
}

/** A letter as printed on the key. */
function shownCharacter(character: string): string {
  const text = shownText(character);
  return text === ' ' ? 'Space' : text.toUpperCase();
}

const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/gu;
const HAS_INK = /^(?:\p{L}|\p{N}|\p{P}|\p{S}|\p{Co})/u;

/** The grapheme without invisible and control characters; the empty string if nothing is left. */
function shownText(grapheme: string): string {
  if (/^\p{Zs}$/u.test(grapheme)) return ' ';
  const text = grapheme.replace(INVISIBLE, '');
  return HAS_INK.test(text) ? text : '';
}
