/** Documents that say how to embed a recording. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oembedDocument, oembedXml } from '#cast2gif/web/oembed.js';
import { readRecordingAddress, recordingAddresses } from '#cast2gif/web/recording-addresses.js';
import { EXAMPLE_BASE, embeddedRecording } from './embedded-recording.js';

const UNBOUNDED = { widthPx: Infinity, heightPx: Infinity };
const side = fc.integer({ min: 1, max: 5000 });

test('a size keeps within the bounds and its proportions, and is never enlarged', () => {
  fc.assert(
    fc.property(side, side, side, side, fc.constantFrom('photo', 'video'), (widthPx, heightPx, most, highest, type) => {
      const size = { widthPx, heightPx };
      const bounds = { widthPx: most, heightPx: highest };
      const recording = embeddedRecording({ size, playerSize: size });
      const { width, height } = oembedDocument(recording, { type, bounds, cacheSeconds: 300 }) as Record<
        string,
        number
      >;
      assert.ok(
        width! >= 1 && height! >= 1 && width! <= Math.min(most, widthPx) && height! <= Math.min(highest, heightPx),
      );
      const wanted = Math.min(1, most / widthPx, highest / heightPx);
      assert.ok(Math.abs(width! - widthPx * wanted) <= 1 && Math.abs(height! - heightPx * wanted) <= 1);
    }),
  );
});

test('a photo is the GIF, a video one iframe', () => {
  const photo = oembedDocument(embeddedRecording(), { type: 'photo', bounds: UNBOUNDED, cacheSeconds: 60 });
  assert.deepEqual(photo, {
    version: '1.0',
    type: 'photo',
    title: 'A demo',
    provider_name: 'cast2gif',
    provider_url: 'https://casts.example/sub/',
    cache_age: 60,
    url: 'https://casts.example/sub/a/abc123.gif',
    width: 820,
    height: 550,
    thumbnail_url: 'https://casts.example/sub/a/abc123.png',
    thumbnail_width: 820,
    thumbnail_height: 550,
  });
  const named = embeddedRecording({ title: '"><script>' });
  const { html } = oembedDocument(named, { type: 'video', bounds: UNBOUNDED, cacheSeconds: 60 });
  assert.match(
    String(html),
    /^<iframe src="https:\/\/casts\.example\/sub\/a\/abc123\/iframe" width="820" height="587" [^<>]*><\/iframe>$/,
  );
});

test('as XML it says the same', () => {
  const document = oembedDocument(embeddedRecording({ title: 'a & b <c>\u0001 \ud800' }), {
    ...{ type: 'video', bounds: UNBOUNDED, cacheSeconds: 60 },
  });
  const xml = oembedXml(document);
  assert.match(xml, /^<\?xml version="1\.0" encoding="utf-8" standalone="yes"\?>\n<oembed>\n/);
  assert.match(xml, /<title>a &amp; b &lt;c&gt;\ufffd \ufffd<\/title>/);
  const names = Array.from(xml.matchAll(/<(\w+)>[^<]*<\/\1>/g), ([, name]) => name);
  assert.deepEqual(names, Object.keys(document));
});

test('an address is recognised with any of its parts, and only below its own server', () => {
  const { page, iframe, script, picture } = recordingAddresses(EXAMPLE_BASE, 'Abc_1-2');
  const read = (address: string) => readRecordingAddress(address, EXAMPLE_BASE);
  assert.deepEqual(read(page), { id: 'Abc_1-2', part: '' });
  for (const same of [
    `${page}/`,
    `${page}?t=3`,
    `${page}#x`,
    page.replace('https', 'http'),
    page.replace('casts', 'CASTS'),
  ]) {
    assert.deepEqual(read(same), { id: 'Abc_1-2', part: '' }, same);
  }
  assert.deepEqual(
    [iframe, script, picture('gif')].map((address) => read(address)?.part),
    ['iframe', 'js', 'gif'],
  );
  for (const other of [
    ...['', 'x', '/a/x', 'javascript:alert(1)', 'https://casts.example/a/x', 'https://casts.example/sub/a/'],
    ...['https://casts.example:444/sub/a/x', 'https://other.example/sub/a/x', 'ftp://casts.example/sub/a/x'],
    ...['https://casts.example/sub/a/x/y/z', 'https://casts.example/sub/a/../x', 'https://casts.example.evil/sub/a/x'],
  ]) {
    assert.equal(read(other), undefined, other);
  }
});
