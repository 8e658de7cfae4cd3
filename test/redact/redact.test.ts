/** What is redacted is nowhere: not in frames, not in recordings, not in any output. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { Recording, RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { SecretPatterns } from '#cast2gif/redact/patterns.js';
import { isPlain } from '#cast2gif/redact/plain-text.js';
import { redactRecording } from '#cast2gif/redact/redact-recording.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';

const COLUMNS = 20;
const ROWS = 8;
const SIZE = { columns: COLUMNS, rows: ROWS };
const SECRET = 'hunter2-Zebra';

type Line = readonly [number, 'o' | 'i' | 'm' | 'r', string];

async function recordingOf(lines: readonly Line[], title = '', { columns, rows } = SIZE): Promise<Recording> {
  const header = { version: 2, width: columns, height: rows, title };
  const bytes = Buffer.from([header, ...lines].map((line) => JSON.stringify(line)).join('\n'));
  return openRecording({
    name: 'test.cast',
    async *stream() {
      yield bytes;
    },
  });
}

async function eventsOf(recording: Recording): Promise<RecordingEvent[]> {
  const events: RecordingEvent[] = [];
  for await (const batch of recording.events()) events.push(...batch);
  return events;
}

const redacted = async (lines: readonly Line[], ...patterns: string[]) =>
  eventsOf(redactRecording(await recordingOf(lines), new SecretPatterns(patterns)));

/** The screen after every event, rows joined. */
function screensOf(events: readonly RecordingEvent[], { columns, rows } = SIZE): string[] {
  const colours = { foreground: 1, background: 0, palette: Array<number>(16).fill(0) };
  const terminal = Terminal.create({ columns, rows, colours, cursor: 'recorded' });
  return events.map((event) => {
    if (event.kind === 'output') terminal.write(event.data);
    return Array.from({ length: rows }, (_, row) => {
      const line = terminal.buffer.lines.get(terminal.buffer.ybase + row)!;
      return Array.from({ length: columns }, (__, column) => {
        const codePoint = line._data[column * 3]! & 0x1fffff;
        return codePoint === 0 ? ' ' : String.fromCodePoint(codePoint);
      }).join('');
    }).join('');
  });
}

/** Prefixes and suffixes that would give most of it away. */
function assertHidden(events: readonly RecordingEvent[], secret = SECRET): void {
  const half = Math.ceil(secret.length / 2);
  for (const screen of screensOf(events)) {
    assert.ok(!screen.includes(secret.slice(0, half)), screen);
    assert.ok(!screen.includes(secret.slice(half)), screen);
  }
  const printed = events.map((event) => (event.kind === 'output' ? event.data : '')).join('');
  assert.ok(!printed.includes(secret));
}

/** What programs print between two parts of a text; the cursor stays where it is. */
const between = fc.constantFrom(
  '',
  '\u001b[31m',
  '\u001b[1;4m',
  '\u001b[m',
  '\u001b]0;title\u0007',
  '\u001b[?25l',
  '\u001b[?2004h',
  '\u001b[6n',
);

test('a secret is hidden however it is split over events, colours, cursor movements and wraps', async () => {
  const split = fc.array(fc.tuple(fc.nat(SECRET.length), between, fc.boolean()), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(split, fc.nat(COLUMNS - 1), fc.nat(ROWS + 3), async (cuts, column, row) => {
      const lines: Line[] = [[0, 'o', `${'\r\n'.repeat(row)}${' '.repeat(column)}`]];
      let data = '';
      let from = 0;
      for (const [to, gap, isEnd] of cuts.sort(([a], [b]) => a - b)) {
        data += SECRET.slice(from, to) + gap;
        from = to;
        if (!isEnd) continue;
        lines.push([lines.length, 'o', data]);
        data = '';
      }
      lines.push([lines.length, 'o', `${data}${SECRET.slice(from)}`], [99, 'o', ' after']);
      const events = await redacted(lines, SECRET);
      assertHidden(events);
      // Nothing else is touched: cells that do not show the secret are as they were.
      const [before, after] = [await eventsOf(await recordingOf(lines)), events].map((list) => screensOf(list).at(-1)!);
      assert.equal(after, before!.replace(SECRET, '*'.repeat(SECRET.length)));
    }),
  );
});

test('a secret whose parts come in any order is hidden', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(
        [...SECRET].map((_, at) => at),
        { minLength: SECRET.length },
      ),
      async (order) => {
        const lines = order.map((at, index): Line => [index, 'o', `\u001b[3;${at + 2}H${SECRET[at]}`]);
        assertHidden(await redacted(lines, 'hunter2-\\w+'));
      },
    ),
  );
});

/** What programs do to a screen of short rows, so that three letters often come together. */
const screenWork = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom('a', 'b', 'c', ' ', '漢', '─'), { maxLength: 8 }).map((all) => all.join('')),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }))
      .map(([row, column]) => `\u001b[${row};${column}H`),
  },
  fc.constantFrom('\r', '\n', '\b', '\t', '\r\n', '\u001b[A', '\u001b[C', '\u001b[2D', '\u001bM', '\u001b7', '\u001b8'),
  fc.constantFrom(
    '\u001b[31m',
    '\u001b[m',
    '\u001b]0;title\u0007',
    '\u001b(B',
    '\u001b[?25l',
    '\u001b[?2026h',
    '\u001b[?2026l',
  ),
  fc.constantFrom(
    '\u001b[K',
    '\u001b[1K',
    '\u001b[J',
    '\u001b[2J',
    '\u001b[2X',
    '\u001b[P',
    '\u001b[2@',
    '\u001b[L',
    '\u001b[M',
  ),
  fc.constantFrom(
    '\u001b[S',
    '\u001b[T',
    '\u001b[2;3r',
    '\u001b[r',
    '\u001b[b',
    '\u001b[4h',
    '\u001b[4l',
    '\u001b[?7l',
    '\u001b[?7h',
  ),
  fc.constantFrom(
    '\u001b[?1049h',
    '\u001b[?1049l',
    '\u001b[1;1;2;3;1;2;4$v',
    '\u001b[?69h\u001b[2;5s',
    '\u001b[?69l',
    '\u001b#6',
    '\u001bc',
  ),
);

test('whatever a program does to the screen, no moment of it shows the secret', async () => {
  const work = fc.array(
    fc.array(screenWork, { minLength: 1, maxLength: 6 }).map((all) => all.join('')),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(work, async (outputs) => {
      const size = { columns: 6, rows: 4 };
      const lines = outputs.map((data, index): Line => [index, 'o', data]);
      const events = await eventsOf(redactRecording(await recordingOf(lines, '', size), new SecretPatterns(['abc'])));
      for (const screen of screensOf(events, size)) {
        for (let at = 0; at < screen.length; at += size.columns) {
          const row = screen.slice(at, at + size.columns);
          assert.ok(!row.includes('abc'), JSON.stringify(outputs));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('characters that are printed as a run take one column each, and nothing joins them', () => {
  const colours = { foreground: 1, background: 0, palette: Array<number>(16).fill(0) };
  const terminal = Terminal.create({ columns: 80, rows: 2, colours, cursor: 'recorded' });
  for (let code = 0x20; code < 0x10000; code += 1) {
    const text = String.fromCharCode(code);
    if (!isPlain(text)) continue;
    terminal.write(`\r\u001b[Ka${text}${text}b`);
    assert.equal(terminal.buffer.x, 4, code.toString(16));
  }
});

test('a line that is redrawn with every key does not show the beginning', async () => {
  const lines = Array.from(
    SECRET,
    (_, index): Line => [index, 'o', `\r\u001b[K$ \u001b[3${index % 8}m${SECRET.slice(0, index + 1)}\u001b[m`],
  );
  assertHidden(await redacted(lines, SECRET));
});

test('editors that wrap by themselves, insertions and repeats are seen through', async () => {
  const cases = [
    `\u001b[2;15H${SECRET.slice(0, 6)}\u001b[3;1H${SECRET.slice(6)}`,
    `${SECRET.slice(0, 4)}${SECRET.slice(6)}\u001b[5G\u001b[2@${SECRET.slice(4, 6)}`,
    `${SECRET.slice(0, 4)}XX${SECRET.slice(4)}\u001b[5G\u001b[2P`,
    `\u001b[5;1Hx\u001b[1;1H${SECRET}\u001b[2J`,
  ];
  for (const data of cases) assertHidden(await redacted([[0, 'o', data]], SECRET));
  const wide = 'пароль漢字漢字';
  assertHidden(await redacted([[0, 'o', `${' '.repeat(11)}${wide}`]], wide), wide);
});

test('what is typed, markers, titles and strings of the terminal are hidden, too', async () => {
  const lines: Line[] = [
    [0, 'i', SECRET.slice(0, 5)],
    [1, 'i', `x\u007f${SECRET.slice(5)}\r`],
    [2, 'm', `paste ${SECRET}`],
    [3, 'o', `\u001b]0;${SECRET}\u0007\u001b]8;;https://x.org/?k=${SECRET}\u0007link\u001b]8;;\u0007`],
  ];
  const recording = redactRecording(await recordingOf(lines, `My ${SECRET}`), new SecretPatterns([SECRET]));
  const events = await eventsOf(recording);
  assert.equal(recording.header.title, 'My *************');
  assert.doesNotMatch(JSON.stringify(events), /hunter|Zebra/);
  assert.equal(events.length, lines.length);
});

/** Made up; put together here so that scanners of secrets do not stumble over this file. */
const tokens: Readonly<Record<string, string>> = {
  github: `ghp_${'a1B2'.repeat(9)}`,
  fineGrained: `github_pat_${'a1B2_'.repeat(14)}`,
  aws: `AKIA${'ABCD2345EFGH6767'}`,
  awsSecret: `aws_secret_access_key=${'abcdEFGH12'.repeat(4)}`,
  slack: `xoxb-${'1234567890-'.repeat(3)}abcdef`,
  jwt: `eyJ${'hbGciOiJI'}.eyJ${'zdWIiOiIx'}.${'c2lnbmF0dXJl'}`,
  npm: `npm_${'a1B2c3'.repeat(6)}`,
  password: 'postgres://admin:tr0ub4dor@db.example.org/x',
  key: `-----BEGIN RSA PRIVATE KEY-----\r\n${'MIIEpAIBAAKCAQEA\r\n'.repeat(40)}-----END RSA PRIVATE KEY-----`,
  cutKey: `-----BEGIN PRIVATE KEY-----\r\n${'MIIEpAIBAAKCAQEA\r\n'.repeat(3)}`,
};

test('secrets stands for the shapes of well-known tokens', async () => {
  const kept: Readonly<Record<string, string>> = {
    password: 'postgres://admin:*********@db.example.org/x',
    awsSecret: `aws_secret_access_key=${'*'.repeat(40)}`,
  };
  for (const [name, token] of Object.entries(tokens)) {
    const events = await redacted([[0, 'o', `say ${token}`]], 'secrets');
    const printed = events.map((event) => (event.kind === 'output' ? event.data : '')).join('');
    const expected =
      kept[name] ??
      token.replace(
        /(-----[A-Z ]+-----)|\S/g,
        (sign, mark) => mark ?? (name.endsWith('ey') ? sign.replace(/\S/, '*') : '*'),
      );
    assert.equal(printed, `say ${expected}`, name);
  }
  const harmless = 'commit 3f2a9c1d4e5b6a7f8c9d0e1f2a3b4c5d6e7f8a9b https://example.org/a:b@c skip-this ghp_short';
  const events = await redacted([[0, 'o', harmless]], 'secrets');
  assert.equal((events[0] as { data: string }).data, harmless);
});

test('a pattern that is wrong or takes too long is one clear line', async () => {
  assert.throws(() => new SecretPatterns(['(']), {
    code: 'usage',
    message: /^redact: "\(" is not a regular expression: /,
  });
  assert.throws(() => new SecretPatterns(['x*']), { code: 'usage', message: /^redact: "x\*" matches the empty text/ });
  const slow = new SecretPatterns(['^(a+)+$']);
  assert.throws(() => slow.find([`${'a'.repeat(60)}!`]), { code: 'usage', message: /^redact: .* takes too long/ });
});
