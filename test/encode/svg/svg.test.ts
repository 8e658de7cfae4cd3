import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createSvgDocument, type SvgOptions } from '#cast2gif/encode/svg/document.js';
import { bundledFamilies } from '#cast2gif/font/bundled.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import type { FrameSequence } from '#cast2gif/frames/types.js';
import { layOut } from '#cast2gif/mosaic/layout.js';
import { createMosaic } from '#cast2gif/mosaic/mosaic.js';
import { output, replay } from '../../frames/replay.js';
import { withoutProgram } from '../../support.js';
import { decodeFrames, python } from '../decoders.js';

function layoutOf(sequence: FrameSequence) {
  return layOut(openFontSet().metrics(16), {
    columns: sequence.columns,
    rows: sequence.rows,
    fontSizePx: 16,
    lineHeight: 1.4,
    paddingPx: undefined,
    maximumPixels: 1e7,
  });
}

function svgOf(sequence: FrameSequence, options: Partial<SvgOptions> = {}): string {
  return createSvgDocument(sequence, { layout: layoutOf(sequence), families: bundledFamilies(), plays: 0, ...options });
}

/** The document's text by an XML parser: throws where it is not well formed. */
function parsedText(svg: string): string[] {
  const code = `import sys, json, xml.etree.ElementTree as x
root = x.fromstring(sys.argv[1])
print(json.dumps([''.join(t.itertext()) for t in root.iter('{http://www.w3.org/2000/svg}text')]))`;
  return python<string[]>(code, svg);
}

const SHOW = output(
  [0, '\x1b[1;31mred & <bold>\x1b[0m  plain \x1b[4munder\x1b[0m\r\n'],
  [1, '┌──╮ 日本 │ \x1b[44m blue \x1b[0m'],
  [
    2,
    '\r\n\x1b]8;;https://example.com/?a=1&b="2"\x1b\\a link\x1b]8;;\x1b\\ \x1b]8;;javascript:alert(1)\x1b\\no\x1b]8;;\x1b\\',
  ],
  [2.5, '\x1b[H\x1b[Jnext'],
);

test('the document is XML whose text is that of the screen', { skip: withoutProgram('python3') }, async () => {
  const sequence = await replay(SHOW, { columns: 40 });
  const still = svgOf(sequence, { atUs: 2_000_000, title: 'A <b> & "c"' });
  assert.deepEqual(parsedText(still), ['red & <bold>  plain under', 'blue', '日', '本', 'a link no']);
  assert.match(still, /<title>A &lt;b&gt; &amp; &quot;c&quot;<\/title>/);
  assert.ok(parsedText(svgOf(sequence)).includes('next'));
});

test('links are kept where they are harmless', async () => {
  const svg = svgOf(await replay(SHOW), { atUs: 2_000_000 });
  assert.match(svg, /<a href="https:\/\/example\.com\/\?a=1&amp;b=&quot;2&quot;"><tspan[^>]*>a link<\/tspan><\/a>/);
  assert.doesNotMatch(svg, /javascript|<script/);
});

test('what XML forbids never gets in', async () => {
  const sequence = await replay(output([0, 'a\u{fffe}b\x7fc\ud800d\u0085e']));
  const svg = svgOf(sequence, { title: 'x\u0000\u001b\u0007y\udc00\uffff' });
  assert.match(svg, /<title>x\ufffd\ufffd\ufffdy\ufffd\ufffd<\/title>/);
  assert.doesNotMatch(svg, /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
});

test('no script, no reference to anything outside', async () => {
  const svg = svgOf(await replay(output([0, 'text'], [1, 'more'])));
  assert.doesNotMatch(svg, /<script|\bon\w+=|@import|url\((?!data:)/);
});

test('the same recording gives the same document, and a row that comes back is not written again', async () => {
  const events = output([0, 'one'], [1, '\rtwo'], [2, '\rone'], [3, '\rtwo'], [4, '\r\none']);
  const svg = svgOf(await replay(events));
  assert.equal(svg, svgOf(await replay(events)));
  assert.equal(svg.match(/>one</g)?.length, 1);
  assert.equal(svg.match(/>two</g)?.length, 1);
  assert.match(svg, /@keyframes r0\{0%\{transform:translateY\(0\)\}[^@]*,to\{transform:translateY\(-22px\)\}\}/);
});

test('it plays as often as asked', async () => {
  const sequence = await replay(output([0, 'one'], [1, '\rtwo']));
  assert.match(svgOf(sequence), /animation:4s step-end infinite/);
  assert.match(svgOf(sequence, { plays: 2 }), /animation:4s step-end 2 forwards/);
});

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
after(() => rmSync(folder, { recursive: true }));

const withoutChromium = withoutProgram('chromium') || withoutProgram('ffmpeg', '-version');

/** Some of its height Chromium keeps to itself. */
const WINDOW = { widthPx: 800, heightPx: 500 };

/** The upper left part of what Chromium shows for a page, as RGB. */
function screenshot(name: string, contents: string, widthPx: number, heightPx: number): Buffer {
  const page = join(folder, name);
  const picture = join(folder, `${name}.png`);
  writeFileSync(page, contents);
  const { stderr } = spawnSync(
    'chromium',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--virtual-time-budget=300'],
      ...[`--user-data-dir=${join(folder, 'profile')}`, `--window-size=${WINDOW.widthPx},${WINDOW.heightPx}`],
      ...[`--screenshot=${picture}`, `${pathToFileURL(page)}`],
    ],
    { encoding: 'utf8' },
  );
  assert.ok(readFileSync(picture).length > 0, stderr);
  const [whole] = decodeFrames(picture, WINDOW.widthPx * WINDOW.heightPx * 3);
  const rows = Array.from({ length: heightPx }, (_, y) => {
    const start = y * WINDOW.widthPx * 3;
    return whole!.subarray(start, start + widthPx * 3);
  });
  return Buffer.concat(rows);
}

test('in an <img> at a moment it shows what the still of that moment shows', { skip: withoutChromium }, async () => {
  const sequence = await replay(SHOW, { columns: 30 });
  const { widthPx, heightPx } = layoutOf(sequence).geometry;
  // Held at 2.2 s by an animation that began 2.2 s ago and is paused.
  const held = svgOf(sequence).replace('step-end infinite', '-2.2s step-end infinite paused');
  writeFileSync(join(folder, 'held.svg'), held);
  const page = '<!doctype html><body style="margin:0"><img style="display:block" src="held.svg">';
  const animated = screenshot('page.html', page, widthPx, heightPx);
  const still = screenshot('still.svg', svgOf(sequence, { atUs: 2_200_000 }), widthPx, heightPx);
  assert.ok(animated.equals(still));
});

test('boxes, blocks and lines are the painted ones to the pixel', { skip: withoutChromium }, async () => {
  const drawing =
    '┌─┬┐╔═╦╗ ▁▂▃▄▅▆▇█▉▊▋▌▍▎▏\r\n├─┼┤╠═╬╣ ▖▗▘▙▚▛▜▝▞▟▀▄▐▔▕\r\n└─┴┘╚═╩╝ ┏━┳┓┅┉╍╏┇┋\r\n\x1b[4;32m    \x1b[0;44m   \x1b[9m   \x1b[0m';
  const sequence = await replay(output([0, drawing]), { columns: 26, rows: 4, cursor: 'none' });
  const layout = layoutOf(sequence);
  const { widthPx, heightPx } = layout.geometry;
  const mosaic = await createMosaic(sequence, {
    layout,
    fonts: openFontSet(),
    antialiasingLevels: 6,
    title: undefined,
    command: undefined,
  });
  let painted: Buffer | undefined;
  for (const { canvas } of mosaic.frames()) {
    painted = Buffer.alloc(widthPx * heightPx * 3);
    for (const [at, id] of canvas.ids.entries()) {
      painted.writeUIntBE(canvas.kind === 'indexed' ? canvas.rgb[id]! : id, at * 3, 3);
    }
  }
  const shown = screenshot('boxes.svg', svgOf(sequence, { atUs: 0 }), widthPx, heightPx);
  let different = 0;
  for (let at = 0; at < shown.length; at += 3) if (shown.readUIntBE(at, 3) !== painted!.readUIntBE(at, 3)) different++;
  assert.equal(different, 0);
});

test('xmllint agrees', { skip: withoutProgram('xmllint') }, async () => {
  const path = join(folder, 'lint.svg');
  writeFileSync(path, svgOf(await replay(SHOW)));
  execFileSync('xmllint', ['--noout', path]);
});
