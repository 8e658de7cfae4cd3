import fc from 'fast-check';

/** What emoji sequences and marks are made of, whether or not a font has it, and lone surrogates. */
const piece = fc.oneof(
  fc.constantFrom(
    '😀',
    '🚬',
    '🇫',
    '🇷',
    '🇫🇷',
    '1\ufe0f\u20e3',
    '#',
    '👩‍🚀',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '👍🏽',
    '❤\ufe0f',
    '🫡',
    '中',
    'क्षि',
    '\uf001',
  ),
  fc.constantFrom(
    '\u200d',
    '\ufe0e',
    '\ufe0f',
    '\u20e3',
    '\u20e0',
    '\u20dd',
    '\u0301',
    '\u0338',
    '🏽',
    '\u{e0067}',
    '\u{1e8d0}',
  ),
  fc.integer({ min: 0x300, max: 0x36f }).map((codePoint) => String.fromCodePoint(codePoint)),
  fc.integer({ min: 0x20d0, max: 0x20f0 }).map((codePoint) => String.fromCodePoint(codePoint)),
  fc.integer({ min: 0x1f000, max: 0x1faff }).map((codePoint) => String.fromCodePoint(codePoint)),
  fc.integer({ min: 0, max: 0x10ffff }).map((codePoint) => String.fromCodePoint(codePoint)),
);

/** Clusters as a recording may hold them, sensible and not. */
export const cluster = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
