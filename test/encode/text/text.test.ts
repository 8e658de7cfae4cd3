import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { altText } from '#cast2gif/encode/text/alt-text.js';
import { screenText } from '#cast2gif/encode/text/screen-text.js';
import { transcript } from '#cast2gif/encode/text/transcript.js';
import { output, replay } from '../../frames/replay.js';

const SESSION: RecordingEvent[] = output(
  [0, '$ '],
  [0.5, 'e'],
  [0.6, 'cho'],
  [1.9, ' <hi> && x'],
  [2, '\r\n<hi>\r\n$ '],
  [5, 'ls -l\r\n'],
  [5.1, 'a  b --> c\r\n'],
  [5.2, '日本 e\u0301\r\n$ '],
);

test('the final screen as text', async () => {
  const sequence = await replay(SESSION);
  assert.equal(screenText(sequence), '<hi>\n$ ls -l\na  b --> c\n日本 e\u0301\n$\n');
});

test('the screen at a time', async () => {
  const sequence = await replay(SESSION);
  assert.equal(screenText(sequence, { atUs: 0 }), '$\n');
  assert.equal(screenText(sequence, { atUs: 1_000_000 }), '$ echo\n');
});

test('the transcript tells what is new, escaped, in readable pieces', async () => {
  const marker: RecordingEvent = { kind: 'marker', timeUs: 4_000_000, label: 'part <2>' };
  const events = [...SESSION, marker].sort((first, second) => first.timeUs - second.timeUs);
  const sequence = await replay(events);
  assert.equal(
    transcript(sequence, { title: 'A & B' }),
    [
      'WEBVTT\n\nNOTE\nA &amp; B\n\n',
      '00:00:00.000 --> 00:00:01.900\n$ echo\n\n',
      '00:00:01.900 --> 00:00:05.000\n$ echo &lt;hi&gt; &amp;&amp; x\n&lt;hi&gt;\n$\n\n',
      '00:00:05.000 --> 00:00:08.200\n[part &lt;2&gt;]\n$ ls -l\na  b --&gt; c\n日本 e\u0301\n$\n',
    ].join(''),
  );
});

test('an empty recording has an empty transcript and an honest alternative text', async () => {
  const sequence = await replay(output([0, '']));
  assert.equal(transcript(sequence), 'WEBVTT\n');
  assert.match(altText(sequence), /^Terminal recording, \d+ seconds?\.$/);
});

test('the alternative text names commands and the outcome', async () => {
  const text = altText(await replay(SESSION), { title: 'Listing' });
  assert.equal(
    text,
    'Terminal recording “Listing”, 8 seconds. Commands: “echo <hi> && x”, “ls -l”. ' +
      'The screen finally shows: <hi> / $ ls -l / a b --> c / 日本 e\u0301',
  );
});

test('long output is told every few seconds even if it never rests', async () => {
  const events = output(...Array.from({ length: 130 }, (_, at) => [at / 10, `line ${at}\r\n`] as const));
  const cues = transcript(await replay(events)).match(/-->/g)?.length ?? 0;
  assert.ok(cues >= 3 && cues <= 5, `${cues} cues`);
});

test('the alternative text: true prompts, no drawings, no narration where there are commands', async () => {
  const events = output(
    [0, '~/x ❯ '],
    [1, '# let us build'],
    [2, '\r\n~/x ❯ '],
    [3, 'make'],
    [4, '\r\n==> Fetching parts\r\n==> Making it\r\n  % Total  % Done\r\n'],
    [6, '╭────╮\r\n│ ok │ \ue0b0 ⣿⣿ all made\r\n╰────╯\r\n~/x ❯ '],
    [7, 'exit\r\n'],
  );
  const sequence = await replay(events, { columns: 40, rows: 12 });
  assert.equal(
    altText(sequence, { command: '/bin/bash -l' }),
    'Terminal recording, 10 seconds. Command: “make”. ' +
      'The screen finally shows: ==> Fetching parts / ==> Making it / % Total % Done / ok all made',
  );
});

test('the alternative text of a full-screen program that was left tells what it showed', async () => {
  const page = '┌────────────────┐\r\n│ Load  average  │\r\n│ 1234 process   │\r\n└────────────────┘';
  const events = output([0, `\u001b[?1049h\u001b[H${page}`], [5, '\u001b[?1049l\u001b[H\u001b[2Jbye']);
  const sequence = await replay(events);
  assert.equal(
    altText(sequence, { command: 'htop' }),
    'Terminal recording, 8 seconds. Command: “htop”. At its fullest the screen shows: Load average / 1234 process',
  );
});
