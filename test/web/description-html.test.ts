/** What strangers write is shown, and is never HTML of theirs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainText } from '#cast2gif/server/recordings/embedding.js';
import { descriptionHtml } from '#cast2gif/web/description-html.js';

test('paragraphs, lists, code, emphasis and links', () => {
  const html = descriptionHtml(
    'A *tour* of **it**:\n`a < b`\n\n- one\n- [two](https://x.example/?a=1&b=2)\n\n# End\n\nhttps://y.example/z.',
  );
  const terms = 'rel="nofollow ugc noopener noreferrer"';
  assert.equal(
    html,
    [
      '<p>A <em>tour</em> of <strong>it</strong>:<br><code>a &lt; b</code></p>',
      `<ul><li>one</li><li><a href="https://x.example/?a=1&amp;b=2" ${terms}>two</a></li></ul>`,
      '<p><strong>End</strong></p>',
      `<p><a href="https://y.example/z" ${terms}>https://y.example/z</a>.</p>`,
    ].join('\n'),
  );
});

test('what could run stays text', () => {
  for (const text of [
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '![x](https://tracker.example/x.png)',
    '<img src=x onerror=alert(1)>',
    'https://x.example/"onmouseover="alert(1)',
  ]) {
    const html = descriptionHtml(text);
    assert.doesNotMatch(html, /<(?!\/?(?:p|a|br|strong|em|code)\b)|<a (?!href="https:)|<[^>]*\son\w+=/, text);
  }
});

test('whatever is written, only these elements come of it, and they are closed', () => {
  const part = fc.oneof(
    fc.constantFrom('*', '**', '`', '[a](', 'https://x.example/', ')', '<b>', '"', '\n', '\n\n', '- ', '# '),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const open: string[] = [];
      for (const [tag, slash, name] of descriptionHtml(parts.join('')).matchAll(/<(\/?)([a-z]+)[^<>]*>|[<>]/g)) {
        assert.match(name ?? tag, /^(?:p|ul|li|a|br|strong|em|code)$/);
        if (slash) assert.equal(open.pop(), name);
        else if (name !== 'br') open.push(name!);
      }
      assert.deepEqual(open, []);
    }),
  );
});

test('a text is read once, whatever begins in it and never ends', () => {
  const startedUs = process.cpuUsage().user;
  for (const sign of ['[', '![', '[](', '[a](https://x', '*a', '**a', '`', 'https://!', '- ', '\u2028']) {
    for (const text of [sign.repeat(200_000), `# ${sign.repeat(200_000)}\nx`, `# ${' '.repeat(200_000)}${sign}\nx`]) {
      descriptionHtml(text);
      plainText(text);
    }
  }
  descriptionHtml(`- ${' '.repeat(200_000)}x\u2028y`);
  // Read once for every sign, one of these alone takes half a minute.
  assert.ok(process.cpuUsage().user - startedUs < 15_000_000);
});
