import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cast, readText, V2, V3 } from './reading.js';

async function header(fields: object): Promise<[Record<string, unknown>, string[]]> {
  const { header, warnings } = await readText(cast(fields));
  return [{ ...header }, warnings.map(({ message }) => message)];
}

async function size(fields: object): Promise<string> {
  const [{ columns, rows }, warnings] = await header(fields);
  return `${columns}x${rows}${warnings.length > 0 ? ` (${warnings.join('; ')})` : ''}`;
}

test('sizes, in all places and spellings', async () => {
  assert.equal(await size({ version: 2, width: 100, height: 30 }), '100x30');
  assert.equal(await size({ version: 3, term: { cols: 100, rows: 30 } }), '100x30');
  assert.equal(await size({ version: 3, term: { cols: 100, rows: 30 }, width: 1, height: 1 }), '100x30');
  assert.equal(
    await size({ version: 2, width: 'title', cols: 90, height: '30' }),
    '90x30 (width is "title"; cols (90) is used instead; height is "30"; 30 is used)',
  );
  assert.equal(
    await size({ version: 2, term: { cols: 100, rows: 30 } }),
    '100x30 (width is missing; term.cols (100) is used instead; height is missing; term.rows (30) is used instead)',
  );
  assert.equal(
    await size({ version: 2, width: null, height: 0 }),
    '80x24 (width is null; 80 is used; height is 0; 24 is used)',
  );
});

test('sizes that make no sense are named', async () => {
  const fails = (fields: object, message: RegExp): Promise<void> =>
    assert.rejects(header(fields), { message, line: 1 });
  await fails({ version: 2, width: -1, height: 24 }, /line 1: width is -1; expected 1 to 2000/);
  await fails({ version: 2, width: 80, height: 1e9 }, /height is 1000000000; expected 1 to 1000/);
  await fails({ version: 2, width: {}, height: 24 }, /width is an object; expected a number/);
  await fails({ version: 2, width: 'wide', height: 24 }, /width is "wide"; expected a number/);
  await fails(
    { version: 3, term: { cols: 'x\u001b[31m', rows: 24 } },
    /term\.cols is "x\\u001b\[31m"; expected a number/,
  );
  await fails({ version: 99 }, /version 99 is not supported; expected 1, 2 or 3/);
  await fails({ version: 'x'.repeat(10_000) }, /version "x{30,40}…" is not supported/);
});

test('texts and numbers of the wrong type are left out', async () => {
  const [plain] = await header({ ...V2, title: 'T', command: 'c', timestamp: 5, idle_time_limit: 1.5 });
  const { title, command, timestamp, idleTimeLimitUs } = plain;
  assert.deepEqual(
    { title, command, timestamp, idleTimeLimitUs },
    { title: 'T', command: 'c', timestamp: 5, idleTimeLimitUs: 1_500_000 },
  );
  const [odd, warnings] = await header({ ...V2, title: 5, command: '', timestamp: 'x', idle_time_limit: 0 });
  assert.deepEqual(Object.keys(odd).sort(), ['columns', 'rows', 'version']);
  assert.deepEqual(warnings, ['idle_time_limit is 0 and is ignored; expected seconds above 0']);
});

const COLOURS = Array.from({ length: 16 }, (_, at) => `#0000${at.toString(16).padStart(2, '0')}`);

test('themes', async () => {
  const theme = (count: number): object => ({
    fg: '#ABCDEF',
    bg: '#010203',
    palette: COLOURS.slice(0, count).join(':'),
  });
  const palette = async (count: number): Promise<unknown> => {
    const [{ theme: found }, warnings] = await header({ ...V3, term: { cols: 80, rows: 24, theme: theme(count) } });
    return [(found as { palette: number[] } | undefined)?.palette, warnings.length];
  };
  const eight = [0, 1, 2, 3, 4, 5, 6, 7];
  assert.deepEqual(await palette(16), [[...eight, 8, 9, 10, 11, 12, 13, 14, 15], 0]);
  assert.deepEqual(await palette(8), [[...eight, ...eight], 0]);
  assert.deepEqual(await palette(10), [[...eight, 8, 9, 2, 3, 4, 5, 6, 7], 0]);
  assert.deepEqual(await palette(7), [undefined, 1]);
  const [{ theme: found }] = await header({ ...V2, theme: theme(8) });
  assert.equal((found as { foreground: number }).foreground, 0xabcdef);
  assert.deepEqual((await header({ ...V2, theme: {} }))[1], []);
  assert.deepEqual((await header({ ...V2, theme: [1] }))[1], ['the theme is ignored: it is an array']);
  assert.deepEqual((await header({ ...V2, theme: { fg: '#ffff' } }))[1], ['the theme is ignored: its fg is "#ffff"']);
});

test('colours of a theme may be short, of either case, and more than sixteen', async () => {
  const palette = `#000:#f00:#0F0:#FF0:#00f:#f0f:#0ff: #fff ${':#abcdef'.repeat(12)}`;
  const [{ theme }, warnings] = await header({ ...V2, theme: { fg: '#ddd', bg: '#12a', palette } });
  assert.deepEqual(warnings, []);
  assert.deepEqual(theme, {
    foreground: 0xdddddd,
    background: 0x1122aa,
    palette: [0, 0xff0000, 0xff00, 0xffff00, 0xff, 0xff00ff, 0xffff, 0xffffff, ...new Array(8).fill(0xabcdef)],
  });
});

test('colours in a theme as terminals report them', async () => {
  const palette = `rgb:00/00/00:rgb:ffff/0000/0000:#000fff000:#ffffffff0000:RGB:0/0/f:#f0f:#0ff:#fff`;
  const [{ theme }, warnings] = await header({
    ...V2,
    theme: { fg: 'rgb:dddd/dddd/dddd', bg: '#111122223333', palette },
  });
  assert.deepEqual(warnings, []);
  const eight = [0, 0xff0000, 0xff00, 0xffff00, 0xff, 0xff00ff, 0xffff, 0xffffff];
  assert.deepEqual(theme, { foreground: 0xdddddd, background: 0x112233, palette: [...eight, ...eight] });
});

test('a theme with a colour that cannot be read is ignored', async () => {
  const palette = COLOURS.slice(0, 8).join(':');
  for (const colour of ['#ff', '#ffff', 'fff', 'ffffff', '#ggg', 'red', 'rgb:ff/ff', '', 0xffffff, null]) {
    const [{ theme }, warnings] = await header({ ...V2, theme: { fg: colour, bg: '#000', palette } });
    assert.deepEqual([theme, warnings.length], [undefined, 1], String(colour));
  }
});

test('files of other kinds are named as what they look like', async () => {
  const stranger = async (text: string | Uint8Array): Promise<string> => {
    const error = await readText(text).then(
      () => new Error('opened'),
      (thrown: Error) => thrown,
    );
    return error.message.replace('test.cast: not a recording: it looks like ', '').slice(0, 24);
  };
  assert.equal(await stranger('<html></html>'), 'an HTML or XML page (is ');
  assert.equal(await stranger('version https://git-lfs.github.com/spec/v1\n'), 'a Git LFS pointer (the f');
  assert.equal(await stranger(Buffer.from('PK\u0003\u0004abc')), 'a zip archive');
  assert.equal(await stranger(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0])), 'xz-compressed data (unpa');
  assert.equal(await stranger(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])), 'a PNG image');
  assert.equal(await stranger('GIF89a...'), 'a GIF');
  assert.equal(await stranger('#!/bin/sh\necho'), 'a script');
  assert.equal(await stranger('Output demo.gif\n'), 'a VHS tape');
  assert.equal(await stranger('$ echo hello\n'), 'plain text');
  assert.equal(await stranger('{"a": 1}'), 'JSON, but not an asciica');
  assert.equal(await stranger('{"a": 1'), 'JSON that is damaged or ');
  assert.equal(await stranger('[1, "o", "x"]'), 'events without a header');
  assert.equal(await stranger('[]'), 'a JSON array');
  assert.equal(await stranger('\n\n# only comments\n'), 'test.cast: not a recordi');
});
