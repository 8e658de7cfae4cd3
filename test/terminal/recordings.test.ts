import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after, before, test } from 'node:test';
import { recordingsIn } from '../support.js';
import { Tmux, withoutTmux } from './tmux.js';
import { compareScreens, type RowDifference } from './tmux-screens.js';

const MOMENTS = 12;

/** Where we differ from tmux, and why that is right. */
interface Explanation {
  /** The only recording it holds for; absent: all. */
  readonly recording?: string;
  readonly holds: (difference: RowDifference) => boolean;
  readonly reason: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    holds: ({ ours, theirs }) => isLineDrawing(ours, theirs),
    reason: 'tmux keeps line drawing as an attribute and prints the letters behind it',
  },
  {
    holds: ({ ours }) => /[\u200d\u{e0020}-\u{e007f}]/u.test(ours),
    reason: 'tmux 3.3 cuts long clusters off',
  },
  {
    holds: ({ ours, theirs }) => withoutFormat(ours) === withoutFormat(theirs),
    reason: 'a format character that joins nothing is dropped, as it shows nothing',
  },
  {
    recording: 'self-dec-features.cast',
    holds: ({ ours, theirs }) => /DECLRMM/.test(ours + theirs) || /^ {9}ide columns ten to th$/.test(ours),
    reason: 'tmux has no left and right margins',
  },
  {
    recording: 'self-vttest-1-2-8.cast',
    holds: () => true,
    reason: 'a backspace behind the last column goes to the column before it; in tmux it stays in the last one',
  },
  {
    recording: 'v2-powershell-swapped.cast',
    holds: ({ ours }) => /\\ex..$|^[a-z]+e>$/.test(ours),
    reason: 'a backspace behind the last column goes to the column before it; in tmux it stays in the last one',
  },
  {
    recording: 'v2-images-iterm2.cast',
    holds: () => true,
    reason: 'rows of pictures are kept free; tmux 3.3 has no pictures',
  },
  {
    recording: 'v2-wide.cast',
    holds: ({ ours, theirs }) => ours.startsWith(' X') && theirs.startsWith('漢X'),
    reason: 'a wide character that is half overwritten is gone; tmux 3.3 shows it still',
  },
];

function withoutFormat(text: string): string {
  return text.replace(/\p{Cf}/gu, '');
}

/** DEC special graphics, from ` to ~. */
const LINE_DRAWING = '◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·';

function isLineDrawing(ours: string, theirs: string): boolean {
  const wanted = [...theirs];
  const found = [...ours];
  return (
    found.length === wanted.length &&
    found.every((character, at) => {
      const letter = wanted[at]!;
      return character === letter || character === LINE_DRAWING[letter.charCodeAt(0) - 0x60];
    })
  );
}

let tmux: Tmux;
before(async () => {
  if (withoutTmux === false) tmux = await Tmux.start();
});
after(async () => tmux?.stop());

for (const path of recordingsIn('recordings')) {
  const name = basename(path);
  test(`rows of ${name} are those of tmux at ${MOMENTS} moments`, { skip: withoutTmux }, async () => {
    const differences = await compareScreens(path, tmux, MOMENTS);
    const unexplained = differences.filter(
      (difference) =>
        !EXPLANATIONS.some(
          ({ recording, holds }) => (recording === undefined || recording === name) && holds(difference),
        ),
    );
    assert.deepEqual(unexplained, []);
  });
}
