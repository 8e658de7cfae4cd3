/** Every option of the table does something: with it set, an output is another, or refused where it is a bound. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cast2gifError, type Format, type RenderOptions, render } from '#cast2gif/index.js';
import { dependsOn } from '#cast2gif/options/canonical.js';
import { FORMAT_NAMES, isVideo } from '#cast2gif/options/formats.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES, type RenderOptionName } from '#cast2gif/options/table.js';
import { projectFolder, withoutProgram } from '../support.js';

type Value = NonNullable<RenderOptions[RenderOptionName]>;

/** How an option's effect shows, where `valuesToTry` and a GIF of `SAMPLE` do not show it. */
interface Effect {
  readonly values?: readonly Value[];
  /** Options that are the same with and without it. */
  readonly given?: RenderOptions;
  readonly input?: Uint8Array;
  readonly format?: Format;
  readonly refuses?: true;
}

function recording(header: object, ...events: readonly (readonly [seconds: number, code: string, data: string])[]) {
  return Buffer.from([header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const SAMPLE = recording(
  { version: 2, width: 50, height: 8, title: 'A sample' },
  [0.1, 'o', '\x1b[5 q\x1b[1;31mbold\x1b[0m and 🔥\r\n$ '],
  [0.5, 'i', 'l'],
  [0.51, 'o', 'l'],
  [0.7, 'i', 'x'],
  [0.8, 'm', 'chapter'],
  [0.9, 'o', 's\r\n'],
  [0.95, 'o', '\x1b[2 q\x1b[32mone\x1b[7mtwo\x1b[0m\r\n'],
  [1, 'o', 'The quick brown fox jumps over the lazy dog'],
  [9, 'o', '\r\nend'],
);

/** More colours than an image can show, twice. */
const MANY_COLOURS = recording(
  { version: 2, width: 40, height: 20 },
  ...[0, 1].map((turn) => [turn, 'o', `\x1b[H${colourfulCells(790, turn)}`] as const),
);

function colourfulCells(count: number, turn: number): string {
  const cell = (_: unknown, at: number) => `\x1b[48;2;${(at * 7 + turn) % 256};${(at * 13) % 256};${at % 256}m `;
  return Array.from({ length: count }, cell).join('');
}

const WATERMARK = join(projectFolder, 'examples/test-card.png');

// By plain names, so that options may come and go beside this table.
const EFFECTS: Readonly<Record<string, Effect>> = {
  theme: { values: ['dracula', 'github-light'] },
  themeLight: { values: ['github-light', 'dracula'], format: 'svg' },
  themeDark: { values: ['github-light', 'dracula'], format: 'svg' },
  columns: { values: [20, 'auto'] },
  rows: { values: [4, 'auto'] },
  scale: { values: [0.5, 2] },
  paddingPx: { values: [0, 30] },
  title: { values: ['Another'], given: { window: 'macos' } },
  marginPx: { values: [0, 7], given: { window: 'macos' } },
  marginFill: { values: ['#336699', '#336699..#993366', 'transparent'], given: { window: 'macos' } },
  shadow: { given: { window: 'macos' } },
  boldIsBright: { given: { theme: 'dracula' } },
  antialiasingLevels: { values: [2, 16] },
  fontSizePx: { values: [10, 30] },
  lineHeight: { values: [1, 2] },
  fontFamily: { values: [[join(projectFolder, 'fonts/jetbrains-mono/italic.ttf')]] },
  emojiFontFamily: { values: [['Noto Color Emoji']] },
  fontDirectories: { values: [[join(projectFolder, 'no-such-folder')]], refuses: true },
  watermark: { values: [WATERMARK] },
  watermarkPosition: { given: { watermark: WATERMARK, columns: 100, rows: 40 } as RenderOptions },
  watermarkOpacity: { values: [0.2, 1], given: { watermark: WATERMARK } as RenderOptions },
  speed: { values: [0.5, 3] },
  idleTimeLimitSeconds: { values: [1, 'none'] },
  fpsCap: { values: [3] },
  lastFrameDurationSeconds: { values: [0, 8] },
  select: { values: ['0.3..50%', 'marker:chapter..'] },
  at: { values: ['0.2', 'marker:chapter'], format: 'png' },
  loop: { values: [1, 7] },
  times: {
    input: recording({ version: 3, term: { cols: 9, rows: 2 } }, [1, 'o', 'a'], [2, 'o', 'b'], [3, 'o', 'c']),
  },
  optimize: { input: readFileSync(join(projectFolder, 'examples/keys.cast')) },
  lossy: { values: [20], input: MANY_COLOURS },
  maxBytes: { values: [2000] },
  for: { values: ['anywhere'], given: { columns: 200, rows: 60, scale: 2.5 } },
  videoCodec: { values: ['vp9'], format: 'mp4', refuses: true },
  crf: { values: [50], format: 'mp4' },
  maxVideoPixels: { format: 'mp4', refuses: true },
  alt: { values: ['A sample & more'] },
  redact: { values: [['quick \\w+'], ['secrets', 'lazy']] },
  ffmpegPath: { values: [join(projectFolder, 'no-such-ffmpeg')], format: 'mp4', refuses: true },
  strict: { input: Buffer.from(`${SAMPLE}neither\n`), refuses: true },
};

/** Options that rightly change no byte, and where they are tested. */
const ELSEWHERE: ReadonlySet<RenderOptionName> = new Set([
  'threads', // test/render/render.test.ts
  'maxLineBytes', // test/asciicast/long-event.test.ts
]);

/** An effect's own values, or all that the table names; a bound is tried at its least. */
function valuesToTry(name: RenderOptionName): readonly Value[] {
  const row = OPTION_ROWS[name];
  const own = EFFECTS[name]?.values;
  if (own !== undefined) return own;
  if (row.kind === 'boolean') return [row.default !== true];
  if (row.kind === 'choice') return row.choices!.filter((choice) => choice !== row.default) as Value[];
  assert.equal(row.group, 'limits', `${name}: give a value that shows what it does`);
  return [row.minimum! + (row.aboveMinimum ? 0.001 : 0)];
}

/** What came out: a hash of the bytes, or the error. */
async function outcome(input: Uint8Array, format: Format, options: RenderOptions): Promise<string> {
  try {
    const { outputs } = await render(input, { buffer: true, format }, options);
    return createHash('sha256').update(outputs[0]!.bytes!).digest('hex');
  } catch (error) {
    if (!(error instanceof Cast2gifError)) throw error;
    return `refused, ${error.message}`;
  }
}

for (const name of RENDER_OPTION_NAMES.filter((option) => !ELSEWHERE.has(option))) {
  const {
    given = {},
    input = SAMPLE,
    format = 'gif',
    refuses = OPTION_ROWS[name].group === 'limits',
  } = EFFECTS[name] ?? {};
  const skip = format === 'mp4' && withoutProgram('ffmpeg', '-version');
  test(`${name} does something`, { skip }, async () => {
    const without = await outcome(input, format, given);
    assert.doesNotMatch(without, /^refused/);
    const outcomes = [without];
    for (const value of valuesToTry(name)) outcomes.push(await outcome(input, format, { ...given, [name]: value }));
    for (const [at, result] of outcomes.slice(1).entries()) {
      assert.equal(result.startsWith('refused'), refuses, `${name}: ${valuesToTry(name)[at]}: ${result}`);
    }
    assert.equal(new Set(outcomes).size, outcomes.length, `${name}: ${outcomes.join('\n')}`);
  });
}

/** What no option may change that a stored picture's key leaves out. */
for (const format of FORMAT_NAMES.filter((name) => !isVideo(name))) {
  test(`${format} ignores the options that its key leaves out`, async () => {
    const ignored = RENDER_OPTION_NAMES.filter(
      (name) => OPTION_ROWS[name].effect !== 'none' && !dependsOn(format, name) && !EFFECTS[name]?.refuses,
    );
    for (const name of ignored) {
      const { given = {}, input = SAMPLE } = EFFECTS[name] ?? {};
      const without = await outcome(input, format, given);
      for (const value of valuesToTry(name)) {
        assert.equal(await outcome(input, format, { ...given, [name]: value }), without, `${name}: ${value}`);
      }
    }
  });
}
