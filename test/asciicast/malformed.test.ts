/** What becomes of each broken or hostile file: a recording with warnings, or one clear line. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import { recordingsIn } from '../support.js';
import { readPath } from './reading.js';

type Outcome =
  /** The error's whole message, without the file's name, and the line it names. */
  | { readonly error: string; readonly line?: number }
  /** Counts of events by kind, and for each warning its line and how it begins. */
  | { readonly events: string; readonly warnings: readonly (readonly [line: number | undefined, beginning: string])[] };

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'broken-line.cast': {
    events: 'output:2,other:1',
    warnings: [
      [3, 'an object is not an event, skipped'],
      [4, 'the data of this "o" event is missing; expected a string'],
    ],
  },
  'cut-short.cast': { events: 'output:1', warnings: [[3, 'cut short, or a quote is missing, skipped']] },
  'cut-short.cast.gz': { error: 'its gzip compression is cut short' },
  'empty.cast': { error: 'not a recording: it is empty' },
  'not-utf8.cast': { events: 'output:2', warnings: [[3, 'some bytes are not UTF-8; they are shown as U+FFFD']] },
  'size-huge.cast': { error: 'line 1: term.rows is 70000; expected 1 to 1000', line: 1 },
  'size-zero.cast': { events: 'output:1', warnings: [[1, 'width is 0; 80 is used']] },
  'time-back.cast': {
    events: 'output:3',
    warnings: [[3, 'the time goes back by 0.5 s; the time reached, 2 s, is used']],
  },
  'two-headers.cast': {
    events: 'output:2,restart:1',
    warnings: [[3, 'another recording begins here; it is played after the first']],
  },
  'unknown-version.cast': { error: 'line 1: asciicast version 9 is not supported; expected 1, 2 or 3', line: 1 },
  'web-page.cast': {
    error:
      'not a recording: it looks like an HTML or XML page (is this the address of a page rather than of a recording?)',
    line: 1,
  },
  'h01-trunc-mid-json.cast': { events: 'output:2', warnings: [[4, 'cut short, or a quote is missing, skipped']] },
  'h02-trunc-mid-utf8.cast': {
    events: 'output:1',
    warnings: [
      [3, 'some bytes are not UTF-8; they are shown as U+FFFD'],
      [3, 'cut short, or a quote is missing, skipped'],
    ],
  },
  'h03-header-only-no-newline.cast': { events: '', warnings: [] },
  'h04-missing-size-v2.cast': {
    events: 'output:1',
    warnings: [
      [1, 'width is missing; 80 is used'],
      [1, 'height is missing; 24 is used'],
    ],
  },
  'h05-missing-term-v3.cast': {
    events: 'output:1',
    warnings: [
      [1, 'term.cols is missing; width (80) is used instead'],
      [1, 'term.rows is missing; height (24) is used instead'],
    ],
  },
  'h06-size-zero.cast': {
    events: 'output:1',
    warnings: [
      [1, 'width is 0; 80 is used'],
      [1, 'height is 0; 24 is used'],
    ],
  },
  'h07-size-huge.cast': { error: 'line 1: width is 1000000; expected 1 to 2000', line: 1 },
  'h08-size-65535.cast': { error: 'line 1: width is 65535; expected 1 to 2000', line: 1 },
  'h09-size-negative.cast': { error: 'line 1: width is -80; expected 1 to 2000', line: 1 },
  'h10-size-float.cast': { events: 'output:1', warnings: [[1, 'height is 24.5; 25 is used']] },
  'h11-time-nan-inf.cast': {
    events: 'output:5',
    warnings: [
      [2, 'the time is not a number; the time reached, 0 s, is used'],
      [3, 'the time is not a number; the time reached, 0 s, is used'],
      [4, 'the time is not a number; the time reached, 0 s, is used'],
      [5, 'the time is not a number; the time reached, 0 s, is used'],
    ],
  },
  'h12-time-epoch.cast': {
    events: 'output:2',
    warnings: [[2, 'the times look like dates (the first is 1700000000.1 s); the']],
  },
  'h13-time-giant-gap.cast': { events: 'output:3', warnings: [] },
  'h14-bom.cast': { events: 'output:1', warnings: [] },
  'h15-utf16le.cast': { events: 'output:1', warnings: [] },
  'h16-crlf.cast': { events: 'output:2', warnings: [] },
  'h17-cr-only.cast': { events: 'output:2', warnings: [] },
  'h18-unescaped-quote.cast': { events: 'output:2', warnings: [[3, 'cut short, or a quote is missing, skipped']] },
  'h19-legacy-v0.json': {
    error: 'not a recording: it looks like the format that asciinema.org used before asciicast, which is not supported',
    line: 1,
  },
  'h20a-version-4.cast': { error: 'line 1: asciicast version 4 is not supported; expected 1, 2 or 3', line: 1 },
  'h20b-version-str.cast': { error: 'line 1: asciicast version "2" is not supported; expected 1, 2 or 3', line: 1 },
  'h20c-version-float.cast': { events: 'output:1', warnings: [] },
  'h20d-version-null.cast': { error: 'line 1: asciicast version null is not supported; expected 1, 2 or 3', line: 1 },
  'h20e-version-neg.cast': { error: 'line 1: asciicast version -1 is not supported; expected 1, 2 or 3', line: 1 },
  'h21-no-header.cast': {
    error: 'not a recording: it looks like events without a header',
    line: 1,
  },
  'h22-html.cast': {
    error:
      'not a recording: it looks like an HTML or XML page (is this the address of a page rather than of a recording?)',
    line: 1,
  },
  'h23-lfs-pointer.cast': {
    error: 'not a recording: it looks like a Git LFS pointer (the file itself was not fetched: git lfs pull)',
    line: 1,
  },
  'h24-pretty-header.cast': {
    error: 'line 1: the header is spread over several lines; expected on one (jq --compact-output fixes that)',
    line: 1,
  },
  'h25-two-concatenated.cast': {
    events: 'output:3,restart:1',
    warnings: [[4, 'another recording begins here; it is played after the first']],
  },
  'h26-dup-keys.cast': { events: 'output:1', warnings: [] },
  'h27-lone-surrogates.cast': { events: 'output:3', warnings: [] },
  'h28-escape-split.cast': { events: 'output:6', warnings: [] },
  'h29-raw-nul.cast': {
    events: 'output:2',
    warnings: [
      [3, 'raw control characters in a string'],
      [4, 'neither an event nor a comment, skipped'],
    ],
  },
  'h30-binary-junk.cast': { error: 'not a recording: it looks like binary data', line: 1 },
  'h31-deep-nesting.cast': {
    events: 'output:1,other:1',
    warnings: [
      [3, 'the time is not a number; the time reached, 0.1 s, is used'],
      [3, 'the event code is missing; expected a string'],
    ],
  },
  'h32-deep-header.cast': { events: 'output:1', warnings: [] },
  'h33-resize-bomb.cast': {
    events: 'output:4,other:5,resize:2',
    warnings: [
      [3, 'resize to "99999x99999" ignored; expected "COLUMNSxROWS" up '],
      [7, 'resize to "0x0" ignored; expected "COLUMNSxROWS" up to 2000x'],
      [8, 'resize to "axb" ignored; expected "COLUMNSxROWS" up to 2000x'],
      [9, 'resize to "80" ignored; expected "COLUMNSxROWS" up to 2000x1'],
      [10, 'resize to "4294967296x2" ignored; expected "COLUMNSxROWS" up'],
    ],
  },
  'h34-csi-bomb.cast': { events: 'output:4', warnings: [] },
  'h35-sixel-bomb.cast': { events: 'output:3', warnings: [] },
  'h36-combining-flood.cast': { events: 'output:3', warnings: [] },
  'h37-osc-unterminated.cast': { events: 'output:2', warnings: [] },
  'h38-dcs-forever.cast': { events: 'output:3', warnings: [] },
  'h39-event-object.cast': {
    events: 'output:2,other:2',
    warnings: [
      [3, 'an object is not an event, skipped'],
      [4, 'neither an event nor a comment, skipped'],
      [5, 'neither an event nor a comment, skipped'],
      [6, 'neither an event nor a comment, skipped'],
      [7, 'an empty array is not an event, skipped'],
      [8, 'the event code is missing; expected a string'],
      [9, 'the data of this "o" event is missing; expected a string'],
    ],
  },
  'h40-trailing-garbage.cast': {
    events: 'output:4',
    warnings: [
      [3, 'text after the closing bracket'],
      [4, 'text after the closing bracket'],
      [5, 'neither an event nor a comment, skipped'],
    ],
  },
  'h41-empty-theme.cast': { events: 'output:1', warnings: [] },
  'h42-theme-types.cast': { events: 'output:1', warnings: [[1, 'the theme is ignored: its fg is null']] },
  'h43-null-everything.cast': { events: 'output:1', warnings: [] },
  'h44-idle-limit-weird.cast': {
    events: 'output:2',
    warnings: [[1, 'idle_time_limit is -1 and is ignored; expected seconds above']],
  },
  'h45-path-in-title.cast': { events: 'output:1', warnings: [] },
  'h46-v1-missing-stdout.json': { error: 'the version 1 recording has no "stdout"; expected [[delay, data], …]' },
  'h47-v1-trunc.json': {
    events: 'output:1',
    warnings: [[undefined, 'the file is cut short; the complete part of it is used']],
  },
  'h48-v1-bad-pairs.json': {
    events: 'output:5,other:1',
    warnings: [
      [undefined, 'stdout[1]: the time is a string'],
      [undefined, 'stdout[2]: the data of this "o" event is missing; expected a'],
      [undefined, 'stdout[3]: the time is not a number; the time reached, 0.6 s'],
      [undefined, 'stdout[4]: the interval is negative (-1 s) and counts as 0'],
    ],
  },
  'h49-gz-trunc.cast.gz': { error: 'its gzip compression is cut short' },
  'h50-all-same-time.cast': { events: 'output:300', warnings: [] },
  'r01-empty.cast': { error: 'not a recording: it is empty' },
  'r02-raw-control-chars.cast': {
    events: 'output:24',
    warnings: [
      [2, 'raw control characters in a string'],
      [14, 'raw control characters in a string'],
      [15, 'raw control characters in a string'],
      [16, 'raw control characters in a string'],
      [20, 'raw control characters in a string'],
      [22, 'raw control characters in a string'],
      [23, 'raw control characters in a string'],
      [24, 'raw control characters in a string'],
    ],
  },
  'r03-broken-line-v2.cast': { events: 'output:2', warnings: [[3, 'neither an event nor a comment, skipped']] },
  'r04-broken-line-v3.cast': { events: 'output:2', warnings: [[3, 'neither an event nor a comment, skipped']] },
  'r05-negative-time-v2.cast': {
    events: 'output:2',
    warnings: [[3, 'the time goes back by 2.234 s; it continues from the time re']],
  },
  'r06-string-time-v2.cast': { events: 'output:2', warnings: [[3, 'the time is a string']] },
  'r07-negative-delta-v3.cast': {
    events: 'output:2',
    warnings: [[3, 'the interval is negative (-1 s) and counts as 0']],
  },
  'r08-bool-data-v3.cast': {
    events: 'output:1,other:1',
    warnings: [[3, 'the data of this "o" event is true; expected a string']],
  },
  'r09-int-code-v3.cast': { events: 'output:1,other:1', warnings: [[3, 'the event code is 5; expected a string']] },
  'r10-bad-resize-v3.cast': {
    events: 'output:2,other:1',
    warnings: [[3, 'resize to "-1x0" ignored; expected "COLUMNSxROWS" up to 2000']],
  },
  'r11-four-elements-v3.cast': { events: 'output:2', warnings: [] },
  'r12-no-events-v3.cast': { events: '', warnings: [] },
  'r13-zero-time-v2.cast': { events: 'output:1', warnings: [] },
  'r14-invalid-theme-v2.cast': { events: 'output:3', warnings: [[1, 'the theme is ignored: its fg is "white"']] },
  'r15-width-is-title.cast': {
    events: 'output:399',
    warnings: [[1, 'width is "Simple rsciinema example"; cols (80) is used inst']],
  },
  'r16-size-strings.cast': {
    events: 'output:247',
    warnings: [
      [1, 'width is "80"; 80 is used'],
      [1, 'height is "40"; 40 is used'],
    ],
  },
  'r17-comment-before-header.cast': { events: 'output:3', warnings: [] },
  'r18-gzip.cast.gz': { events: 'output:256,marker:4,exit:1', warnings: [] },
  'r19-v3-zero-useful.cast': { events: 'output:1,exit:1', warnings: [] },
  'r21-time-restarts.cast': {
    events: 'output:573,marker:6',
    warnings: [
      [539, 'the time goes back by 0.347279 s; the time reached, 118.0113'],
      [563, 'the time goes back by 136.774698 s; it continues from the ti'],
    ],
  },
  'r22-not-a-cast.cast': { error: 'not a recording: it looks like plain text', line: 1 },
};

test('malformed recordings', async (suite) => {
  for (const path of recordingsIn('malformed')) {
    const file = basename(path);
    await suite.test(file, () => {
      const outcome = OUTCOMES[file];
      assert.ok(outcome, 'its outcome is listed');
      return 'error' in outcome ? fails(path, outcome) : opens(path, outcome);
    });
  }
});

async function fails(path: string, { error, line }: Extract<Outcome, { error: string }>): Promise<void> {
  await assert.rejects(readPath(path), (thrown: unknown) => {
    assert.ok(thrown instanceof Cast2gifError);
    assert.deepEqual(
      { code: thrown.code, message: thrown.message, line: thrown.line },
      {
        code: / expected 1 to [12]000$/.test(error) && !/ is -/.test(error) ? 'limit' : 'recording',
        message: `test.cast: ${error}`,
        line,
      },
    );
    return true;
  });
}

async function opens(path: string, outcome: Extract<Outcome, { events: string }>): Promise<void> {
  const { events, warnings } = await readPath(path);
  const counts = new Map<string, number>();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  assert.equal([...counts].map(([kind, count]) => `${kind}:${count}`).join(), outcome.events);
  const found = warnings.map(({ line, message }, at) => [line, message.slice(0, outcome.warnings[at]?.[1].length)]);
  assert.deepEqual(found, outcome.warnings);
}
