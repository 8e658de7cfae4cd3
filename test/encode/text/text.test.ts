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

test('the transcript has what is new, escaped, in readable pieces', async () => {
  const marker: RecordingEvent = { kind: 'marker', timeUs: 4_000_000, label: 'part <2>' };
  const events = [...SESSION, marker].sort((first, second) => first.timeUs - second.timeUs);
  const sequence = await replay(events);
  assert.equal(
    transcript(sequence, { title: 'A & B' }),
    [
      'WEBVTT\n\nNOTE\nA &amp; B\n\n',
      '00:00:01.900 --> 00:00:05.000\n$ echo &lt;hi&gt; &amp;&amp; x\n&lt;hi&gt;\n\n',
      '00:00:05.000 --> 00:00:08.200\n[part &lt;2&gt;]\n$ ls -l\na b --&gt; c\n日本 e\u0301\n',
    ].join(''),
  );
});

test('the transcript has a line when it appears, unless it is being typed', async () => {
  const events = output(
    [0, 'fetching\r\n'],
    [2.5, 'unpacking ...'],
    [4.5, ' done\r\n'],
    [7, 'all is well\r\n'],
    [9, '\x1b[5;1Hend'],
  );
  const marker: RecordingEvent = { kind: 'marker', timeUs: 1_500_000, label: 'half' };
  const sequence = await replay([events[0]!, marker, ...events.slice(1)]);
  assert.equal(
    transcript(sequence),
    [
      'WEBVTT\n\n',
      '00:00:00.000 --> 00:00:04.500\nfetching\n\n',
      '00:00:04.500 --> 00:00:07.000\n[half]\nunpacking ... done\n\n',
      '00:00:07.000 --> 00:00:09.000\nall is well\n\n',
      '00:00:09.000 --> 00:00:12.000\nend\n',
    ].join(''),
  );
});

test('an empty recording has an empty transcript and an honest alternative text', async () => {
  const sequence = await replay(output([0, '']));
  assert.equal(transcript(sequence), 'WEBVTT\n');
  assert.match(await altText(sequence), /^Terminal recording, \d+ seconds?\.$/);
});

test('the alternative text names commands and the outcome', async () => {
  const text = await altText(await replay(SESSION), { title: 'Listing' });
  assert.equal(
    text,
    'Terminal recording “Listing”, 8 seconds. Commands: “echo <hi> && x”, “ls -l”. ' +
      'The screen finally shows: <hi> / $ ls -l / a b --> c / 日本 e\u0301',
  );
});

test('long output gets a cue every few seconds even if it never rests', async () => {
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
    await altText(sequence, { command: '/bin/bash -l' }),
    'Terminal recording, 10 seconds. Command: “make”. ' +
      'The screen finally shows: ==> Fetching parts / ==> Making it / % Total % Done / ok all made',
  );
});

test('the alternative text of a full-screen program that has ended says what it showed', async () => {
  const page = '┌────────────────┐\r\n│ Load  average  │\r\n│ 1234 process   │\r\n└────────────────┘';
  const events = output([0, `\u001b[?1049h\u001b[H${page}`], [5, '\u001b[?1049l\u001b[H\u001b[2Jbye']);
  const sequence = await replay(events);
  assert.equal(
    await altText(sequence, { command: 'htop' }),
    'Terminal recording, 8 seconds. Command: “htop”. At its fullest the screen shows: Load average / 1234 process',
  );
});

test('a screen that comes back after an editor is not repeated, and lines broken by the edge are whole', async () => {
  const shell = '$ cat notes\r\nfirst thing to do\r\nsecond thing\r\n$ vi notes';
  const events = output(
    [0, shell],
    [8, '\u001b[?1049h\u001b[H┌──────┐\r\n│ edit │\r\n└──────┘'],
    [11, '\u001b[?1049l'],
    [13, '\r\none two three four five six'],
  );
  const told = transcript(await replay(events, { columns: 20, rows: 8 }));
  assert.equal(told.match(/first thing to do/g)?.length, 1);
  assert.match(told, /^edit$/m);
  assert.match(told, /^one two three four five six$/m);
  assert.doesNotMatch(told, /[─│┌]/);
});

test('cues come no faster than they can be spoken', async () => {
  const flood = Array.from({ length: 400 }, (_, at) => [1 + at / 50, `this is line ${at} of a long log\r\n`] as const);
  const told = transcript(await replay(output([0, '$ make\r\n'], ...flood), { columns: 60, rows: 20 }));
  const words = told.replace(/^.*-->.*$/gm, '').match(/\p{L}+/gu)!.length;
  assert.ok(words < 60, `${words} words`);
  assert.match(told, /line 399/);
  assert.match(told, /… \d+ more lines …/);
});

test('prompts are recognised by what follows them', async () => {
  const commandsIn = async (...events: readonly (readonly [seconds: number, data: string])[]) =>
    /Commands?: (.*?)\.( |$)/.exec(await altText(await replay(output(...events), { columns: 60, rows: 8 })))?.[1];
  // A help text, a clock, a search field whose list has a pointer.
  assert.equal(await commandsIn([0, 'Usage: tool <command> [file]\r\n<command> list of things'], [2, '.']), undefined);
  assert.equal(await commandsIn([0, '12:30:45 >'], [1, ' running'], [3, '\r12:30:46 > running']), undefined);
  assert.equal(await commandsIn([0, '> apple\r\n  pear\r\n>'], [1, ' a'], [2, 'p'], [4, '\u001b[2J']), undefined);
  // An unusual prompt that comes again below what was typed.
  const typed: [number, string][] = [
    [0, 'mysql>'],
    [1, ' show'],
    [1.2, ' tables;'],
    [2, '\r\nnone\r\nmysql>'],
  ];
  assert.equal(await commandsIn(...typed), '“show tables;”');
  assert.equal(await commandsIn([0, '$'], [1, ' make'], [2, '\r\ndone']), '“make”');
});
