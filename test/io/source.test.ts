import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { recordingUrl } from '#cast2gif/io/fetch.js';
import { openSource, type Source, type SourceInput, type SourceOptions } from '#cast2gif/io/source.js';
import { projectFolder, testAsOrdinaryUser, withoutProgram } from '../support.js';

let folder = '';
let server: Server;
let origin = '';
const CONTENT = Buffer.from('{"version": 2, "width": 80, "height": 24}\n[1, "o", "žluťoučký"]\n');
const BIG = Buffer.alloc(40_000_000, 'abcdefghijklmnop');

/** What the test server answers, by path. */
const ROUTES: Record<string, RequestListener> = {
  '/demo.cast': (_, response) => response.setHeader('content-type', 'text/html; charset=x').end(CONTENT),
  '/moved': (_, response) => response.writeHead(302, { location: '/demo.cast' }).end(),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/a/abc123.cast': (_, response) => response.end(CONTENT),
  '/a/old.json': (_, response) => response.end('version 1'),
  '/gone': (_, response) => response.writeHead(410).end('gone'),
  '/broken': (_, response) => response.writeHead(503).end(),
  '/packed': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(CONTENT)),
  '/big': (_, response) => response.end(BIG),
  '/endless': (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(BIG.subarray(0, 1_000_000)));
    };
    response.on('drain', more);
    more();
  },
  '/silent': () => {},
  '/stalls': (_, response) => response.write(CONTENT),
  '/torn': (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(CONTENT, () => request.socket.destroy());
  },
  '/secret': (request, response) =>
    request.headers.authorization === `Basic ${Buffer.from('me:p@ss').toString('base64')}`
      ? response.end(CONTENT)
      : response.writeHead(401).end(),
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'source-'));
  server = createServer((request, response) => {
    const route = ROUTES[new URL(request.url!, 'http://x').pathname];
    if (route === undefined) response.writeHead(404).end();
    else route(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function readAll(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.stream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What an input holds, read twice to be sure that it can be. */
async function contentOf(input: SourceInput, options: SourceOptions = {}): Promise<Buffer> {
  const source = await openSource(input, options);
  const content = await readAll(source);
  assert.ok(content.equals(await readAll(source)));
  await source.close();
  return content;
}

const fails = (input: SourceInput, code: string, message: RegExp, options: SourceOptions = {}): Promise<void> =>
  assert.rejects(openSource(input, options), { name: 'Cast2gifError', code, message });

test('files, bytes and streams can be read any number of times', async () => {
  const path = join(folder, 'demo.cast');
  writeFileSync(path, CONTENT);
  const inputs: SourceInput[] = [
    path,
    pathToFileURL(path).href,
    CONTENT,
    Readable.from([CONTENT.subarray(0, 10), CONTENT.subarray(10)]),
    Readable.from([CONTENT.toString()]),
    (async function* () {
      yield new Uint8Array(CONTENT);
    })(),
  ];
  for (const input of inputs) assert.ok((await contentOf(input)).equals(CONTENT));
  assert.ok((await contentOf(Readable.from([BIG]))).equals(BIG));
  assert.equal((await contentOf(new Uint8Array(0))).length, 0);
});

test('names for messages', async () => {
  assert.equal((await openSource(CONTENT)).name, 'input');
  assert.equal((await openSource(Readable.from([CONTENT]))).name, 'input');
  assert.equal((await openSource(`${origin}/demo.cast`)).name, `${origin}/demo.cast`);
});

test('a path that cannot be read as a file is one clear line', async () => {
  await fails(folder, 'input', /^cannot read .*source-.*: it is a folder$/);
  await fails(join(folder, 'none.cast'), 'input-missing', /none\.cast: no such file or folder$/);
  await fails('', 'input-missing', /the name of the input is empty/);
  await fails('ftp://host/x.cast', 'input', /cannot read ftp:.*: expected a file, or an http or https address/);
  await fails('file://otherhost/x.cast', 'input', /cannot read file:/);
  await fails('a\0b', 'input', /^cannot read a\ufffdb: /);
  await fails(Readable.from([{ no: 'bytes' }]), 'input', /input: expected a stream of bytes/);
});

testAsOrdinaryUser('a missing permission is reported at once', import.meta.url, async () => {
  const path = join(folder, 'closed.cast');
  writeFileSync(path, CONTENT);
  chmodSync(path, 0);
  await fails(path, 'input', /closed\.cast: permission denied$/);
});

test('limits of size', async () => {
  const path = join(folder, 'large.cast');
  writeFileSync(path, CONTENT);
  const options = { maximumBytes: CONTENT.length - 1 };
  for (const input of [path, CONTENT, Readable.from([CONTENT]), `${origin}/demo.cast`, `${origin}/endless`])
    await fails(input, 'limit', /larger than the limit of \d+ bytes/, options);
  assert.ok((await contentOf(path, { maximumBytes: CONTENT.length })).equals(CONTENT));
});

test('a stream that fails is one clear line', async () => {
  const failing = new PassThrough();
  failing.write('x');
  setImmediate(() => failing.destroy(Object.assign(new Error('boom'), { code: 'EIO' })));
  await fails(failing, 'input', /^cannot read input: input\/output error$/);
});

test('addresses: content types, redirects, transport compression, pages', async () => {
  for (const path of ['/demo.cast', '/moved', '/packed', '/a/abc123', '/a/abc123/', '/a/abc123?t=5'])
    assert.ok((await contentOf(origin + path)).equals(CONTENT), path);
  assert.equal((await contentOf(`${origin}/a/old`)).toString(), 'version 1');
  assert.ok((await contentOf(`${origin}/big`)).equals(BIG));
});

test('pages mean the recordings they show', () => {
  const pairs: Record<string, string> = {
    'https://asciinema.org/a/14': 'https://asciinema.org/a/14.cast',
    'https://host/a/bJMOlPe5F4mFLY0Rl6fiJSOp3#x': 'https://host/a/bJMOlPe5F4mFLY0Rl6fiJSOp3.cast#x',
    'https://asciinema.org/a/14.svg': 'https://asciinema.org/a/14.cast',
    'https://asciinema.org/a/14.js': 'https://asciinema.org/a/14.cast',
    'https://asciinema.org/a/14/iframe': 'https://asciinema.org/a/14.cast',
    'https://asciinema.org/a/14.cast': 'https://asciinema.org/a/14.cast',
    'https://github.com/o/r/blob/main/d/x.cast': 'https://github.com/o/r/raw/main/d/x.cast',
    'https://gitlab.com/g/s/r/-/blob/main/x.cast.gz': 'https://gitlab.com/g/s/r/-/raw/main/x.cast.gz',
    'https://host/a/b/c': 'https://host/a/b/c',
    'https://host/x.cast': 'https://host/x.cast',
  };
  for (const [page, recording] of Object.entries(pairs)) assert.equal(recordingUrl(new URL(page)).href, recording);
});

test('addresses that do not answer as expected', async () => {
  await fails(`${origin}/none`, 'fetch', /^cannot fetch http.*\/none: there is nothing at this address \(HTTP 404\)$/);
  await fails(`${origin}/a/none`, 'fetch', /\(HTTP 404\)$/);
  await fails(`${origin}/gone`, 'fetch', /\/gone: it is gone \(HTTP 410\)$/);
  await fails(`${origin}/broken`, 'fetch', /\/broken: the server failed \(HTTP 503\)$/);
  await fails(`${origin}/loop`, 'fetch', /\/loop: /);
  await fails(`${origin}/torn`, 'fetch', /\/torn: the connection was closed$/);
  await fails('http://127.0.0.1:1/x.cast', 'fetch', /^cannot fetch http:\/\/127\.0\.0\.1:1\/x\.cast: /);
  await fails('http://[', 'fetch', /it is not a valid address/);
  for (const path of ['/silent', '/stalls'])
    await fails(origin + path, 'timeout', /: no answer within 0\.2 s$/, { timeoutMs: 200 });
});

test('user name and password are sent, but never shown', async () => {
  const withLogin = origin.replace('http://', 'http://me:p%40ss@');
  assert.ok((await contentOf(`${withLogin}/secret`)).equals(CONTENT));
  assert.equal((await openSource(`${withLogin}/secret`)).name, `${origin}/secret`);
  await fails(
    `${origin.replace('http://', 'http://me:wrong@')}/secret`,
    'fetch',
    /^cannot fetch http:\/\/127.*: it requires a login \(HTTP 401\)$/,
  );
});

test('a signal stops whatever is waited for', async () => {
  for (const path of ['/silent', '/stalls', '/endless']) {
    const controller = new AbortController();
    server.once('request', () => controller.abort());
    await fails(origin + path, 'aborted', /stopped/, { signal: controller.signal });
  }
  const waiting = new AbortController();
  setImmediate(() => waiting.abort());
  await fails(new PassThrough(), 'aborted', /stopped/, { signal: waiting.signal });
  await fails(CONTENT, 'aborted', /stopped/, { signal: AbortSignal.abort() });
  const path = join(folder, 'big.cast');
  writeFileSync(path, BIG);
  const controller = new AbortController();
  const source = await openSource(path, { signal: controller.signal });
  controller.abort();
  await assert.rejects(readAll(source), { code: 'aborted' });
});

/** Runs a few lines of our code in a process of their own. */
const script = (lines: string): string[] => [
  '--input-type=module',
  '-e',
  `import { openSource } from ${JSON.stringify(pathToFileURL(join(projectFolder, 'dist/io/source.js')).href)};
   const count = async (source) => { let bytes = 0; for await (const chunk of source.stream()) bytes += chunk.length; return bytes; };
   ${lines}`,
];

test('standard input is read once, and the process ends though it stays open', async () => {
  const twice = 'const s = await openSource("-"); console.log(s.name, await count(s), await count(s));';
  const piped = spawnSync(process.execPath, script(twice), { input: CONTENT });
  assert.equal(piped.stdout.toString(), `standard input ${CONTENT.length} ${CONTENT.length}\n`);
  const limited = 'await openSource("-", { maximumBytes: 10 }).catch((error) => console.log(error.code));';
  const child = spawn(process.execPath, script(limited), { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {});
  child.stdin.write(CONTENT);
  const [status] = await once(child, 'exit');
  assert.equal(status, 0);
});

test('a named pipe is read like standard input', { skip: withoutProgram('mkfifo') }, async () => {
  const path = join(folder, 'pipe.cast');
  spawnSync('mkfifo', [path]);
  const writer = spawn('sh', ['-c', `echo hello > "${path}"`]);
  const closed = once(writer, 'close');
  assert.equal((await contentOf(path)).toString(), 'hello\n');
  await closed;
});

test('nothing is left in the folder for temporary files', async () => {
  const lines = `const s = await openSource((async function* () { for (let at = 0; at < 40; at++) yield new Uint8Array(1e6); })());
    console.log(await count(s), (await import('node:fs')).readdirSync(process.env.TMPDIR).length); await s.close();`;
  const own = mkdtempSync(join(folder, 'tmp-'));
  const child = spawnSync(process.execPath, script(lines), { env: { ...process.env, TMPDIR: own } });
  assert.equal(child.stdout.toString(), '40000000 0\n');
  assert.deepEqual(readdirSync(own), []);
});
