/** What may be shown of what was typed: nothing that the terminal did not echo. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import type { CollectOptions } from '#cast2gif/frames/collect.js';
import { replay } from '../frames/replay.js';

type Step = readonly [seconds: number, code: 'i' | 'o', data: string];

function eventsOf(steps: readonly Step[]): RecordingEvent[] {
  return steps.map(([seconds, code, data]) => ({
    kind: code === 'i' ? 'input' : 'output',
    timeUs: Math.round(seconds * 1e6),
    data,
  }));
}

/** What is shown of the keys: hidden ones as dots, named ones in brackets. */
async function shown(steps: readonly Step[], options: Partial<CollectOptions> = {}): Promise<string> {
  const { keys } = await replay(eventsOf(steps), { keys: 'echoed', ...options });
  return keys
    .map(({ stroke }) => {
      if (stroke.kind === 'text') return stroke.text;
      return stroke.kind === 'hidden' ? '•' : stroke.kind === 'paste' ? '[Paste]' : `[${stroke.name}]`;
    })
    .join('');
}

/** Each character typed and echoed as given, a tenth of a second apart. */
function typed(text: string, fromSeconds: number, echo: (character: string) => string | undefined): Step[] {
  return [...text].flatMap((character, at): Step[] => {
    const seconds = fromSeconds + at / 10;
    const answer = echo(character === '\r' ? '\r\n' : character);
    return [[seconds, 'i', character], ...(answer === undefined ? [] : ([[seconds + 0.01, 'o', answer]] as const))];
  });
}
const same = (character: string) => character;

test('what is echoed is shown, at the end of a line and of the screen too', async () => {
  assert.equal(await shown([[0, 'o', '$ '], ...typed('ls -la\r', 1, same)]), 'ls -la[Enter]');
  assert.equal(await shown([[0, 'o', '$ '], ...typed('echo 漢字 é\r', 1, same)]), 'echo 漢字 é[Enter]');
  const long = 'abcdefghijklmnopqrstuvwxyz';
  assert.equal(await shown([[0, 'o', '$ '], ...typed(long, 1, same)]), long);
  assert.equal(await shown([[0, 'o', '\x1b[5;1H$ '], ...typed('ls\rls\r', 1, same)]), 'ls[Enter]ls[Enter]');
});

test('a shell that redraws the whole line, a slow one, and one that answers once for many keys', async () => {
  let line = '';
  const redraw = (character: string) => {
    line += character;
    return `\r\x1b[K\x1b[32m$\x1b[m \x1b[1m${line}\x1b[m`;
  };
  assert.equal(await shown([[0, 'o', '$ '], ...typed('make', 1, redraw)]), 'make');
  const burst: Step[] = [
    [0, 'o', '\x1b[5;1H$ '],
    [1, 'i', 'l'],
    [1.05, 'i', 's'],
    [1.1, 'i', '\r'],
    [1.4, 'o', 'ls\r\nfile\r\n$ '],
  ];
  assert.equal(await shown(burst), 'ls[Enter]');
  assert.equal(
    await shown([
      [0, 'o', '> '],
      [1, 'i', 'using Pkg\r'],
      [1.1, 'o', 'using Pkg\r\n'],
    ]),
    'using Pkg[Enter]',
  );
});

test('passwords are hidden: without an echo, with stars, concealed, and whatever is printed meanwhile', async () => {
  const prompt: Step = [0, 'o', 'Password: '];
  const secret = 'hunter2';
  const dots = '•••••••[Enter]';
  const silent = (character: string) => (character === '\r\n' ? '\r\n' : undefined);
  assert.equal(await shown([prompt, ...typed(`${secret}\r`, 1, silent)]), dots);
  assert.equal(await shown([prompt, ...typed(`${secret}\r`, 1, (sign) => (sign === '\r\n' ? sign : '*'))]), dots);
  assert.equal(await shown([[0, 'o', 'Password: \x1b[8m'], ...typed(`${secret}\r`, 1, same)]), dots);
  assert.equal(await shown([[0, 'o', 'Password: \x1b[30;40m'], ...typed(`${secret}\r`, 1, same)]), dots);
  const noise = (sign: string) => (sign === '\r\n' ? sign : '\r\nhunter2 hunter2 hunter2\r\nPassword: ');
  assert.equal(await shown([prompt, ...typed(`${secret}\r`, 1, noise)]), dots);
  const scrolled: Step = [2, 'o', '\r\nhunter2hunter2\r\nhunter2hunter2\r\nhunter2\r\n$ '];
  assert.equal(await shown([[0, 'o', '\x1b[5;1HPassword: '], [1, 'i', `${secret}\r`], scrolled]), dots);
  assert.equal(await shown([prompt, [1, 'i', secret], [3, 'o', secret]]), '•••••••');
});

test('a character that happens to be where it was typed gives away no part of a password', async () => {
  const stars = (sign: string) => (sign === '\r\n' ? sign : '*');
  assert.equal(await shown([[0, 'o', 'PIN: '], ...typed('a*b*c\r', 1, stars)]), '•••••[Enter]');
});

test('commands of a full-screen program: the command line is shown, keys without an echo only on request', async () => {
  const steps: Step[] = [
    [0, 'o', '\x1b[?1049h\x1b[2;3Htext'],
    [1, 'i', 'j'],
    [1.01, 'o', '\x1b[3;3H'],
    [2, 'i', '\x1b'],
    [2.5, 'i', ':'],
    [2.51, 'o', '\x1b[5;1H\x1b[K:'],
    [2.6, 'i', 'w'],
    [2.61, 'o', 'w'],
    [2.7, 'i', 'q'],
    [2.71, 'o', 'q'],
    [2.8, 'i', '\r'],
  ];
  assert.equal(await shown(steps), '•[Esc]:wq[Enter]');
  assert.equal(await shown(steps, { keys: 'all' }), 'j[Esc]:wq[Enter]');
  assert.equal(await shown(steps, { keys: 'none' }), '');
});

test('nothing typed at a silent prompt is ever shown, whatever goes on around it', () => {
  const secretCharacter = fc.constantFrom(...'QXZJ');
  const chatter = fc.stringMatching(/^[a-p \r\n]{0,30}$/);
  const moment = fc.tuple(secretCharacter, fc.option(chatter, { nil: undefined }), fc.integer({ min: 1, max: 900 }));
  return fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 20 }), async (moments) => {
      let seconds = 1;
      const steps = moments.flatMap(([character, said, gapMs]): Step[] => {
        seconds += gapMs / 1000;
        const key: Step = [seconds, 'i', character];
        return said === undefined ? [key] : [key, [seconds + 0.001, 'o', said]];
      });
      assert.doesNotMatch(await shown([[0, 'o', 'Password: '], ...steps]), /[QXZJ]/);
    }),
    { numRuns: 100 },
  );
});

test('a prompt that shows the last character of a password and then covers it gives nothing away', async () => {
  const secret = [...'Zq7Wk9'].flatMap((character, at): Step[] => [
    [1 + at / 2, 'i', character],
    [1.05 + at / 2, 'o', character],
    [1.3 + at / 2, 'o', '\b*'],
  ]);
  assert.equal(await shown([[0, 'o', 'Password: '], ...secret, [5, 'i', '\r']]), '••••••[Enter]');
});

test('text of great length that comes at once was not typed', async () => {
  const long = 'a'.repeat(300_000);
  assert.equal(
    await shown(
      [
        [0, 'o', '$ '],
        [1, 'i', `${long}\r`],
        [1.1, 'o', long],
      ],
      { keys: 'all' },
    ),
    '[Paste][Enter]',
  );
});
