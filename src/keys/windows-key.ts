/** Keys as ConPTY reports them: win32-input-mode, `CSI Vk ; Sc ; Uc ; Kd ; Cs ; Rc _` (Windows Terminal's spec #4999). */
import { ENTER } from './keystroke.js';

/** A key that was pressed, or a part of text that an input method made. */
export interface WindowsKey {
  /** A key with a name, without its modifiers; undefined for text. */
  readonly name: string | undefined;
  /** The UTF-16 code unit that the key types; 0 for none. */
  readonly codeUnit: number;
  /** Bits as in xterm's parameters, less one: Shift 1, Alt 2, Ctrl 4. */
  readonly modifiers: number;
  /** How often it was pressed, at least 1. */
  readonly count: number;
}

/** A held key repeats; more than this at once is not kept. */
const MOST_REPEATS = 256;

const ALT = 0x0001 | 0x0002;
const CTRL = 0x0004 | 0x0008;
const SHIFT = 0x0010;

/** Virtual keys (winuser.h) that have a name rather than a character. */
const NAMES: Readonly<Record<number, string>> = {
  8: 'Backspace',
  9: 'Tab',
  13: ENTER,
  19: 'Pause',
  27: 'Esc',
  33: 'PageUp',
  34: 'PageDown',
  35: 'End',
  36: 'Home',
  37: '←',
  38: '↑',
  39: '→',
  40: '↓',
  44: 'PrintScreen',
  45: 'Insert',
  46: 'Delete',
  93: 'Menu',
  ...Object.fromEntries(Array.from({ length: 24 }, (_, at) => [112 + at, `F${at + 1}`])),
};
const ALT_KEY = 18;

/**
 * Reads the numbers of one report; undefined for a key that was released, or a modifier by itself.
 * @param numbers those of the sequence, in its order; what is left out is 0, and the count 1
 */
export function readWindowsKey(numbers: readonly number[]): WindowsKey | undefined {
  const [virtualKey = 0, , codeUnit = 0, isDown = 0, state = 0, count = 1] = numbers;
  const name = NAMES[virtualKey];
  // A character that was typed by its number comes when Alt is let go.
  const isComposed = virtualKey === ALT_KEY && isDown === 0 && codeUnit > 0;
  if (isDown !== 1 && !isComposed) return undefined;
  const modifiers = isComposed ? 0 : modifiersOf(state, codeUnit);
  const repeats = Math.min(MOST_REPEATS, Math.max(1, count));
  if (name !== undefined) return { name, codeUnit, modifiers, count: repeats };
  const key = modifiers & COMMANDING ? commandKey(virtualKey, codeUnit) : undefined;
  if (key === undefined && codeUnit === 0) return undefined;
  return { name: key, codeUnit, modifiers, count: repeats };
}

/** Ctrl and Alt make a command of a character. */
const COMMANDING = 2 | 4;

function modifiersOf(state: number, codeUnit: number): number {
  const bits = (state & SHIFT ? 1 : 0) | (state & ALT ? 2 : 0) | (state & CTRL ? 4 : 0);
  // Ctrl and Alt together are AltGr where they type a character.
  const isAltGr = (bits & COMMANDING) === COMMANDING && codeUnit >= 0x20;
  return isAltGr ? bits & ~COMMANDING : bits;
}

/** The letter or digit on the key, or the character that it types. */
function commandKey(virtualKey: number, codeUnit: number): string | undefined {
  if (virtualKey === 32) return 'Space';
  if ((virtualKey >= 48 && virtualKey <= 57) || (virtualKey >= 65 && virtualKey <= 90))
    return String.fromCharCode(virtualKey);
  if (codeUnit > 0x20 && codeUnit < 0x7f) return String.fromCharCode(codeUnit);
  const CONTROL_SIGNS = '@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_';
  return codeUnit > 0 ? CONTROL_SIGNS[codeUnit] : undefined;
}

const INPUT_AS_TEXT = /\u001b\[0*;\d*;(\d+);([01]);\d*(?:;\d*)?_/g;

/** Text that came without a key, as when it was pasted, is written as reports of virtual key 0: makes text of them again. */
export function unwrapWindowsText(data: string): string {
  if (!data.includes('_')) return data;
  return data.replace(INPUT_AS_TEXT, (_, codeUnit: string, isDown: string) =>
    isDown === '1' && Number(codeUnit) <= 0xffff ? String.fromCharCode(Number(codeUnit)) : '',
  );
}
