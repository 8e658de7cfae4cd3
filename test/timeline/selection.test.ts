import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cast2gifError } from '#cast2gif/errors.js';
import {
  parseSelection,
  resolveSelection,
  selectionNeedsIndex,
  selectsEverything,
  wantedEvents,
} from '#cast2gif/timeline/selection.js';
import type { TimelineIndex } from '#cast2gif/timeline/survey.js';

const INDEX: TimelineIndex = {
  durationUs: 100_000_000,
  eventCount: 500,
  outputCount: 400,
  markers: [
    { timeUs: 10_000_000, label: 'Intro' },
    { timeUs: 20_000_000, label: 'build' },
    { timeUs: 30_000_000, label: 'builder' },
    { timeUs: 30_000_000, label: '' },
  ],
  eventTimesUs: new Map([
    [7, 7_000_000],
    [100, 42_000_000],
  ]),
  columns: 80,
  rows: 24,
};

/** The parts in seconds: `a..b` for ranges, `a` for points. */
function resolved(text: string): string {
  const parts = resolveSelection(parseSelection(text), INDEX);
  return parts
    .map((part) => (part.kind === 'point' ? `${part.timeUs / 1e6}` : `${part.startUs / 1e6}..${part.endUs / 1e6}`))
    .join();
}

test('selections', () => {
  const expected: Record<string, string> = {
    '..': '0..100',
    '5..': '5..100',
    '..30': '0..30',
    '5..30': '5..30',
    '5..5': '5..5',
    '90..9999': '90..100',
    '12.5': '12.5',
    '12.5s': '12.5',
    '.5': '0.5',
    '1m20s': '80',
    '1m': '60',
    '0h1m3.25s': '63.25',
    '1:20': '80',
    '1:20.5': '80.5',
    '00:01:20': '80',
    '50%': '50',
    '0%..12.5%': '0..12.5',
    'marker:0': '10',
    'marker:INTRO': '10',
    'marker:in': '10',
    'marker:build': '20',
    'marker:buildE': '30',
    'event:100': '42',
    'event:7..marker:intro': '7..10',
    markers: '10,20,30',
    '10,5,5,2': '2,5,10',
    '5,50%,marker:1,event:7': '5,7,20,50',
    '30..40,5..10,10..20': '5..10,10..20,30..40',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((text) => [text, resolved(text)])), expected);
});

test('wrong selections are reported in one line that says what is right', () => {
  const wrong: Record<string, RegExp> = {
    '': /has an empty part; expected a range such as 5\.\.30/,
    '5,': /has an empty part/,
    '5,,10': /has an empty part/,
    '5..10..15': /more than one "\.\."/,
    '5....10': /more than one "\.\."/,
    '5..10,20': /mixes ranges and single moments/,
    'markers,5': /markers cannot be combined/,
    'marker:': /expected the beginning of a label/,
    'event:': /is not an event/,
    'event:1.5': /is not an event/,
    'event:-1': /is not an event/,
    '150%': /is not a percentage of the duration; expected 0% to 100%/,
    '-5%': /is not a percentage/,
    '%': /is not a percentage/,
    '-5': /is not a time; expected 12\.5, 1m20s/,
    '1.5h': /is not a time/,
    '1s2h': /is not a time/,
    '5ss': /is not a time/,
    abc: /is not a time/,
    '1e3': /is not a time/,
    NaN: /is not a time/,
    '1:80': /is not a time/,
    '1:60:00': /is not a time/,
    '1:2:3:4': /is not a time/,
    '101': /101 s is beyond the end, 100 s \(after idle limit and speed\)/,
    '200..': /200 s is beyond the end/,
    '8..3': /a range ends at 3 s, before it starts at 8 s/,
    '5..20,10..30': /two ranges overlap at 10 s/,
    'marker:9': /there is no marker:9; the recording has 4 markers, counted from 0/,
    'marker:buil': /2 labels begin with "buil"/,
    'marker:nope': /no marker's label begins with "nope"; labels are "Intro", "build", "builder", ""/,
    'event:499': /there is no event:499; the recording has 500 events, counted from 0/,
  };
  for (const [text, message] of Object.entries(wrong)) {
    assert.throws(
      () => resolved(text),
      (error) => {
        assert.ok(error instanceof Cast2gifError && error.code === 'usage', text);
        assert.match(error.message, message);
        assert.match(error.message, /^select: /);
        return true;
      },
    );
  }
});

test('what has to be looked up beforehand', () => {
  assert.equal(selectionNeedsIndex(parseSelection('5..1:20')), false);
  for (const text of ['markers', '50%', 'marker:a..', '..event:3'])
    assert.ok(selectionNeedsIndex(parseSelection(text)));
  assert.deepEqual(wantedEvents(parseSelection('event:7..event:9')), [7, 9]);
  assert.deepEqual(wantedEvents(parseSelection('markers')), []);
  assert.ok(selectsEverything(parseSelection('..')));
  for (const text of ['0..', '..5', '5', 'markers', '..,5..']) assert.ok(!selectsEverything(parseSelection(text)));
});

test('any text is a selection or a usage error', () => {
  const pieces = fc.constantFrom(
    '..',
    ',',
    'marker:',
    'event:',
    'markers',
    '5',
    '50%',
    '1:20',
    'h',
    'm',
    's',
    '.',
    ' ',
    '\n',
    'x',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (selection) => {
      try {
        let lastUs = -1;
        for (const part of resolveSelection(parseSelection(selection), INDEX)) {
          const [startUs, endUs] = part.kind === 'point' ? [part.timeUs, part.timeUs] : [part.startUs, part.endUs];
          assert.ok(startUs >= lastUs && startUs <= endUs && endUs <= INDEX.durationUs);
          lastUs = endUs;
        }
      } catch (error) {
        assert.ok(error instanceof Cast2gifError && error.code === 'usage', String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
