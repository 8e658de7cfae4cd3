/** What the head of a recording's page says to other sites. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recordingAddresses } from '#cast2gif/web/recording-addresses.js';
import { metadataHtml } from '#cast2gif/web/recording-metadata.js';
import { embeddedRecording } from './embedded-recording.js';

const ATTRIBUTES = String.raw`(?: [\w:-]+="[^"<>]*")+`;
const TAG = new RegExp(`^<(?:meta|link)${ATTRIBUTES}>$`);
const BLOCK = /^<script type="application\/ld\+json">([^<]*)<\/script>$/;

/** The values of `<meta>` tags, by name or property. */
function tagsOf(html: string): Record<string, string> {
  const tags = html.matchAll(/<meta (?:name|property)="([^"]*)" content="([^"]*)">/g);
  return Object.fromEntries(Array.from(tags, ([, name, content]) => [name!, content!]));
}

function dataOf(html: string): Record<string, unknown> {
  return JSON.parse(BLOCK.exec(html.split('\n').at(-1)!)![1]!) as Record<string, unknown>;
}

test('whatever a recording is called, the head stays as it is', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('</script><script>alert(1)</script>', '"><x onload="y">', "'&amp;\n\n\u2028", '\ud800', '<!--'),
  );
  fc.assert(
    fc.property(text, text, text, (title, description, altText) => {
      const lines = metadataHtml(embeddedRecording({ title, description, altText })).split('\n');
      const block = lines.pop()!;
      for (const line of lines) assert.match(line, TAG);
      assert.match(block, BLOCK);
      assert.equal(dataOf(block).duration, 'PT83S');
    }),
  );
});

test('long texts are cut, and discovery comes first', () => {
  const long = 'word '.repeat(5000);
  const html = metadataHtml(embeddedRecording({ title: long, description: long, altText: long }));
  assert.ok(Buffer.byteLength(html) < 8000);
  assert.ok(html.indexOf('application/json+oembed') < 1000 && html.indexOf('text/xml+oembed') < 1500);
  assert.match(tagsOf(html)['og:title']!, /^(?:word ){10,}word…$/);
});

test('a video where there is one', () => {
  const tags = tagsOf(metadataHtml(embeddedRecording()));
  const { 'og:type': type, 'og:video:type': videoType, 'og:video:width': width, 'og:video:height': height } = tags;
  assert.deepEqual([type, videoType, width, height], ['video.other', 'video/mp4', '820', '550']);
  assert.equal(tags['og:video'], 'https://casts.example/sub/a/abc123.mp4');
  const without = metadataHtml(embeddedRecording({ hasVideo: false }));
  assert.doesNotMatch(without, /video\/mp4|og:video|\.mp4|video\.other/);
  assert.equal(dataOf(without).embedUrl, 'https://casts.example/sub/a/abc123/iframe');
});

test('players and secure addresses only over https', () => {
  const secure = tagsOf(metadataHtml(embeddedRecording()));
  assert.equal(secure['twitter:card'], 'player');
  assert.equal(secure['twitter:player'], 'https://casts.example/sub/a/abc123/iframe');
  assert.equal(secure['og:image:secure_url'], secure['og:image']);
  const plain = tagsOf(metadataHtml(embeddedRecording({ addresses: recordingAddresses('http://[::1]:8000', 'x') })));
  assert.equal(plain['twitter:card'], 'summary_large_image');
  assert.deepEqual(
    Object.keys(plain).filter((name) => /secure_url|twitter:player/.test(name)),
    [],
  );
});

test('a GIF that most sites refuse is not their picture', () => {
  const tags = tagsOf(metadataHtml(embeddedRecording({ isLargeGif: true })));
  assert.deepEqual([tags['og:image'], tags['og:image:type']], ['https://casts.example/sub/a/abc123.png', 'image/png']);
});

test('only listed recordings are for search engines', () => {
  assert.doesNotMatch(metadataHtml(embeddedRecording()), /noindex/);
  assert.match(metadataHtml(embeddedRecording({ isListed: false })), /<meta name="robots" content="noindex">/);
});
