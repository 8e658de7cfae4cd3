/** Box drawing, U+2500–257F. */

import type { Weight } from './metrics.js';
import { backslash, notationPairs, type Primitive, type Shape, slash } from './primitives.js';

/**
 * A character and its arms: up, right, down, left; `.` none, l light, h heavy, d double.
 * `-l3` and `|h4`: a dashed line, its weight and its count. `(rd`: an arc that joins right and down.
 */
const box = `
  ─ .l.l  ━ .h.h  │ l.l.  ┃ h.h.  ┄ -l3   ┅ -h3   ┆ |l3   ┇ |h3
  ┈ -l4   ┉ -h4   ┊ |l4   ┋ |h4   ┌ .ll.  ┍ .hl.  ┎ .lh.  ┏ .hh.
  ┐ ..ll  ┑ ..lh  ┒ ..hl  ┓ ..hh  └ ll..  ┕ lh..  ┖ hl..  ┗ hh..
  ┘ l..l  ┙ l..h  ┚ h..l  ┛ h..h  ├ lll.  ┝ lhl.  ┞ hll.  ┟ llh.
  ┠ hlh.  ┡ hhl.  ┢ lhh.  ┣ hhh.  ┤ l.ll  ┥ l.lh  ┦ h.ll  ┧ l.hl
  ┨ h.hl  ┩ h.lh  ┪ l.hh  ┫ h.hh  ┬ .lll  ┭ .llh  ┮ .hll  ┯ .hlh
  ┰ .lhl  ┱ .lhh  ┲ .hhl  ┳ .hhh  ┴ ll.l  ┵ ll.h  ┶ lh.l  ┷ lh.h
  ┸ hl.l  ┹ hl.h  ┺ hh.l  ┻ hh.h  ┼ llll  ┽ lllh  ┾ lhll  ┿ lhlh
  ╀ hlll  ╁ llhl  ╂ hlhl  ╃ hllh  ╄ hhll  ╅ llhh  ╆ lhhl  ╇ hhlh
  ╈ lhhh  ╉ hlhh  ╊ hhhl  ╋ hhhh  ╌ -l2   ╍ -h2   ╎ |l2   ╏ |h2
  ═ .d.d  ║ d.d.  ╒ .dl.  ╓ .ld.  ╔ .dd.  ╕ ..ld  ╖ ..dl  ╗ ..dd
  ╘ ld..  ╙ dl..  ╚ dd..  ╛ l..d  ╜ d..l  ╝ d..d  ╞ ldl.  ╟ dld.
  ╠ ddd.  ╡ l.ld  ╢ d.dl  ╣ d.dd  ╤ .dld  ╥ .ldl  ╦ .ddd  ╧ ld.d
  ╨ dl.l  ╩ dd.d  ╪ ldld  ╫ dldl  ╬ dddd  ╭ (rd   ╮ (ld   ╯ (lu
  ╰ (ru   ╴ ...l  ╵ l...  ╶ .l..  ╷ ..l.  ╸ ...h  ╹ h...  ╺ .h..
  ╻ ..h.  ╼ .h.l  ╽ l.h.  ╾ .l.h  ╿ h.l.`;

const weights: Readonly<Record<string, Weight>> = { '.': 'none', l: 'light', h: 'heavy', d: 'double' };

function parse(notation: string): Primitive {
  const [a, b, c, d] = notation as unknown as readonly [string, string, string, string?];
  if (a === '(')
    return {
      kind: 'arc',
      atX: 1 / 2,
      atY: 1 / 2,
      horizontal: b === 'r' ? 'right' : 'left',
      vertical: c === 'd' ? 'down' : 'up',
    };
  if (a === '-' || a === '|') {
    return { kind: 'dashes', axis: a === '-' ? 'horizontal' : 'vertical', weight: weights[b]!, count: Number(c) };
  }
  return { kind: 'junction', up: weights[a]!, right: weights[b]!, down: weights[c]!, left: weights[d!]! };
}

/** U+2500–257F. */
export function boxDrawing(): Shape[] {
  return [
    ...notationPairs(box).map(([character, notation]): Shape => [character, [parse(notation)]]),
    ['╱', [slash]],
    ['╲', [backslash]],
    ['╳', [slash, backslash]],
  ];
}
