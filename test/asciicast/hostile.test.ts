/** Inputs that once took the reader down, or would take a naive one down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cast, readText, V2 } from './reading.js';

const deep = (open: string, close: string): string => open.repeat(50_000) + close.repeat(50_000);

test('nesting without end, wherever a value may be', async () => {
  const lines = [`[1, "x", ${deep('[', ']')}]`, `[2, ${deep('[', ']')}, "o"]`, `[${deep('[', ']')}, "o", "a"]`];
  const { events } = await readText(cast(V2, ...lines, `{"version": 2, "width": ${deep('[', ']')}}`));
  assert.equal(events.map(({ kind }) => kind).join(), 'exit,other,output');
  const header = `{"version": 2, "width": 80, "height": 24, "title": ${deep('[', ']')}, "theme": ${deep('[', ']')}}`;
  assert.equal((await readText(header)).header.title, undefined);
  await assert.rejects(readText(`{"version": ${deep('[', ']')}}`), /version an array is not supported/);
});

test('a header on one line may be longer than the limit for lines', async () => {
  const long = { ...V2, env: { A: 'x'.repeat(300_000) } };
  const { events, warnings } = await readText(
    cast(long, [1, 'o', 'a']),
    { limits: { lineBytes: 1 } },
    [70_000, 200_000],
  );
  assert.deepEqual([events.length, warnings.length], [1, 0]);
});

test('a raw carriage return in the title does not end lines', async () => {
  const { header, events } = await readText(`{"version":2,"width":80,"height":24,"title":"a\rb"}\n[1,"o","x"]\n`);
  assert.deepEqual([header.title, events.length], ['a\rb', 1]);
});

test('version 1 with another stdout inside, later fields, and broken pairs', async () => {
  const text = `{"version": 1, "env": {"stdout": [[9, "no"]]}, "title": "\\"stdout\\": [", "stdout": [
    [1, "a ] \\" ["], oops, [1, "b\u001b"], {"no": "pair"}, [1, "c"]
  ], "width": 100, "height": 30}`;
  const { header, events, warnings } = await readText(text);
  assert.deepEqual([header.columns, header.rows, header.title], [100, 30, '"stdout": [']);
  assert.deepEqual(
    events.map((event) => [event.timeUs / 1e6, event.kind === 'output' && event.data]),
    [
      [1, 'a ] " ['],
      [2, 'b\u001b'],
      [3, 'c'],
    ],
  );
  assert.deepEqual(
    warnings.map(({ message }) => message),
    ['stdout[1]: not valid JSON, skipped', 'stdout[3]: an object is not an event, skipped'],
  );
});

test('control characters of a recording never reach a message', async () => {
  const { warnings } = await readText(cast({ ...V2, theme: '\u0085\u2028\u009b31m' }, [1, 'r', '\u009b2J']));
  assert.equal(warnings.length, 2);
  for (const { message } of warnings) assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u2028]/);
});
