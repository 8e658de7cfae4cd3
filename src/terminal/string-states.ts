import type { XtermParser } from './xterm-internals.js';

/** States and actions of xterm's parser, by the numbers it uses (src/common/parser/Constants.ts there). */
const STATE = {
  ground: 0,
  escape: 1,
  sosPmString: 7,
  oscString: 8,
  dcsEntry: 9,
  dcsParameters: 10,
  dcsIgnore: 11,
  dcsIntermediate: 12,
  dcsPassthrough: 13,
  /** Two that xterm does not use. */
  titleString: 14,
} as const;
const ACTION = { ignore: 0, execute: 3, oscPut: 5, clear: 11, dcsHook: 12, dcsPut: 13 } as const;

const LAST_STATE = STATE.titleString;
/** A table entry is an action and the state that follows; its index a state and a character. */
const STATE_SHIFT = 8;
const ACTION_SHIFT = 4;
/** Stands for every character from U+00A0 on. */
const NON_ASCII = 0xa0;

const BELL = 0x07;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
const ESCAPE = 0x1b;

/** The final character under which the text of an APC (`ESC _`) arrives at DCS handlers. */
export const APC_FINAL = '_';

/**
 * Changes how a parser treats strings and C1 controls:
 * - U+0080 to U+009F do nothing: in UTF-8 they are not controls but the remains of text that was decoded wrongly.
 * - `ESC k title ST`, by which screen and tmux set a window's title, is swallowed. A title has no line breaks: one
 *   that is not terminated ends with its line.
 * - Characters beyond ASCII do not end SOS, PM (`ESC X`, `ESC ^`) or the head of a DCS.
 * - The text of an APC goes to the DCS handlers of `APC_FINAL`.
 *
 * As in every string, ESC begins the next sequence, and CAN and SUB cancel.
 * The table is the parser's own copy: other users of xterm in the same process keep theirs.
 */
export function changeStringStates(parser: XtermParser): void {
  const table = parser._transitions.table.slice();
  parser._transitions = { table };
  const set = (state: number, from: number, to: number, action: number, next: number) =>
    table.fill((action << ACTION_SHIFT) | next, (state << STATE_SHIFT) | from, ((state << STATE_SHIFT) | to) + 1);

  for (let state = 0; state <= LAST_STATE; state += 1) set(state, 0x80, 0x9f, ACTION.ignore, state);
  set(STATE.oscString, 0x80, 0x9f, ACTION.oscPut, STATE.oscString);
  set(STATE.dcsPassthrough, 0x80, 0x9f, ACTION.dcsPut, STATE.dcsPassthrough);
  set(STATE.sosPmString, NON_ASCII, NON_ASCII, ACTION.ignore, STATE.sosPmString);
  for (const state of [STATE.dcsEntry, STATE.dcsParameters, STATE.dcsIntermediate])
    set(state, NON_ASCII, NON_ASCII, ACTION.ignore, STATE.dcsIgnore);

  const title = STATE.titleString;
  set(STATE.escape, 0x6b, 0x6b, ACTION.ignore, title);
  set(title, 0, NON_ASCII, ACTION.ignore, title);
  set(title, BELL, BELL, ACTION.ignore, STATE.ground);
  set(title, TAB + 1, CARRIAGE_RETURN, ACTION.execute, STATE.ground);
  set(title, CANCEL, CANCEL, ACTION.execute, STATE.ground);
  set(title, SUBSTITUTE, SUBSTITUTE, ACTION.execute, STATE.ground);
  set(title, ESCAPE, ESCAPE, ACTION.clear, STATE.escape);

  const apc = APC_FINAL.charCodeAt(0);
  set(STATE.escape, apc, apc, ACTION.dcsHook, STATE.dcsPassthrough);
}
