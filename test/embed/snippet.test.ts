import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { snippet, wordsOfTranscript } from '#cast2gif/embed/snippet.js';

const at = (address: string) => ({ address, widthPx: 640, heightPx: 400 });
const embedding = {
  picture: at('a-light.gif'),
  dark: at('a-dark.gif'),
  still: at('a-light.png'),
  darkStill: at('a-dark.png'),
  alt: 'Says "hi" & <bye>',
  transcript: '$ echo ```\n```\n',
};

test('a page with pictures chooses by motion and colours; the transcript is folded', () => {
  assert.equal(
    snippet(embedding, 'picture'),
    `<picture>
  <source media="(prefers-reduced-motion: reduce) and (prefers-color-scheme: dark)" srcset="a-dark.png">
  <source media="(prefers-reduced-motion: reduce)" srcset="a-light.png">
  <source media="(prefers-color-scheme: dark)" srcset="a-dark.gif">
  <img src="a-light.gif" width="640" height="400" alt="Says &quot;hi&quot; &amp; &lt;bye&gt;">
</picture>

<details>
<summary>Transcript</summary>

\`\`\`\`text
$ echo \`\`\`
\`\`\`
\`\`\`\`

</details>
`,
  );
});

test('other pages get what they allow', () => {
  assert.equal(
    snippet(embedding, 'image'),
    '<img src="a-light.gif" width="640" height="400" alt="Says &quot;hi&quot; &amp; &lt;bye&gt;">\n',
  );
  assert.equal(snippet(embedding, 'markdown'), '![Says "hi" \\& \\<bye\\>](a-light.gif)\n');
  assert.equal(snippet(embedding, 'upload'), `${embedding.alt}\n\n$ echo \`\`\`\n\`\`\`\n`);
});

test('no alternative text leaves its attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (alt) => {
      const [line] = snippet({ picture: at('a.gif'), alt }, 'image').split('\n');
      assert.match(line!, /^<img src="a\.gif" width="640" height="400" alt="[^"<>]*">$/);
    }),
  );
});

test('the words of a transcript come without times', () => {
  const vtt =
    'WEBVTT\n\nNOTE made by x\n\n1\n00:00.000 --> 00:01.000\na &lt; b &amp;&amp; c\n\n00:01.000 --> 00:02.000\nd\ne\n';
  assert.equal(wordsOfTranscript(vtt), 'a < b && c\nd\ne');
});
