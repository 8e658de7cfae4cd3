/** What is a key and what is not, in the bytes that terminals send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyDecoder } from '#cast2gif/keys/decoder.js';

/** Keys of events a second apart (or as given), in brackets; text as it is. */
function keysOf(events: readonly string[], apartUs = 1_000_000): string {
  const decoder = new KeyDecoder();
  const keys = events.flatMap((data, at) => decoder.add(at * apartUs, data));
  return [...keys, ...decoder.finish()]
    .map(({ key }) => (key.kind === 'text' ? key.text : key.kind === 'paste' ? '[Paste]' : `[${key.name}]`))
    .join('');
}

test('keys by name', () => {
  const expected: readonly (readonly [data: string, keys: string])[] = [
    ['ls -la\r', 'ls -la[Enter]'],
    ['a\tb\x7f\x08\x03\x1a\x00\x1c\x1f', 'a[Tab]b[Backspace][Backspace][Ctrl+C][Ctrl+Z][Ctrl+Space][Ctrl+\\][Ctrl+_]'],
    ['line\r\nnext\n', 'line[Enter]next[Enter]'],
    ['\x1b[A\x1bOB\x1b[C\x1b[D\x1b[H\x1bOF', '[↑][↓][→][←][Home][End]'],
    ['\x1b[5~\x1b[6~\x1b[2~\x1b[3~\x1b[1~\x1b[8~', '[PageUp][PageDown][Insert][Delete][Home][End]'],
    ['\x1bOP\x1bOS\x1b[15~\x1b[17~\x1b[24~\x1b[[A', '[F1][F4][F5][F6][F12][F1]'],
    ['\x1b[1;5C\x1b[1;2A\x1b[3;3~\x1b[1;7D\x1b[Z', '[Ctrl+→][Shift+↑][Alt+Delete][Ctrl+Alt+←][Shift+Tab]'],
    ['\x1bOM', '[Enter]'],
    ['\x1b', '[Esc]'],
    ['\x1bf\x1bb', '[Alt+f][Alt+b]'],
    ['\x1b\x7f\x1b\r\x1b\x03', '[Alt+Backspace][Alt+Enter][Alt+Ctrl+C]'],
    ['\x1b\x1b[A', '[Alt+↑]'],
    ['\x1b:wq\r', '[Esc]:wq[Enter]'],
    ['\x1b[99;5u\x1b[27u\x1b[97;2u\x1b[97u\x1b[13;2u', '[Ctrl+C][Esc]Aa[Shift+Enter]'],
    ['\x1b[97;1:3u\x1b[57441;2u\x1b[97;;228u', 'ä'],
    ['\x1b[27;5;105~', '[Ctrl+I]'],
    [
      '\x1b[49:33;2u\x1b[97;65u\x1b[97;66u\x1b[57414u\x1b[57417;5u\x1b[57400u\x1b[57376u\x1b[57358u',
      '!Aa[Enter][Ctrl+←]1[F13]',
    ],
    ['\x1b[107;17u\x1b[107;29u\x1b[0;;28450:23383u', '[Hyper+K][Ctrl+Super+Hyper+K]漢字'],
    ['\x1b[27;2;65~\x1b[27;5;9~\x1b[27;6;32~', 'A[Ctrl+Tab][Ctrl+Shift+Space]'],
    ['漢字 é e\u0301 👩‍👩‍👧', '漢字 é e\u0301 👩‍👩‍👧'],
  ];
  for (const [data, keys] of expected) assert.equal(keysOf([data]), keys, JSON.stringify(data));
});

test('keys as Windows reports them: pressed, not released, modifiers not by themselves', () => {
  const press = (key: number, character: number, state = 0, count = 1) =>
    `\x1b[${key};1;${character};1;${state};${count}_\x1b[${key};1;${character};0;${state};1_`;
  const expected: readonly (readonly [data: string, keys: string])[] = [
    [press(68, 100) + press(73, 105) + press(13, 13), 'di[Enter]'],
    ['\x1b[68;32;100;1_\x1b[38;72;;1;;_', 'd[↑]'],
    [press(16, 0, 0x10) + press(65, 65, 0x10) + press(49, 33, 0x10), 'A!'],
    [press(17, 0, 8) + press(67, 3, 8) + press(32, 32, 8) + press(37, 0, 8), '[Ctrl+C][Ctrl+Space][Ctrl+←]'],
    [press(70, 102, 2) + press(70, 6, 10) + press(9, 9, 0x10), '[Alt+F][Ctrl+Alt+F][Shift+Tab]'],
    // AltGr and Q on a German keyboard.
    [press(18, 0, 9) + press(81, 64, 9), '@'],
    [press(46, 0, 0x100) + press(116, 0) + press(8, 8) + press(20, 0, 0x80), '[Delete][F5][Backspace]'],
    [press(65, 97, 0, 3), 'aaa'],
    // Alt and a number: the character comes when Alt is let go.
    ['\x1b[18;56;0;1;2;1_\x1b[18;56;233;0;0;1_', 'é'],
    // Text without keys: an emoji in two halves, a whole sequence.
    [press(0, 0xd83d) + press(0, 0xde00), '😀'],
    [press(0, 27) + press(0, 91) + press(0, 65), '[↑]'],
    [press(231, 0xd83d) + press(231, 0xde00), '😀'],
    ['\x1b[0;0;0;0;0;0_\x1b[99999999;1;1114112;1;0;1_\x1b[;_\x1b[_', ''],
  ];
  for (const [data, keys] of expected) assert.equal(keysOf([data]), keys, JSON.stringify(data));
  assert.equal(keysOf(['\x1b[68;32;1', '00;1;0;1_'], 1000), 'd');
});

test('mouse, focus, replies and pasted text are not keys', () => {
  const silent = [
    '\x1b[<0;12;5M\x1b[<0;12;5m\x1b[<35;1;1M',
    '\x1b[M !!\x1b[M#abc'.slice(0, 6),
    '\x1b[32;10;5M',
    '\x1b[I\x1b[O',
    '\x1b[5;10R\x1b[?5;10R\x1b[0n\x1b[?997;1n',
    '\x1b[?62;22c\x1b[>0;276;0c\x1bP!|00000000\x1b\\',
    '\x1b]11;rgb:1111/2222/3333\x07\x1b]10;rgb:1111/2222/3333\x1b\\\x1b]52;c;c2VjcmV0\x1b\\',
    '\x1bP>|XTerm(370)\x1b\\\x1bP1$r0m\x1b\\\x1bP1+r544e=787465\x1b\\',
    '\x1b_Gi=31;OK\x1b\\',
    '\x1b[?1u\x1b[?2026;2$y\x1b[4;600;800t',
    '\u009b5;10R'.slice(0, 1),
  ];
  for (const data of silent) assert.equal(keysOf([data]), '', JSON.stringify(data));
  assert.equal(keysOf(['\x1b[200~my secret\r\nlines\x1b[201~x']), '[Paste]x');
});

test('what was cut in two is put together, and an end that never comes ends by itself', () => {
  assert.equal(keysOf(['\x1b[1;', '5C'], 1000), '[Ctrl+→]');
  assert.equal(keysOf(['\x1b', '[A'], 1000), '[↑]');
  assert.equal(keysOf(['\x1b', 'x'], 1000), '[Esc]x');
  assert.equal(keysOf(['\x1b', '[A']), '[Esc][A');
  assert.equal(keysOf(['\x1b[200~one', 'two\x1b[2', '01~three'], 1000), '[Paste]three');
  assert.equal(keysOf(['\x1b]11;rgb:11', '11/2222/3333\x1b', '\\ok'], 1000), 'ok');
  assert.equal(keysOf(['\x1b]11;rgb:', 'typed'], 5_000_000), 'typed');
  assert.equal(keysOf(['\x1b[M!', '"#a'], 1000), 'a');
});

test('any input gives keys that can be shown, in the order of time', () => {
  const nasty = fc.constantFrom(
    '\x1b',
    '[',
    'O',
    ']',
    'P',
    '_G',
    '0',
    ';',
    '200~',
    '201~',
    '\x07',
    'M',
    '\u202e',
    '\u2028',
  );
  const piece = fc.oneof(
    nasty,
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const data = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200_000), data), { maxLength: 8 }), (events) => {
      const decoder = new KeyDecoder();
      let timeUs = 0;
      const keys = events.flatMap(([gapUs, text]) => decoder.add((timeUs += gapUs), text));
      keys.push(...decoder.finish());
      let lastUs = 0;
      for (const { timeUs: keyUs, key } of keys) {
        assert.ok(keyUs >= lastUs && keyUs <= timeUs);
        lastUs = keyUs;
        const shown = key.kind === 'text' ? key.text : key.kind === 'named' ? key.name : '';
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/u);
        assert.ok(key.kind === 'paste' || shown !== '');
      }
    }),
    { numRuns: 2000 },
  );
});
