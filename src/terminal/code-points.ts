import { CODE_POINT_RUNS, CODE_POINT_VALUES } from './code-point-table.js';

/** What Unicode says of one code point. */
export interface CodePointProperties {
  /** A number of `GRAPHEME_BREAK` in graphemes.ts. */
  readonly breakClass: number;
  /** Cells it takes by itself: 2 for wide characters and emoji, 0 for format characters, which show nothing. */
  readonly width: number;
  /** 0: not an emoji; 1: an emoji only before U+FE0F; 2: an emoji unless U+FE0E follows. */
  readonly emojiStyle: number;
}

interface RunTable {
  /** First code points of the runs, ascending from 0. */
  readonly starts: readonly number[];
  readonly properties: readonly CodePointProperties[];
}

let table: RunTable | undefined;

/** Looks up a code point (binary search over some 2,100 runs). */
export function codePointProperties(codePoint: number): CodePointProperties {
  table ??= unpack();
  const { starts, properties } = table;
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= codePoint) low = middle;
    else high = middle;
  }
  return properties[low]!;
}

function unpack(): RunTable {
  const values = CODE_POINT_VALUES.map((value) => ({
    breakClass: (value >> 2) & 15,
    width: value & 3,
    emojiStyle: value >> 6,
  }));
  const starts: number[] = [];
  const properties: CodePointProperties[] = [];
  let start = 0;
  for (const [, length, letter] of CODE_POINT_RUNS.matchAll(/([0-9a-z]+)([A-Z])/g)) {
    start += Number.parseInt(length!, 36);
    starts.push(start);
    properties.push(values[letter!.charCodeAt(0) - 65]!);
  }
  return { starts, properties };
}
