/** What the page of a recording offers to copy shows the recording where it is pasted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingAddresses } from '#cast2gif/web/recording-addresses.js';
import { recordingSnippets } from '#cast2gif/web/recording-snippets.js';

const RECORDING = {
  id: 'x1',
  addresses: recordingAddresses('https://casts.example/sub', 'x1'),
  altText: 'Say "hi" & [bye]',
  size: { widthPx: 80, heightPx: 40 },
  query: '',
};

const textOf = (title: string, changes = {}) =>
  recordingSnippets({ ...RECORDING, ...changes }).find((each) => each.title === title)!.text;

test('each kind of page gets its own markup', () => {
  assert.equal(
    textOf('Markdown'),
    '[![Say "hi" \\& \\[bye\\]](https://casts.example/sub/a/x1.gif)](https://casts.example/sub/a/x1)',
  );
  assert.equal(
    textOf('HTML'),
    '<a href="https://casts.example/sub/a/x1"><img src="https://casts.example/sub/a/x1.gif" width="80" height="40" alt="Say &quot;hi&quot; &amp; [bye]"></a>',
  );
  assert.equal(
    textOf('BBCode'),
    '[url=https://casts.example/sub/a/x1][img]https://casts.example/sub/a/x1.gif[/img][/url]',
  );
  assert.equal(textOf('Player'), '<script src="https://casts.example/sub/a/x1.js" id="asciicast-x1" async></script>');
  assert.equal(textOf('Address'), 'https://casts.example/sub/a/x1.gif');
});

test('readers of light and dark pages get pictures that go with them', () => {
  assert.match(
    textOf('Light and dark'),
    /<source media="\(prefers-color-scheme: dark\)" srcset="[^"]*x1\.gif\?theme=github-dark">\n.*src="[^"]*x1\.gif\?theme=github-light"/,
  );
});

test('a picture that is too large for most sites is asked for in a size that they take', () => {
  const query = 'for=github';
  assert.equal(textOf('Address', { query }), 'https://casts.example/sub/a/x1.gif?for=github');
  assert.ok(textOf('Light and dark', { query }).includes('?theme=github-dark&amp;for=github'));
});
