/** Pictures say what made them, in every format that can, and nothing else about them changes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Format, inspect, type PictureNotes, type RenderOptions, render } from '#cast2gif/index.js';
import { FORMAT_NAMES, formatRow, isVideo } from '#cast2gif/options/formats.js';
import { checksumPatch, noteToFillIn, patched } from '#cast2gif/provenance/fill-in.js';
import { LONGEST_NOTE, noteWithoutChecksum } from '#cast2gif/provenance/note.js';
import { readNote } from '#cast2gif/provenance/read-note.js';
import { temporaryFolder } from '../cli/run.js';
import { projectFolder, withoutProgram } from '../support.js';

const RECORDING = Buffer.from(`{"version": 2, "width": 30, "height": 4, "title": "A & B"}
[0.2, "o", "$ "]
[0.9, "o", "\\u001b[31mred\\u001b[0m\\r\\n"]
[1.5, "m", "half"]
[2.5, "o", "done"]
`);

const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
const withoutFfmpeg = withoutProgram('ffmpeg', '-version');
const noted = FORMAT_NAMES.filter((format) => formatRow(format).holdsNotes);
const skipFor = (format: Format) => isVideo(format) && withoutFfmpeg;

async function picture(format: Format, options: RenderOptions = {}, input: Uint8Array = RECORDING): Promise<Buffer> {
  const { outputs } = await render(input, { buffer: true, format }, options);
  return Buffer.from(outputs[0]!.bytes!);
}

/** The bytes of a note within a picture. */
function noteTextIn(bytes: Buffer): string {
  return /cast2gif [ -~]*checksum=[0-9a-f]+/.exec(bytes.toString('latin1'))![0];
}

async function notesOf(bytes: Buffer): Promise<PictureNotes> {
  return (await inspect(bytes)) as PictureNotes;
}

for (const format of noted) {
  test(`${format} says what made it, briefly and without a word about where`, { skip: skipFor(format) }, async () => {
    const bytes = await picture(format);
    const text = noteTextIn(bytes);
    assert.ok(text.startsWith(`cast2gif ${version} `), text);
    assert.ok(text.length < LONGEST_NOTE);
    for (const secret of [hostname(), userInfo().username, process.cwd(), String(new Date().getFullYear())]) {
      if (secret.length > 3) assert.ok(!text.includes(secret), `${text} holds ${secret}`);
    }
    assert.equal(readNote(bytes)?.isIntact, true);
    const { origin } = await notesOf(bytes);
    assert.equal(origin?.isIntact, true);
    assert.equal(origin?.version, version);
  });

  test(`a change to any byte of ${format} shows`, { skip: skipFor(format) }, async () => {
    const bytes = await picture(format);
    const start = bytes.indexOf(noteTextIn(bytes));
    const sealed = start + noteTextIn(bytes).length + (format.endsWith('png') ? 4 : 0);
    const isIntact = (changed: Buffer) => readNote(changed)?.isIntact ?? false;
    assert.equal(isIntact(Buffer.concat([bytes, Buffer.from([0])])), false, 'a byte behind the end');
    assert.equal(isIntact(bytes.subarray(0, -1)), false, 'the last byte removed');
    const place = fc.integer({ min: 0, max: bytes.length - 1 }).filter((at) => at < start || at >= sealed);
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ difference;
        assert.equal(isIntact(changed), false);
      }),
      { numRuns: 50 },
    );
  });

  test(`${format} carries no note where none is wanted`, { skip: skipFor(format) }, async () => {
    const bytes = await picture(format, { provenance: false });
    assert.equal(readNote(bytes), undefined);
    assert.ok(!bytes.includes(`cast2gif ${version}`));
  });
}

/** The frames as a decoder that is not ours sees them, each with its time. */
function framesOf(bytes: Buffer, folder: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const words = ['-v', 'error', '-i', path, '-map', '0:v', '-f', 'framemd5', '-'];
  const { stdout, stderr } = spawnSync('ffmpeg', words, { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.match(stdout, /^0,/m);
  return stdout;
}

for (const format of ['gif', 'apng', 'png', 'mp4', 'webm'] as const) {
  test(`no pixel of ${format} moves`, { skip: withoutFfmpeg }, async (context) => {
    const folder = temporaryFolder(context);
    const withNote = framesOf(await picture(format, { alt: 'Some words' }), folder, `with.${format}`);
    assert.equal(withNote, framesOf(await picture(format, { provenance: false }), folder, `without.${format}`));
  });
}

for (const format of ['svg', 'vtt', 'webp'] as const) {
  test(`${format} is the same but for the note`, async () => {
    const bytes = await picture(format);
    const plain = await picture(format, { provenance: false });
    const end = format === 'svg' ? '</svg>\n'.length : 0;
    // A WebP says its length, and that there is metadata, in its first bytes.
    const start = format === 'webp' ? 30 : 0;
    const body = plain.subarray(start, plain.length - end);
    assert.deepEqual(bytes.subarray(start, start + body.length), body);
  });
}

const CHECKERS: readonly { readonly format: Format; readonly words: readonly [string, ...string[]] }[] = [
  { format: 'gif', words: ['gifsicle', '--info'] },
  { format: 'png', words: ['pngcheck', '-q'] },
  { format: 'apng', words: ['pngcheck', '-q'] },
  { format: 'webp', words: ['webpinfo', '-quiet'] },
  { format: 'svg', words: ['xmllint', '--noout'] },
];

for (const { format, words } of CHECKERS) {
  const [program, ...flags] = words;
  test(`${program} accepts ${format} with note and description`, { skip: withoutProgram(program) }, async (context) => {
    const path = join(temporaryFolder(context), `picture.${format}`);
    writeFileSync(path, await picture(format, { alt: 'Words & <signs> — “quoted”' }));
    const { status, stdout, stderr } = spawnSync(program, [...flags, path], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /warning|error(?! detected)/i);
  });
}

for (const format of noted.filter((name) => formatRow(name).shows !== 'words')) {
  test(`the description is kept in ${format}`, { skip: skipFor(format) }, async () => {
    const alt = 'Words & <signs> — “quoted” 漢字 '.repeat(12).trim();
    for (const provenance of [true, false]) {
      const notes = await notesOf(await picture(format, { alt, provenance }));
      assert.equal(notes.alt, alt);
      assert.equal(notes.origin !== undefined, provenance);
    }
    assert.equal((await notesOf(await picture(format))).alt, undefined);
  });
}

test('ffprobe shows note and description of a video', {
  skip: withoutProgram('ffprobe', '-version'),
}, async (context) => {
  const path = join(temporaryFolder(context), 'video.mp4');
  writeFileSync(path, await picture('mp4', { alt: 'Some words' }));
  const { stdout } = spawnSync('ffprobe', ['-v', 'error', '-show_entries', 'format_tags', path], { encoding: 'utf8' });
  assert.match(stdout, /^TAG:encoder=cast2gif .* checksum=(?!0{24})[0-9a-f]{24}$/m);
  assert.match(stdout, /^TAG:description=Some words$/m);
});

test('equal recordings and options give equal facts, others do not', async () => {
  const facts = async (options: RenderOptions, input?: Uint8Array) => {
    const { recording, options: hash } = readNote(await picture('gif', options, input))!.note;
    return { recording, options: hash };
  };
  const usual = await facts({});
  assert.deepEqual(await facts({ speed: 1, threads: 1 }), usual);
  const faster = await facts({ speed: 2 });
  assert.equal(faster.recording, usual.recording);
  assert.notEqual(faster.options, usual.options);
  const longer = await facts({}, Buffer.concat([RECORDING, Buffer.from('[3, "o", "!"]\n')]));
  assert.notEqual(longer.recording, usual.recording);
  assert.equal(longer.options, usual.options);
});

test('the contents of a named file count, not its path', async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'elsewhere'));
  const [here, there] = [join(folder, 'a.json'), join(folder, 'elsewhere/b.json')];
  copyFileSync(join(projectFolder, 'themes/nord.json'), here);
  copyFileSync(here, there);
  const hashOf = async (theme: string) => readNote(await picture('gif', { theme }))!.note.options;
  const before = await hashOf(here);
  assert.equal(await hashOf(there), before);
  assert.equal(await hashOf('nord'), before);
  copyFileSync(join(projectFolder, 'themes/dracula.json'), here);
  assert.notEqual(await hashOf(here), before);
});

test('text on the screen that looks like a note is not taken for it', async () => {
  const fake = noteToFillIn(
    noteWithoutChecksum({
      version: '9.9.9',
      renderer: 'a'.repeat(12),
      recording: 'b'.repeat(24),
      options: 'c'.repeat(16),
    }),
  );
  const recording = Buffer.from(
    `{"version": 2, "width": 180, "height": 4, "title": ${JSON.stringify(fake)}}\n[1, "o", ${JSON.stringify(fake)}]\n`,
  );
  for (const format of ['svg', 'vtt', 'apng'] as const) {
    const found = readNote(await picture(format, {}, recording));
    assert.equal(found?.note.version, version, format);
    assert.equal(found?.isIntact, true, format);
  }
});

test('a checksum is filled in wherever the pieces of a file begin', async () => {
  const facts = { version: '1.0.0', renderer: 'a'.repeat(12), recording: 'b'.repeat(24), options: 'c'.repeat(16) };
  const note = noteWithoutChecksum(facts);
  const file = (before: number, after: number) =>
    Buffer.concat([Buffer.alloc(before, 1), Buffer.from(noteToFillIn(note)), Buffer.alloc(after, 2)]);
  async function* pieces(bytes: Buffer, length: number) {
    for (let at = 0; at < bytes.length; at += length) yield Buffer.from(bytes.subarray(at, at + length));
  }
  const count = fc.integer({ min: 0, max: 700 });
  await fc.assert(
    fc.asyncProperty(count, count, fc.integer({ min: 1, max: 900 }), async (before, after, length) => {
      const bytes = file(before, after);
      const patch = await checksumPatch(pieces(bytes, length), note);
      const parts: Uint8Array[] = [];
      let position = 0;
      for await (const piece of pieces(bytes, length)) {
        parts.push(patched(piece, position, patch));
        position += piece.length;
      }
      assert.deepEqual(readNote(Buffer.concat(parts)), {
        note: { ...facts, checksum: patch!.bytes.toString() },
        isIntact: true,
      });
    }),
    { numRuns: 100 },
  );
  assert.equal(await checksumPatch(pieces(Buffer.alloc(5000), 300), note), undefined);
});
