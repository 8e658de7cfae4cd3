/** One document for readers of light and of dark pages: in each it is what the theme alone gives, pixel for pixel. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Resvg } from '@resvg/resvg-js';
import { type RenderOptions, type RenderResult, render } from '#cast2gif/index.js';
import { withPaths } from '../../support.js';
import { cellDifferences } from './cell-differences.js';
import { Chromium, withoutChromium } from './chromium.js';

let browser: Chromium;
before(async () => {
  if (!withoutChromium) browser = await Chromium.start();
});
after(async () => browser?.close());

type Event = readonly [seconds: number, code: 'o' | 'i', data: string];

function recording(events: readonly Event[], header: object = {}): Uint8Array {
  const lines = [{ version: 2, width: 50, height: 10, title: 'Light & dark', ...header }, ...events];
  return Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
}

/** Everything that has a colour: of the theme, of its own, mixed from both, and changed on the way. */
const COLOURS = recording([
  [
    0.1,
    'o',
    '\x1b[1;31mbold\x1b[m \x1b[2mfaint\x1b[m \x1b[7minverse\x1b[m \x1b[38;2;120;60;200mtrue \x1b[2mfaint\x1b[m\r\n',
  ],
  [0.5, 'i', 'l'],
  [
    0.51,
    'o',
    '\x1b[32mgreen \x1b[4;58;5;1munder\x1b[m \x1b[44;97m on blue \x1b[m ██▓▒░ ╭──╮ \x1b[38;5;200mcube\x1b[m\r\n',
  ],
  [1, 'o', '\x1b]4;1;#00ff00\x07\x1b[31mred by OSC 4\x1b[m \x1b[8mhidden\x1b[m\r\n'],
  [1.5, 'o', '\x1b[5 q bar\x1b[3 q underline\x1b[2 q'],
  [2, 'o', '\x1b]11;#222244\x07 own background'],
  [3, 'o', '\x1b]111\x07\r\n\x1b[37;47m 7 on 7 \x1b[30;107m black on white \x1b[m\x1b]12;#ff8800\x07'],
  [4, 'o', '\x1b[?5h reversed'],
  [5, 'o', '\x1b[?5l\x1b[31;41mX\x1b[m\x1b[D'],
]);

/** Where black and blue are one colour in the dark theme only: what differs must not be taken for the same. */
const COLLIDING = recording([
  [0, 'o', '\x1b[30mblack'],
  [1, 'o', '\r\x1b[34mblack'],
  [2, 'o', '\r\x1b[30;44mblack'],
  [3, 'o', '\r\x1b[mend\x1b[30;44m \x1b[D'],
]);
const palette = (black: string) => [black, '#dd0000', '#00dd00', '#dddd00', '#0000dd', '#dd00dd', '#00dddd', '#dddddd'];
const DISTINCT = ['#ffffff', '#111111', ...palette('#333333')].join(',');
const ONE_COLOUR = ['#000000', '#eeeeee', ...palette('#0000dd')].join(',');
const WITH_OWN_THEME = recording(
  [
    [0, 'o', '\x1b[35mpurple\x1b[m of its own'],
    [1, 'o', '\r\n$ '],
  ],
  {
    theme: { fg: '#102030', bg: '#f0e0d0', palette: palette('#000000').join(':') },
  },
);

/** Colours that differ in one theme only cut text into more pieces, which may begin a fraction of a pixel beside. */
const LARGEST_SHIFT = 8;

const CASES: readonly {
  splitsText?: boolean;
  name: string;
  input: Uint8Array | string;
  light?: string;
  dark: string;
  options?: RenderOptions;
}[] = [
  { name: 'colours of every kind', input: COLOURS, light: 'solarized-light', dark: 'nord' },
  {
    name: 'a window with keys, title and shadow',
    input: COLOURS,
    light: 'solarized-light',
    dark: 'nord',
    options: { window: 'windows', allKeys: true },
  },
  {
    name: 'a window of another style',
    input: COLOURS,
    light: 'solarized-light',
    dark: 'dracula',
    splitsText: true,
    options: { window: 'macos', paddingPx: 3, marginPx: 20 },
  },
  { name: 'a still', input: COLOURS, light: 'github-light', dark: 'dracula', options: { at: '1.2' } },
  { name: 'colours that are one in the dark', input: COLLIDING, light: DISTINCT, dark: ONE_COLOUR, splitsText: true },
  { name: 'colours that are one in the light', input: COLLIDING, light: ONE_COLOUR, dark: DISTINCT, splitsText: true },
  { name: 'its own theme in the light', input: WITH_OWN_THEME, dark: 'dracula' },
  ...withPaths([
    { file: 'v2-colours.cast' },
    { file: 'self-tmux-htop-vim.cast' },
    { file: 'self-dec-features.cast' },
  ]).map(({ file, path }) => ({ name: file, input: path, light: 'github-light', dark: 'monokai', splitsText: true })),
];

async function documentOf(input: Uint8Array | string, options: RenderOptions): Promise<RenderResult & { svg: string }> {
  const result = await render(input, { buffer: true, format: 'svg' }, { ...options, provenance: false });
  return { ...result, svg: Buffer.from(result.outputs[0]!.bytes!).toString('utf8') };
}

for (const { name, input, light, dark, splitsText, options = {} } of CASES) {
  test(`${name}: each reader sees one theme`, { skip: withoutChromium }, async () => {
    const both = await documentOf(input, { ...options, themeDark: dark, ...(light && { themeLight: light }) });
    const { widthPx, heightPx, durationUs } = both;
    const size = { widthPx, heightPx };
    const timesUs =
      options.at === undefined
        ? [0.05, 0.4, 0.7, 0.95].map((share) => Math.floor((share * durationUs) / 1000) * 1000 + 500)
        : [0];
    const picturesOf = async (svg: string, scheme: 'light' | 'dark') => {
      await browser.prefer(scheme);
      await browser.open('document.svg', svg, size);
      const pictures: Buffer[] = [];
      for (const timeUs of timesUs) {
        await browser.halt(timeUs);
        pictures.push(await browser.screenshot(size));
      }
      return pictures;
    };
    for (const [scheme, theme] of [
      ['light', light],
      ['dark', dark],
    ] as const) {
      const alone = await documentOf(input, { ...options, ...(theme && { theme }) });
      const [shown, expected] = [await picturesOf(both.svg, scheme), await picturesOf(alone.svg, scheme)];
      for (const [index, picture] of shown.entries()) {
        const largest = Math.max(...cellDifferences(picture, expected[index]!, widthPx, heightPx));
        const isAlike = splitsText ? largest < LARGEST_SHIFT : picture.equals(expected[index]!);
        assert.ok(isAlike, `${scheme}, ${timesUs[index]! / 1e6} s: a cell differs by ${largest}`);
      }
    }
  });
}

test('a viewer without media queries shows the main theme, and the light one of two', async () => {
  const png = async (options: RenderOptions) => new Resvg((await documentOf(COLOURS, options)).svg).render().asPng();
  const [dracula, light] = [await png({ theme: 'dracula' }), await png({ theme: 'github-light' })];
  assert.deepEqual(await png({ theme: 'dracula', themeLight: 'github-light' }), dracula);
  assert.deepEqual(await png({ theme: 'github-light', themeDark: 'dracula' }), light);
  assert.deepEqual(await png({ themeDark: 'dracula', themeLight: 'github-light' }), light);
});

test('what cannot follow the reader is refused with one line', async () => {
  const refused = (format: 'gif' | 'png' | 'svg', options: RenderOptions, message: RegExp) =>
    assert.rejects(render(COLOURS, { buffer: true, format }, options), { code: 'usage', message });
  await refused(
    'gif',
    { themeDark: 'nord' },
    /^themeDark: .*only an SVG follows the reader's light or dark; gif takes --theme$/,
  );
  await refused('png', { themeLight: 'nord' }, /^themeLight: .*png takes --theme$/);
  await refused('svg', { themeLight: 'nrod' }, /^themeLight: unknown theme "nrod", did you mean "nord"\?$/);
  await refused('svg', { theme: 'nord', themeLight: 'nord', themeDark: 'nord' }, /give two of the three$/);
});
