/** Editing recordings: what is left shows what it showed. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { Recording, RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { recordingLines } from '#cast2gif/asciicast/recording-lines.js';
import { type EditOptions, editRecording } from '#cast2gif/edit/edit-recording.js';
import { parseSpeed, timeAt } from '#cast2gif/edit/speeds.js';
import { CellStore } from '#cast2gif/terminal/cell-store.js';
import { ScreenReader } from '#cast2gif/terminal/screen-reader.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { realCommand, run, temporaryFolder } from '../cli/run.js';

type Line = readonly [seconds: number, code: string, data: string];

const header = { version: 2, width: 12, height: 5, title: 'Old', idle_time_limit: 2 };

function recordingOf(lines: readonly Line[]): Promise<Recording> {
  return opened([header, ...lines].map((line) => JSON.stringify(line)).join('\n'));
}

function opened(text: string): Promise<Recording> {
  return openRecording({
    name: 'test.cast',
    async *stream() {
      yield Buffer.from(text);
    },
  });
}

async function eventsOf(recording: Recording): Promise<RecordingEvent[]> {
  const events: RecordingEvent[] = [];
  for await (const batch of recording.events()) events.push(...batch);
  return events;
}

/** Edited, written and read again. */
async function edited(lines: readonly Line[], options: EditOptions, version: 2 | 3 = 3): Promise<Recording> {
  let text = '';
  for await (const part of recordingLines(editRecording(await recordingOf(lines), options), version)) text += part;
  return opened(text);
}

const COLOURS = { foreground: 0xcccccc, background: 0, palette: Array.from({ length: 16 }, (_, index) => index * 9) };

/** What the screen shows at a time. */
function screenAt(events: readonly RecordingEvent[], timeUs: number, isIncluded = true): unknown {
  const terminal = Terminal.create({ columns: 12, rows: 5, colours: COLOURS, cursor: 'recorded' });
  for (const event of events) {
    if (isIncluded ? event.timeUs > timeUs : event.timeUs >= timeUs) break;
    if (event.kind === 'output') terminal.write(event.data);
    if (event.kind === 'resize') terminal.resize(event.columns, event.rows);
  }
  const store = new CellStore(COLOURS.foreground, COLOURS.background);
  const reader = new ScreenReader(terminal, store, false);
  reader.read();
  return { columns: terminal.columns, rows: terminal.rows, cells: Array.from(reader.ids, (id) => store.cell(id)) };
}

const parts = [
  'hello ',
  '\r\n',
  '\u001b[3',
  '1m',
  '\u001b[m',
  '\u001b[H',
  '\u001b[2J',
  '漢字',
  '\u001b[?1049h',
  '\u001b[2;4r',
  '😀',
  '\u001b]0;ti',
  'tle\u0007',
  '\u001b[44m\u001b[K',
  '\u001b(0lqk\u001b(B',
];
const output = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 30 });

test('every moment of a part shows what it showed in the whole, sizes and unfinished sequences included', async () => {
  await fc.assert(
    fc.asyncProperty(output, fc.nat(29), fc.nat(29), fc.constantFrom(2, 3), async (texts, from, length, version) => {
      const lines = texts.map((text, index): Line => (index === 7 ? [index, 'r', '9x4'] : [index, 'o', text]));
      const last = lines.length - 1;
      const start = Math.min(from, last);
      const end = Math.min(start + length + 0.5, last);
      const original = await eventsOf(await recordingOf(lines));
      const events = await eventsOf(await edited(lines, { select: `${start}..${end}` }, version as 2 | 3));
      for (let second = start; second <= end; second += 1) {
        assert.deepEqual(
          screenAt(events, (second - start) * 1e6),
          screenAt(original, second * 1e6),
          `second ${second}`,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('parts follow each other, each as long as it was', async () => {
  const lines: Line[] = [
    [1, 'o', 'a'],
    [2, 'm', 'first'],
    [5, 'o', 'b'],
    [9, 'o', 'c'],
  ];
  const events = await eventsOf(await edited(lines, { select: '1..3,5..7' }));
  assert.deepEqual(
    events.map(({ kind, timeUs }) => [kind, timeUs / 1e6]),
    [
      ['output', 0],
      ['output', 0],
      ['marker', 1],
      ['output', 2],
      ['output', 2],
      ['output', 2],
      ['output', 4],
    ],
  );
});

test('times go up with the time, and speeds of parts that overlap are multiplied', () => {
  const speeds = [
    { startUs: 2e6, endUs: 6e6, factor: 4 },
    { startUs: 0, endUs: Infinity, factor: 2 },
  ];
  assert.deepEqual(
    [0, 1e6, 2e6, 4e6, 6e6, 8e6].map((timeUs) => timeAt(speeds, timeUs)),
    [0, 5e5, 1e6, 1.25e6, 1.5e6, 2.5e6],
  );
});

test('speeds, pauses, title and markers are changed together', async () => {
  const lines: Line[] = [
    [0, 'o', 'a'],
    [1, 'm', 'one'],
    [2, 'm', 'two'],
    [12, 'o', 'b'],
  ];
  const options = { speeds: ['2', '1..2=5'], idleTimeLimitSeconds: 3, title: 'New', markers: ['one=First', '1='] };
  const recording = await edited(lines, options);
  assert.equal(recording.header.title, 'New');
  assert.equal(recording.header.idleTimeLimitUs, 2e6);
  assert.deepEqual(await eventsOf(recording), [
    { kind: 'output', timeUs: 0, data: 'a' },
    { kind: 'marker', timeUs: 5e5, label: 'First' },
    { kind: 'output', timeUs: 2.1e6, data: 'b' },
  ]);
});

test('what the header says besides is kept, without its secrets', async (context) => {
  const folder = temporaryFolder(context);
  const env = { SHELL: '/bin/zsh', TERM: 'xterm-ghostty', AWS_SECRET_ACCESS_KEY: 'abcdEFGH12'.repeat(4) };
  const header = { version: 2, width: 9, height: 2, env, tags: ['demo', 'hunter2'], custom: { deep: ['hunter2', 22] } };
  writeFileSync(join(folder, 'in.cast'), `${JSON.stringify(header)}\n[0,"o","x"]\n`);
  const headerOf = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8').split('\n')[0]!);
  const edit = (...words: string[]) => run(['edit', ...words], { command: realCommand, folder });
  assert.equal((await edit('in.cast', 'v3.cast')).status, 0);
  const { env: keptEnv, tags, custom, term } = headerOf('v3.cast');
  assert.deepEqual({ env: keptEnv, tags, custom }, { env, tags: header.tags, custom: header.custom });
  assert.deepEqual(term, { cols: 9, rows: 2, type: 'xterm-ghostty' });
  await edit('v3.cast', 'v2.cast', '--cast-version', '2');
  assert.deepEqual(headerOf('v2.cast'), header);
  await edit('in.cast', 'safe.cast', '--redact', 'secrets', '--redact', 'hunter2');
  const safe = headerOf('safe.cast');
  assert.deepEqual(safe.tags, ['demo', '*******']);
  assert.deepEqual(safe.custom, { deep: ['*******', 22] });
  assert.deepEqual(safe.env, { ...env, AWS_SECRET_ACCESS_KEY: '*'.repeat(40) });
});

test('what is wrong is named', async () => {
  assert.throws(() => parseSpeed('fast'), {
    code: 'usage',
    message: /^speed: "fast" is not a speed; expected a number above 0/,
  });
  const recording = await recordingOf([[1, 'o', 'a']]);
  assert.throws(() => editRecording(recording, { select: '1,2' }), {
    message: /^select: "1,2" names moments; expected ranges/,
  });
  await assert.rejects(eventsOf(editRecording(recording, { markers: ['x=y'] })), {
    message: /^marker: there is no marker "x"; the recording has none/,
  });
  await assert.rejects(eventsOf(editRecording(recording, { speeds: ['99..=2'] })), {
    message: /^speed: 99 s is beyond the end, 1 s$/,
  });
  const marked = await recordingOf([[1, 'm', 'intro']]);
  await assert.rejects(eventsOf(editRecording(marked, { markers: ['outro=end'] })), {
    message: /^marker: there is no marker "outro"; the recording has "intro"$/,
  });
});

test('a part that would end after the recording ends with it', async () => {
  const recording = await recordingOf([
    [0, 'o', 'a'],
    [4, 'o', 'b'],
  ]);
  const times = (await eventsOf(editRecording(recording, { speeds: ['2..99=2'] }))).map(({ timeUs }) => timeUs);
  assert.deepEqual(times, [0, 3e6]);
});

test('the command writes either version, and never over its input', async (context) => {
  const folder = temporaryFolder(context);
  const text = [header, [1, 'o', 'token: s3cret'], [2, 'o', ' bye']].map((line) => JSON.stringify(line)).join('\n');
  writeFileSync(join(folder, 'in.cast'), text);
  const edit = (...words: string[]) => run(['edit', ...words], { command: realCommand, folder });
  for (const version of ['2', '3']) {
    const { status, stderr } = await edit('in.cast', 'out.cast', '--redact', 's\\dcret', '--cast-version', version);
    assert.equal(status, 0, stderr);
    const [first, second] = readFileSync(join(folder, 'out.cast'), 'utf8').split('\n');
    assert.equal(JSON.parse(first!).version, Number(version));
    assert.equal(second, '[1,"o","token: ******"]');
  }
  const renamed = await edit('in.cast', 'out.cast', '--marker', 'intro=Start');
  assert.match(renamed.stderr, /^cast2gif: --marker: there is no marker "intro"; the recording has none\n/);
  const asPicture = await edit('in.cast', 'out.gif');
  assert.deepEqual([asPicture.status, existsSync(join(folder, 'out.gif'))], [2, false]);
  assert.match(asPicture.stderr, /out\.gif: edit writes a recording/);
  const { status, stderr } = await edit('in.cast', './in.cast');
  assert.equal(status, 2);
  assert.match(stderr, /in\.cast is the input itself; it would be overwritten/);
  assert.equal(readFileSync(join(folder, 'in.cast'), 'utf8'), text);
});
