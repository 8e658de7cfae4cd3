import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openBufferSink } from '#cast2gif/io/buffer-sink.js';
import { openSink, type SinkTarget } from '#cast2gif/io/open-sink.js';
import { openStreamSink } from '#cast2gif/io/stream-sink.js';
import { removeTemporaryFiles } from '#cast2gif/io/temporary-files.js';
import { projectFolder, testAsOrdinaryUser, withoutProgram } from '../support.js';

let folder = '';
before(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'sink-')))));
after(() => rmSync(folder, { recursive: true }));

const CONTENT = Buffer.from(Array.from({ length: 700_001 }, (_, at) => (at * 31) & 255));
const isWindows = process.platform === 'win32' && 'pipes, devices and modes are Unix';

/** Writes the content in pieces of growing size, using one array again and again. */
async function writeTo(target: SinkTarget): Promise<void> {
  const sink = await openSink(target);
  const piece = new Uint8Array(400_000);
  for (let at = 0, size = 1; at < CONTENT.length; at += size, size = Math.min(size * 3, 400_000)) {
    const part = CONTENT.subarray(at, at + size);
    piece.set(part);
    await sink.write(piece.subarray(0, part.length));
    piece.fill(0);
  }
  assert.equal(sink.byteLength, CONTENT.length);
  await sink.commit();
  await sink.commit();
  await sink.discard();
}

const holdsContent = (path: string): boolean => readFileSync(path).equals(CONTENT);

/** A new folder, so that a test can look at all that is in it. */
function newFolder(): string {
  return mkdtempSync(join(folder, 'test-'));
}

test('a new file appears at commit, with the usual mode', async () => {
  const own = newFolder();
  const path = join(own, 'new.gif');
  await writeTo({ path });
  assert.ok(holdsContent(path));
  assert.deepEqual(readdirSync(own), ['new.gif']);
  assert.equal(statSync(path).mode & 0o777, 0o666 & ~process.umask());
});

test('an existing file is untouched until commit, then replaced, its mode kept', { skip: isWindows }, async () => {
  const own = newFolder();
  const path = join(own, 'old.gif');
  writeFileSync(path, 'old');
  chmodSync(path, 0o604);
  const sink = await openSink({ path });
  await sink.write(CONTENT);
  assert.equal(readFileSync(path, 'utf8'), 'old');
  await sink.discard();
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(own), ['old.gif']);
  await writeTo({ path });
  assert.ok(holdsContent(path));
  assert.equal(statSync(path).mode & 0o777, 0o604);
  assert.deepEqual(readdirSync(own), ['old.gif']);
});

test('a symbolic link stays, its target is replaced or made', { skip: isWindows }, async () => {
  const own = newFolder();
  mkdirSync(join(own, 'deep'));
  writeFileSync(join(own, 'deep', 'target.gif'), 'old');
  symlinkSync('deep/target.gif', join(own, 'link.gif'));
  symlinkSync('link.gif', join(own, 'link-to-link.gif'));
  symlinkSync('deep/none.gif', join(own, 'dangling.gif'));
  for (const name of ['link.gif', 'link-to-link.gif', 'dangling.gif']) {
    await writeTo({ path: join(own, name) });
    assert.ok(lstatSync(join(own, name)).isSymbolicLink());
    assert.ok(holdsContent(join(own, name)));
  }
  assert.deepEqual(readdirSync(join(own, 'deep')).sort(), ['none.gif', 'target.gif']);
  symlinkSync('loop.gif', join(own, 'loop.gif'));
  await assert.rejects(openSink({ path: join(own, 'loop.gif') }), {
    code: 'output',
    message: /too many symbolic links/,
  });
});

test('other names of a file keep naming it', { skip: isWindows }, async () => {
  const own = newFolder();
  writeFileSync(join(own, 'a.gif'), 'old');
  chmodSync(join(own, 'a.gif'), 0o640);
  linkSync(join(own, 'a.gif'), join(own, 'b.gif'));
  const sink = await openSink({ path: join(own, 'a.gif') });
  await sink.write(CONTENT);
  await sink.discard();
  assert.equal(readFileSync(join(own, 'b.gif'), 'utf8'), 'old');
  await writeTo({ path: join(own, 'a.gif') });
  assert.ok(holdsContent(join(own, 'b.gif')));
  assert.equal(statSync(join(own, 'b.gif')).mode & 0o777, 0o640);
});

test('what cannot be written is one clear line', { skip: isWindows }, async () => {
  const own = newFolder();
  const fails = (path: string, message: RegExp): Promise<void> =>
    assert.rejects(openSink({ path }), { name: 'Cast2gifError', code: 'output', message });
  await fails(own, /^cannot write .*: it is a folder$/);
  await fails(join(own, 'none', 'x.gif'), /none\/x\.gif: there is no folder .*none$/);
  await fails(join(own, 'x'.repeat(300)), /: the name is too long$/);
  writeFileSync(join(own, 'file'), '');
  await fails(join(own, 'file', 'x.gif'), /: a part of the path is not a folder$/);
  assert.deepEqual(readdirSync(own), ['file']);
});

testAsOrdinaryUser('permissions', import.meta.url, async () => {
  const own = newFolder();
  const path = join(own, 'x.gif');
  writeFileSync(path, 'old');
  chmodSync(path, 0o444);
  await assert.rejects(openSink({ path }), { code: 'output', message: /permission denied/ });
  chmodSync(path, 0o644);
  chmodSync(own, 0o555);
  await writeTo({ path });
  assert.ok(holdsContent(path));
  await assert.rejects(openSink({ path: join(own, 'y.gif') }), {
    code: 'output',
    message: /y\.gif: permission denied/,
  });
  chmodSync(own, 0o755);
});

test('devices are written through', { skip: !existsSync('/dev/full') && 'no /dev/full' }, async () => {
  await writeTo({ path: '/dev/null' });
  assert.ok(statSync('/dev/null').isCharacterDevice());
  const sink = await openSink({ path: '/dev/full' });
  const noSpace = { code: 'output', message: 'cannot write /dev/full: no space left on the device' };
  await assert.rejects(async () => {
    await sink.write(CONTENT);
    await sink.commit();
  }, noSpace);
  await sink.discard();
});

test('a pipe waits for its reader, and notices when it goes', { skip: withoutProgram('mkfifo') }, async () => {
  const path = join(newFolder(), 'pipe.gif');
  spawnSync('mkfifo', [path]);
  const copy = `${path}.copy`;
  const opening = writeTo({ path });
  const reader = spawn('sh', ['-c', `cat "${path}" > "${copy}"`]);
  const closed = once(reader, 'close');
  await Promise.all([opening, closed]);
  assert.ok(holdsContent(copy));
  assert.ok(lstatSync(path).isFIFO());

  const hasty = spawn('sh', ['-c', `head -c 10 "${path}" > /dev/null`]);
  const gone = once(hasty, 'close');
  const sink = await openSink({ path });
  await assert.rejects(
    async () => {
      for (let times = 0; times < 20; times += 1) await sink.write(CONTENT);
      await sink.commit();
    },
    { code: 'aborted', message: /the reader of .*pipe\.gif is gone/ },
  );
  await sink.discard();
  await gone;
  const controller = new AbortController();
  const waiting = openSink({ path }, controller.signal);
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(waiting, { code: 'aborted' });
});

test('a stream gets all bytes, no faster than it takes them', async () => {
  const parts: Buffer[] = [];
  let most = 0;
  const slow = new Writable({
    highWaterMark: 1000,
    write(chunk: Buffer, _encoding, done) {
      most = Math.max(most, slow.writableLength);
      parts.push(chunk);
      setImmediate(done);
    },
  });
  await writeTo({ stream: slow });
  assert.ok(Buffer.concat(parts).equals(CONTENT));
  assert.ok(slow.writableFinished);
  assert.ok(most <= 64 * 1024, `${most} bytes were waiting`);
});

test('a stream that fails or is closed ends the writing', async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('boom')) });
  await assert.rejects(writeTo({ stream: broken }), { code: 'output', message: 'cannot write output: boom' });
  const closed = new PassThrough({ highWaterMark: 10 });
  setImmediate(() => closed.destroy());
  await assert.rejects(writeTo({ stream: closed }), { code: 'aborted', message: 'the reader of output is gone' });
  await assert.rejects(writeTo({ stream: closed }), { code: 'aborted' });
  const failsAtEnd = new Writable({ write: (_c, _e, done) => done(), final: (done) => done(new Error('late')) });
  await assert.rejects(writeTo({ stream: failsAtEnd }), { code: 'output', message: 'cannot write output: late' });
  const discarded = new PassThrough();
  await openStreamSink(discarded).discard();
  assert.ok(discarded.destroyed);
});

test('a buffer', async () => {
  const sink = openBufferSink();
  const piece = Uint8Array.of(1, 2, 3);
  await sink.write(piece);
  piece.fill(0);
  await sink.write(Uint8Array.of(4));
  await sink.commit();
  assert.deepEqual([...sink.bytes()], [1, 2, 3, 4]);
  assert.equal(sink.byteLength, 4);
});

test('standard output, complete and cut off', { skip: isWindows }, () => {
  const module = JSON.stringify(pathToFileURL(join(projectFolder, 'dist/io/open-sink.js')).href);
  const lines = `import { openSink } from ${module};
    const sink = await openSink({ path: '-' });
    try { await sink.write(new Uint8Array(3e6)); await sink.commit(); console.error('done'); }
    catch (error) { console.error(error.code); }`;
  const run = (rest: string) =>
    spawnSync('sh', ['-c', `"$0" --input-type=module -e "$1" ${rest}`, process.execPath, lines]);
  const whole = run('| wc -c');
  assert.deepEqual([whole.stdout.toString().trim(), whole.stderr.toString()], ['3000000', 'done\n']);
  assert.equal(run('| head -c 10 > /dev/null').stderr.toString(), 'aborted\n');
});

test('a signal handler can remove what is unfinished', async () => {
  const own = newFolder();
  const sink = await openSink({ path: join(own, 'x.gif') });
  await sink.write(CONTENT);
  assert.equal(readdirSync(own).length, 1);
  removeTemporaryFiles();
  assert.deepEqual(readdirSync(own), []);
  await sink.discard();
});

test('a destination that becomes a folder meanwhile leaves nothing behind', async () => {
  const own = newFolder();
  const path = join(own, 'x.gif');
  const sink = await openSink({ path });
  mkdirSync(join(path, 'inner'), { recursive: true });
  await assert.rejects(sink.commit(), { code: 'output', message: /^cannot write .*x\.gif: / });
  assert.deepEqual(readdirSync(own), ['x.gif']);
});
