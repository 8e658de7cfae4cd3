/** When keys are shown, and how the strip is laid below the terminal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { captionRow } from '#cast2gif/captions/caption-row.js';
import { captionsOf } from '#cast2gif/captions/captions.js';
import { withKeys } from '#cast2gif/captions/key-strip.js';
import type { OutputKey } from '#cast2gif/frames/frame.js';
import type { Keystroke } from '#cast2gif/keys/keystroke.js';
import { output, replay, textOf, wholeFrames } from '../frames/replay.js';

const named = (seconds: number, name: string): OutputKey => ({
  timeUs: seconds * 1e6,
  stroke: { kind: 'named', name },
});
const text = (fromSeconds: number, characters: string, apartSeconds = 0.1): OutputKey[] =>
  [...characters].map((character, at) => ({
    timeUs: Math.round((fromSeconds + at * apartSeconds) * 1e6),
    stroke: { kind: 'text', text: character, columns: 1 },
  }));
const hidden = (seconds: number): OutputKey => ({ timeUs: seconds * 1e6, stroke: { kind: 'hidden' } });

/** `seconds: cap|cap`, one a caption. */
function shown(keys: readonly OutputKey[]): string[] {
  return captionsOf(keys).map(({ timeUs, caps }) => {
    const labels = caps.map(({ graphemes }) => graphemes.map((grapheme) => grapheme.text).join(''));
    return `${timeUs / 1e6}: ${labels.join('|')}`;
  });
}

test('typed text stays together, each character as it is typed; a pause or Enter starts again; all goes after two seconds', () => {
  assert.deepEqual(shown(text(1, 'make')), ['1: m', '1.1: ma', '1.2: mak', '1.3: make', '3.3: ']);
  assert.deepEqual(shown([...text(1, 'ls'), named(1.2, 'Enter'), ...text(1.5, 'w')]), [
    '1: l',
    '1.1: ls',
    '1.2: ls|Enter',
    '1.5: w',
    '3.5: ',
  ]);
  assert.deepEqual(shown([named(1, '↓'), named(1.1, '↓'), named(1.2, '↓'), named(4, 'Esc')]), [
    '1: ↓',
    '1.1: ↓ ×2',
    '1.2: ↓ ×3',
    '3.2: ',
    '4: Esc',
    '6: ',
  ]);
});

test('hidden characters do not tell how many they are; a space that stands alone is seen', () => {
  const dots = shown([1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.8].map(hidden));
  assert.equal(dots.at(-2)!.replace(/.*: /, ''), '•••');
  assert.deepEqual(shown(text(1, ' ')), ['1: ␣', '3: ']);
  assert.deepEqual(shown(text(1, '  a b')), ['1: ␣', '1.1: ␣␣', '1.2: a', '1.3: a ', '1.4: a b', '3.4: ']);
  assert.deepEqual(shown([{ timeUs: 0, stroke: { kind: 'paste' } }]), ['0: Paste', '2: ']);
});

test('what does not fit is dropped from the left', () => {
  const [caption] = captionsOf([named(1, 'Ctrl+C')]).slice(0, 1);
  assert.equal(captionRow(caption!, 8).length, 8);
  assert.equal(captionRow(caption!, 7).length, 0);
  const typed = captionsOf(text(1, 'abcdefghij', 0)).at(-2)!;
  const row = captionRow(typed, 8).map(({ grapheme }) => grapheme);
  assert.deepEqual(row.slice(1, -1), ['…', 'f', 'g', 'h', 'i', 'j']);
});

test('the strip is below the terminal and leaves it unchanged', async () => {
  const events = output([0, '$ '], [1.01, 'l'], [1.11, 's'], [1.5, '\x1b]11;#202020\x1b\\'], [4, '.']);
  const base = await replay(events);
  const keys = text(1, 'ls');
  const sequence = await withKeys({ ...base, keys }, { fpsCap: 30 });
  const frames = wholeFrames(sequence);
  assert.equal(frames.length, sequence.frameCount);
  assert.deepEqual([sequence.columns, sequence.rows], [20, 7]);
  assert.equal(
    frames.reduce((sum, { durationUs }) => sum + durationUs, 0),
    base.durationUs,
  );
  const strip = frames.map(
    ({ timeUs, cells }) => `${timeUs / 1e6} ${cells[6]!.map(({ grapheme }) => grapheme).join('')}`,
  );
  assert.deepEqual(
    strip.filter((line, at) => line.split(' ')[1] !== strip[at - 1]?.split(' ')[1]),
    ['0 ', '0.976667 \ue0b6l\ue0b4', '1.076667 \ue0b6ls\ue0b4', '3.1 '],
  );
  for (const whole of wholeFrames(base)) {
    const same = frames.find(({ timeUs }) => timeUs === whole.timeUs);
    assert.deepEqual(textOf(same!).slice(0, 5), textOf(whole));
  }
  assert.equal(frames.at(-1)!.cells[6]![0]!.background, 0x202020);
});

test('with any keys, frames are whole: positions rise, times follow each other, readings agree', () => {
  const stroke: fc.Arbitrary<Keystroke> = fc.oneof(
    fc.constantFrom<Keystroke>({ kind: 'hidden' }, { kind: 'paste' }),
    fc.constantFrom('Enter', 'Ctrl+C', '↑').map((name): Keystroke => ({ kind: 'named', name })),
    fc
      .constantFrom('a', ' ', '漢')
      .map((letter): Keystroke => ({ kind: 'text', text: letter, columns: letter === '漢' ? 2 : 1 })),
  );
  const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000_000 }), stroke), { maxLength: 30 });
  const prints = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.constantFrom('x', '\x1b[H', '\r\n', '\x1b[2J')),
    {
      maxLength: 20,
    },
  );
  return fc.assert(
    fc.asyncProperty(gaps, prints, async (typed, printed) => {
      let milliseconds = 0;
      const base = await replay(
        output([0, 'x'], ...printed.map(([gap, data]): [number, string] => [(milliseconds += gap) / 1000, data])),
      );
      let timeUs = 0;
      const keys = typed.map(([gapUs, key]): OutputKey => ({ timeUs: (timeUs += gapUs), stroke: key }));
      const sequence = await withKeys({ ...base, keys }, { fpsCap: 30 });
      let nextUs = 0;
      for (const frame of sequence.frames()) {
        assert.equal(frame.timeUs, nextUs);
        assert.ok(frame.durationUs > 0);
        nextUs += frame.durationUs;
        const positions = [...frame.positions.subarray(0, frame.changeCount)];
        assert.deepEqual(
          positions,
          [...new Set(positions)].sort((left, right) => left - right),
        );
      }
      assert.equal(nextUs, base.durationUs);
      assert.deepEqual(wholeFrames(sequence), wholeFrames(sequence));
      for (const { cells } of wholeFrames(sequence)) assert.ok(cells.every((row) => row.length === 20));
    }),
    { numRuns: 60 },
  );
});
