/** What a stranger may set by a request, and the one spelling of a set of options. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cast2gifError } from '#cast2gif/errors.js';
import { canonicalOptions, dependsOn } from '#cast2gif/options/canonical.js';
import { FORMAT_NAMES } from '#cast2gif/options/formats.js';
import { labelled, queryName } from '#cast2gif/options/labels.js';
import type { RenderOptions } from '#cast2gif/options/render-options.js';
import { readRequestOptions } from '#cast2gif/options/request.js';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import { operatorOptions } from '#cast2gif/options/service-settings.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES } from '#cast2gif/options/table.js';
import { requestRow } from '#cast2gif/options/value.js';

const read = (query: string) => readRequestOptions(new URLSearchParams(query), { otherNames: ['format'] });

test('a query becomes options', () => {
  const options = read('theme=nord&speed=2&window=macos&cols=auto&keys&loop=3&at=50%25&format=png');
  assert.deepEqual(options, {
    ...{ theme: 'nord', speed: 2, window: 'macos', columns: 'auto', keys: true, loop: 3, at: '50%' },
  });
  assert.deepEqual(readRequestOptions({ speed: '2', rows: 24, shadow: false }), { speed: 2, rows: 24, shadow: false });
  assert.doesNotThrow(() => read('theme=000,fff,%23100,2a2,3,4,5,6,7,8'));
});

test('what a stranger must not set is refused with one line that says why', () => {
  const refused: [string, RegExp][] = [
    ['spede=2', /^\?spede=: unknown option, did you mean "speed"\?$/],
    ['columns=2', /^\?columns=: unknown option, did you mean "cols"\?$/],
    ['formt=gif', /^\?formt=: unknown option, did you mean "format"\?$/],
    ['speed=2&speed=2', /^\?speed=: expected once, but given twice$/],
    ['speed=0.01', /^\?speed=: expected a number from 0.1 to 100, not 0.01$/],
    ['scale=4', /^\?scale=: expected a number from 0.1 to 3, not 4$/],
    ['idle-time-limit=none', /^\?idle-time-limit=: expected a number of seconds above 0 and up to 60, not "none"$/],
    ['video-codec=av1', /^\?video-codec=: expected auto, h264 or vp9, not "av1"$/],
    ['cursor=blok', /^\?cursor=: .* not "blok", did you mean "block"\?$/],
    ['font-size=30&scale=2.5', /^\?font-size=: expected at most 64 pixels after scaling, not 30 times 2.5$/],
    ['padding=100&scale=3', /^\?padding=: expected at most 200 pixels after scaling/],
    [`title=${'x'.repeat(201)}`, /^\?title=: expected text, at most 200 characters, not a text of 201$/],
    [`select=${Array(51).fill('1').join()}`, /^\?select=: expected .* at most 50 of them/],
    ['__proto__=1', /^\?__proto__=: unknown option$/],
  ];
  for (const theme of ['./x', '/etc/passwd', 'x.json', '..', 'C:\\x', 'a,b/c', '\0', '']) {
    refused.push([`theme=${encodeURIComponent(theme)}`, /^\?theme=: expected the name of a theme or colours, not "/]);
  }
  for (const name of ['watermark', 'ffmpeg', 'font-family', 'font-dir', 'threads', 'all-keys', 'max-frames', 'quiet']) {
    refused.push([`${name}=1`, new RegExp(`^\\?${name}=: cannot be set by a request$`)]);
  }
  for (const [query, pattern] of refused) {
    assert.throws(
      () => read(query),
      (error) => error instanceof Cast2gifError && error.code === 'usage' && pattern.test(error.publicMessage),
      query,
    );
  }
});

test('an operator can set other bounds', () => {
  const bounds = { scale: { maximum: 8 }, fontSizePx: { maximum: 8 } };
  assert.deepEqual(readRequestOptions({ scale: '6', 'font-size': '8' }, { bounds }), { scale: 6, fontSizePx: 8 });
  assert.throws(() => readRequestOptions({ 'font-size': '9' }, { bounds }), /from 6 to 8/);
});

test('no request passes the bounds of the command line', () => {
  const limits = resolveOptions(operatorOptions({}));
  assert.equal(limits.maxColumns, 400);
  for (const name of RENDER_OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    const { minimum = -Infinity, maximum = Infinity } = requestRow(row);
    assert.ok(minimum >= (row.minimum ?? -Infinity) && maximum <= (row.maximum ?? Infinity), name);
  }
});

/** Any options that a request may set, typed. */
const requestOptions = fc.record(
  {
    theme: fc.constantFrom('nord', '000,fff,1,2,3,4,5,6,7,8'),
    columns: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 400 })),
    scale: fc.double({ min: 0.1, max: 1, noNaN: true }),
    title: fc.string({ maxLength: 200 }),
    shadow: fc.boolean(),
    speed: fc.double({ min: 0.1, max: 100, noNaN: true }),
    loop: fc.oneof(fc.constant('forever' as const), fc.integer({ min: 1, max: 65_535 })),
    maxBytes: fc.integer({ min: 1, max: 1e9 }),
    optimize: fc.constantFrom('fast' as const, 'default' as const, 'best' as const),
    crf: fc.integer({ min: 14, max: 63 }),
  },
  { requiredKeys: [] },
);

test('the canonical spelling reads back, in any order, as options of the same spelling', () => {
  fc.assert(
    fc.property(requestOptions, fc.constantFrom(...FORMAT_NAMES), (options: RenderOptions, format) => {
      const pairs = canonicalOptions(format, options);
      assert.deepEqual(
        pairs,
        pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)),
      );
      const back = readRequestOptions(pairs.toReversed());
      for (const [name, value] of Object.entries(back)) assert.equal(value, options[name as keyof RenderOptions]);
      assert.deepEqual(canonicalOptions(format, back), pairs);
    }),
  );
});

test('the canonical spelling leaves out defaults and what the format ignores', () => {
  const options: RenderOptions = { speed: 1, optimize: 'best', crf: 20, fontSizePx: 20, threads: 3, maxFrames: 9 };
  assert.deepEqual(canonicalOptions('gif', options), [
    ['font-size', '20'],
    ['optimize', 'best'],
  ]);
  assert.deepEqual(canonicalOptions('mp4', options), [
    ['crf', '20'],
    ['font-size', '20'],
  ]);
  assert.deepEqual(canonicalOptions('vtt', options), []);
  assert.deepEqual(canonicalOptions('gif', { window: 'macos', columns: 80, maxBytes: 2 ** 20 }), [
    ['cols', '80'],
    ['max-bytes', '1MB'],
    ['window', 'macos'],
  ]);
  assert.equal(dependsOn('txt', 'select'), true);
});

test('an error names an option as its reader knows it', () => {
  const error = new Cast2gifError('usage', 'expected a moment', { option: 'lastFrameDurationSeconds' });
  const message = (surface: Parameters<typeof labelled>[1]) => (labelled(error, surface) as Error).message;
  assert.equal(message('library'), 'lastFrameDurationSeconds: expected a moment');
  assert.equal(message('command'), '--last-frame-duration: expected a moment');
  assert.equal(message('query'), '?last-frame-duration=: expected a moment');
  assert.equal(message('file'), 'last-frame-duration: expected a moment');
  assert.equal(queryName(OPTION_ROWS.window), 'window');
});
