import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { boxesOf } from '#cast2gif/encode/svg/rectangles.js';
import { createSvgDocument, SVG_ENDING, type SvgOptions } from '#cast2gif/encode/svg/svg-document.js';
import { traceCoverage } from '#cast2gif/encode/svg/trace.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import type { FrameSequence } from '#cast2gif/frames/frame.js';
import { layOut } from '#cast2gif/mosaic/layout.js';
import { createMosaic } from '#cast2gif/mosaic/mosaic.js';
import { output, replay } from '../../frames/replay.js';
import { withoutProgram } from '../../support.js';
import { python, withFile } from '../decoders.js';
import { Chromium, withoutChromium } from './chromium.js';

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
  const settings = { layout: layoutOf(sequence), fonts: openFontSet(), plays: 0, atUs: sequence.durationUs };
  const isStill = options.atUs !== undefined;
  return [...createSvgDocument(sequence, { ...settings, isStill, ...options }), SVG_ENDING].join('');
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
  assert.deepEqual(parsedText(still), ['red & <bold>  plain under', '┌──╮ 日本 │  blue', 'a link no']);
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

let browser: Chromium;
before(async () => {
  if (!withoutChromium) browser = await Chromium.start();
});
after(async () => browser?.close());

/** What Chromium shows of a document, as RGB. */
async function shown(svg: string, size: { widthPx: number; heightPx: number }): Promise<Buffer> {
  await browser.open('shown.svg', svg, size);
  await browser.evaluate('document.fonts.ready.then(() => 0)');
  return browser.screenshot(size);
}

test('in an <img> at a moment it shows what the still of that moment shows', { skip: withoutChromium }, async () => {
  const sequence = await replay(SHOW, { columns: 30 });
  const { geometry } = layoutOf(sequence);
  // Held at 2.2 s by an animation that began 2.2 s ago and is paused.
  const held = svgOf(sequence).replace('step-end infinite', '-2.2s step-end infinite paused');
  const picture = `data:image/svg+xml;base64,${Buffer.from(held).toString('base64')}`;
  const page = `<!doctype html><body style="margin:0"><img style="display:block" src="${picture}">`;
  await browser.open('page.html', page, geometry);
  const animated = await browser.screenshot(geometry);
  const still = await shown(svgOf(sequence, { atUs: 2_200_000 }), geometry);
  assert.ok(animated.equals(still));
});

test('where nothing moves, the asked moment is shown', { skip: withoutChromium }, async () => {
  const sequence = await replay(SHOW, { columns: 30 });
  const { geometry } = layoutOf(sequence);
  const unmoved = svgOf(sequence, { atUs: 2_200_000, isStill: false }).replace(/@keyframes r/g, '@keyframes x');
  const still = await shown(svgOf(sequence, { atUs: 2_200_000 }), geometry);
  assert.ok((await shown(unmoved, geometry)).equals(still));
});

/** Two hundred numbers on two lines each. */
const LONG = output(
  ...Array.from({ length: 200 }, (_, n): [number, string] => [n / 4, `\x1b[H${n}\r\n${n * 7}\x1b[K`]),
);

test('a long recording is cut into scenes that show what one would', { skip: withoutChromium }, async () => {
  const sequence = await replay(LONG, { columns: 10, rows: 3 });
  const { geometry } = layoutOf(sequence);
  const svg = svgOf(sequence);
  assert.ok(svg.match(/<switch class="s/g)!.length > 1);
  for (const timeUs of [100_000, 30_100_000, 49_900_000]) {
    await browser.open('long.svg', svg, geometry);
    await browser.halt(timeUs);
    const animated = await browser.screenshot(geometry);
    const still = await shown(svgOf(sequence, { atUs: timeUs }), geometry);
    assert.ok(animated.equals(still), `${timeUs}`);
  }
});

test('neighbours join without seams at fractional zoom', { skip: withoutChromium }, async () => {
  const block = '\x1b[44m  \x1b[0;34m██\x1b[0m';
  const sequence = await replay(output([0, `${block}\r\n${block}`], [1, `\x1b[H ${block}`]), {
    columns: 4,
    rows: 2,
    cursor: 'none',
  });
  const { geometry } = layoutOf(sequence);
  for (const zoom of [1.1, 1.25, 1.5]) {
    const size = { widthPx: Math.round(geometry.widthPx * zoom), heightPx: Math.round(geometry.heightPx * zoom) };
    await browser.open('zoomed.svg', svgOf(sequence), { ...geometry, zoom });
    await browser.halt(500_000);
    const pixels = await browser.screenshot(size);
    const colours = new Set<number>();
    for (
      let y = Math.ceil(geometry.originYPx * zoom) + 1;
      y < (geometry.originYPx + 2 * geometry.cellHeightPx) * zoom - 1;
      y++
    ) {
      for (
        let x = Math.ceil(geometry.originXPx * zoom) + 1;
        x < (geometry.originXPx + 4 * geometry.cellWidthPx) * zoom - 1;
        x++
      ) {
        colours.add(pixels.readUIntBE((y * size.widthPx + x) * 3, 3));
      }
    }
    assert.equal(colours.size, 1, `${zoom}: ${[...colours].map((colour) => colour.toString(16))}`);
  }
});

test('text can be selected and copied, drawn characters included', { skip: withoutChromium }, async () => {
  const sequence = await replay(SHOW, { columns: 40 });
  await browser.open('text.svg', svgOf(sequence, { atUs: 1_500_000 }), layoutOf(sequence).geometry);
  const selected = await browser.evaluate<string>(
    'getSelection().selectAllChildren(document.documentElement), getSelection().toString()',
  );
  assert.match(selected, /red & <bold> {2}plain under/);
  assert.match(selected, /┌──╮ 日本 │ {2}blue/);
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
  const seen = await shown(svgOf(sequence, { atUs: 0 }), { widthPx, heightPx });
  let different = 0;
  for (let at = 0; at < seen.length; at += 3) if (seen.readUIntBE(at, 3) !== painted!.readUIntBE(at, 3)) different++;
  assert.equal(different, 0);
});

test('xmllint agrees', { skip: withoutProgram('xmllint') }, async () => {
  withFile('lint.svg', svgOf(await replay(SHOW)), (path) => execFileSync('xmllint', ['--noout', path]));
});

test('boxes cover a bitmap exactly, each pixel once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.boolean(), { maxLength: 60 }), (width, bits) => {
      const height = Math.ceil(bits.length / width);
      const coverage = Uint8Array.from({ length: width * height }, (_, at) => (bits[at] ? 255 : 0));
      const drawn = new Uint8Array(coverage.length);
      for (const { left, top, right, bottom } of boxesOf(coverage, width)) {
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) drawn[y * width + x]! += 255;
      }
      assert.deepEqual(drawn, coverage);
    }),
  );
});

test('a traced outline surrounds the middles of exactly the covered pixels', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.boolean(), { maxLength: 80 }), (width, bits) => {
      const height = Math.ceil(bits.length / width);
      const coverage = Uint8Array.from({ length: width * height }, (_, at) => (bits[at] ? 255 : 0));
      const polygons = traceCoverage(coverage, width);
      for (const [at, value] of coverage.entries()) {
        const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
        const crossings = polygons.flatMap((polygon) =>
          polygon.filter((from, index) => {
            const to = polygon[(index + 1) % polygon.length]!;
            return from.y > y !== to.y > y && x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
          }),
        );
        assert.equal(crossings.length % 2 === 1, value > 0, `${x}, ${y}`);
      }
    }),
  );
});
