/** What someone did at the keyboard, as far as it may be shown. */
export type Keystroke =
  /** A grapheme that was typed, and how many cells it takes. */
  | { readonly kind: 'text'; readonly text: string; readonly columns: 1 | 2 }
  /** A character that the terminal did not echo, as at a password prompt: the character itself is not kept. */
  | { readonly kind: 'hidden' }
  /** A key with a name, its modifiers before it: `Enter`, `Ctrl+C`, `Shift+Tab`. */
  | { readonly kind: 'named'; readonly name: string }
  /** Something was pasted; the text is not kept. */
  | { readonly kind: 'paste' };

/** A keystroke as read from input events, before it is known whether the terminal echoed it. */
export type TypedKey =
  | { readonly kind: 'text'; readonly text: string }
  | Extract<Keystroke, { readonly kind: 'named' | 'paste' }>;

/** Keys that only move within the line being typed, or take back some of it. */
export const EDITING_KEYS: ReadonlySet<string> = new Set(['Backspace', 'Delete', '←', '→', 'Home', 'End']);

/** Sends a line. */
export const ENTER = 'Enter';
