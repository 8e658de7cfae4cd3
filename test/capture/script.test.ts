import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keySequence } from '#cast2gif/capture/keys.js';
import { OutputWatch } from '#cast2gif/capture/output-watch.js';
import { parseScript } from '#cast2gif/capture/script.js';

test('a script is read line by line', () => {
  const text =
    '# set up\n\nrun ls -l\ntype  two spaces\npress Ctrl+C Enter\nwait /done$/i 2s\nwait\nsleep 1.5\nmarker End';
  assert.deepEqual(
    parseScript(text, 'demo.txt').map(({ line: _, ...instruction }) => instruction),
    [
      { kind: 'run', text: 'ls -l' },
      { kind: 'type', text: ' two spaces' },
      { kind: 'press', sequences: ['\u0003', '\r'] },
      { kind: 'wait', pattern: /done$/im, timeoutMs: 2000 },
      { kind: 'wait', pattern: undefined, timeoutMs: 15_000 },
      { kind: 'sleep', durationUs: 1_500_000 },
      { kind: 'marker', label: 'End' },
    ],
  );
});

test('a line that cannot be understood is named with what was expected', () => {
  const cases: readonly [string, RegExp][] = [
    ['ls -l', /^demo\.txt: line 2: unknown instruction "ls"; expected one of type, run, /],
    ['press Hyper+X', /line 2: expected press KEY, .* not "press Hyper\+X"/],
    ['wait /(/', /line 2: expected wait, wait \/REGEX\//],
    ['wait soon', /line 2: expected wait, /],
    ['sleep forever', /line 2: expected sleep SECONDS/],
    ['type', /line 2: expected type TEXT/],
    ['hide me', /line 2: expected hide/],
  ];
  for (const [line, message] of cases) {
    assert.throws(() => parseScript(`# first\n${line}\n`, 'demo.txt'), { code: 'usage', message });
  }
});

test('keys send what xterm sends', () => {
  const expected: Readonly<Record<string, string | undefined>> = {
    Enter: '\r',
    a: 'a',
    'Ctrl+C': '\u0003',
    'ctrl+[': '\u001b',
    'Alt+x': '\u001bx',
    'Shift+Tab': '\u001b[Z',
    'Ctrl+Right': '\u001b[1;5C',
    'Shift+F5': '\u001b[15;2~',
    'Alt+F1': '\u001b[1;3P',
    '+': '+',
    'Hyper+X': undefined,
    Entre: undefined,
  };
  for (const [name, sequence] of Object.entries(expected)) assert.equal(keySequence(name), sequence, name);
});

test('a wait ends at the same character, whatever pieces and colours the text comes in', async () => {
  const output = 'one \u001b[31mtwo\u001b[m th\u001b]0;title\u0007ree\r\n$ four';
  const end = output.indexOf('$ ') + 2;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(output.length), { maxLength: 6 }), async (cuts) => {
      const watch = new OutputWatch();
      const found = watch.waitFor(/two three\n\$ $/);
      let from = 0;
      for (const to of [...cuts.sort((a, b) => a - b), output.length]) {
        watch.output(output.slice(from, to));
        from = to;
      }
      assert.equal(await found, end);
    }),
  );
});
