/** `cast2gif serve` and `cast2gif sign` as their users start them. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isSigned, readAddress, signedPath } from '#cast2gif/server/pictures/signed-address.js';
import { readKeys } from '#cast2gif/server/service/signing-keys.js';
import { type RunOptions, realCommand, run, temporaryFolder } from './run.js';

const KEYS = 'the first key of the tests is long enough,the second key of the tests is long enough';

const start = (words: readonly string[], options: RunOptions = {}) => run(words, { command: realCommand, ...options });

/** Starts a server and, when it listens, does something with it and asks it to stop. */
async function withServer(
  context: TestContext,
  words: readonly string[],
  action: (address: string, child: ChildProcess) => Promise<void>,
  options: RunOptions = {},
) {
  const store = join(temporaryFolder(context), 'store');
  const finished = await start(['serve', '--port', '0', '--store', `file:${store}`, ...words], {
    ...options,
    onStart: (child) => {
      child.stdout!.once('data', async (line: Buffer) => {
        const address = /^listening on (\S+)\n$/.exec(line.toString())![1]!;
        await action(address, child).finally(() => child.kill('SIGTERM'));
      });
    },
  });
  return { ...finished, store };
}

test('requirement 17: it says where it listens, and ends well when it is asked to', async (context) => {
  const { status, stdout, stderr } = await withServer(context, ['--spares', '0'], async (address) => {
    const body = '{"version":2,"width":9,"height":2}\n[0,"o","secret text"]\n';
    const response = await fetch(`${address}/render?format=txt&title=hidden`, { method: 'POST', body });
    assert.equal(response.status, 200);
    await fetch(`${address}${response.headers.get('content-location')}`);
    const headers = { authorization: 'Bearer 0123456789abcdef0123', cookie: 'a=kept-quiet' };
    await fetch(`${address}/nothing?query=hidden`, { headers });
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const requests = lines.filter(({ route }) => route !== undefined);
  assert.deepEqual(
    requests.map(({ method, route, status: answered }) => [method, route, answered]),
    [
      ['POST', '/render', 200],
      ['GET', '/p/:name', 200],
      ['GET', 'none', 404],
    ],
  );
  assert.doesNotMatch(stderr, /hidden|secret|0123456789abcdef|kept-quiet|\/p\/[0-9a-f]/);
});

test('at no level does the log hold what strangers sent, tokens or addresses', async (context) => {
  const environment = { CAST2GIF_KEYS: KEYS };
  const [key] = readKeys(KEYS);
  const marks = [
    'quietquery',
    'quiettext',
    'quietname',
    'quiethost',
    'quietcookie',
    'quietbearer0123456',
    'quietagent',
  ];
  const words = ['--spares', '0', '--log-level', 'debug', '--metrics-port', '0'];
  const tokens: string[] = [];
  const headers = { cookie: 'a=quietcookie', authorization: 'Bearer quietbearer0123456', 'user-agent': 'quietagent' };
  const { status, stderr } = await withServer(
    context,
    words,
    async (address) => {
      const ask = async (path: string, init: RequestInit = {}) => {
        const response = await fetch(address + path, { headers, ...init });
        await response.arrayBuffer();
        return response;
      };
      const post = (body: RequestInit['body'], query = '') => ask(`/render${query}`, { method: 'POST', body: body! });
      const made = await post(
        '{"version":2,"width":9,"height":2}\n[0,"o","quiettext"]\n',
        '?format=txt&title=quietquery',
      );
      tokens.push(made.headers.get('content-location')!);
      await ask(tokens[0]!);
      await ask(tokens[0]!.replace('/p/', '/jobs/').replace('.txt', ''));
      await ask('/p/quietname.gif?quietquery');
      await post('{"version":2,"width":9,"height":2}\n[0,"o",quiettext]\n', '?strict=true');
      await post('quiettext');
      await post('quiettext', '?theme=quietquery');
      const form = new FormData();
      form.append('quietname', new Blob(['quiettext']), 'quietname.cast');
      await post(form);
      const source = 'http://quiethost.invalid/quietname.cast?quietquery';
      await ask(signedPath({ format: 'gif', options: [], source }, key!));
      await ask(`/r/-/-/${Buffer.from(source).toString('base64url')}.gif`);
    },
    { environment },
  );
  assert.equal(status, 0, stderr);
  assert.ok(stderr.split('\n').length > 10, 'there is a log');
  for (const secret of [...marks, ...tokens, ...KEYS.split(','), Buffer.from('quiethost').toString('base64url')]) {
    assert.ok(!stderr.includes(secret), `${secret}:\n${stderr}`);
  }
});

test('a second signal ends it at once, whatever is under way', async (context) => {
  const startedMs = performance.now();
  const words = ['--spares', '0', '--grace', '10m', '--render-wall', '10m', '--render-cpu', '10m'];
  const { status } = await withServer(context, words, async (address, child) => {
    const line = `[0.1,"o",${JSON.stringify('\u001b[7mx\r\n'.repeat(2000))}]\n`;
    const body = `{"version":2,"width":200,"height":60}\n${line.repeat(3000)}`.slice(0, 9_000_000);
    const promised = await fetch(`${address}/render`, { method: 'POST', body, headers: { prefer: 'respond-async' } });
    assert.equal(promised.status, 202);
    const job = `${address}${promised.headers.get('location')}`;
    while (((await (await fetch(job)).json()) as { state: string }).state === 'waiting');
    child.kill('SIGTERM');
    // It hears the first before the second: it takes no more work.
    while ((await fetch(`${address}/ready`)).status !== 503);
  });
  assert.equal(status, 143);
  assert.ok(performance.now() - startedMs < 300_000);
});

test('requirement 17: what was accepted is finished first, within the grace', async (context) => {
  const { status, stderr, store } = await withServer(context, ['--spares', '0', '--grace', '5m'], async (address) => {
    const body = '{"version":2,"width":9,"height":2}\n[0,"o","x"]\n';
    const promised = await fetch(`${address}/render`, { method: 'POST', body, headers: { prefer: 'respond-async' } });
    assert.equal(promised.status, 202);
  });
  assert.equal(status, 0, stderr);
  assert.equal(readdirSync(join(store, 'pictures')).filter((name) => name.endsWith('.json')).length, 1);
});

/** Folders that cannot be made, although those they would be in are there. */
const NO_PLACES: readonly [string[], Record<string, string>, RegExp][] = ['/proc', '/proc/x', '/proc/x/y/z'].map(
  (path) => [['--store', `file:${path}`], {}, new RegExp(`--store: cannot use ${path} as a store`)],
);

test('settings that are wrong or unsafe end with one line', async (context) => {
  const folder = temporaryFolder(context);
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['--port', 'x'], {}, /--port: expected a whole number/],
    [['--potr', '1'], {}, /unknown option --potr, did you mean "--port"/],
    [[], { CAST2GIF_KEEP: 'long' }, /CAST2GIF_KEEP: expected a time/],
    [[], { CAST2GIF_KEYS: 'short' }, /CAST2GIF_KEYS: key 1 has 5 bytes/],
    [[], { CAST2GIF_KEYS: 'an-example-of-a-key-of-32-bytes-or-more' }, /an example from the documentation/],
    [['--host', '0.0.0.0', '--allow-unsigned'], {}, /--allow-unsigned: .*--sources/],
    [['--store', 'ftp://x'], {}, /--store: .*expected file:/],
    [['--store', `file:${realCommand}/store`], {}, /--store: cannot use/],
    ...(process.platform === 'linux' ? NO_PLACES : []),
    [['--config', `${folder}/none.json`], {}, /none\.json/],
  ];
  for (const [words, environment, expected] of cases) {
    const store = words.includes('--store') ? [] : ['--store', `file:${folder}/store`];
    const { status, stdout, stderr } = await start(['serve', '--port', '0', ...store, ...words], { environment });
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }
});

test('the settings in effect can be shown, without secrets', async () => {
  const environment = { CAST2GIF_KEYS: KEYS, CAST2GIF_KEEP: '2h' };
  const { status, stdout } = await start(['serve', '--print-settings', '--max-scale', '2'], { environment });
  assert.equal(status, 0);
  assert.match(stdout, /^keep = 2h \(CAST2GIF_KEEP\)$/m);
  assert.match(stdout, /^max-scale = 2 \(--max-scale\)$/m);
  assert.match(stdout, /^keys = set \(CAST2GIF_KEYS\)$/m);
  assert.doesNotMatch(stdout, /first key/);
});

test('an address is signed with the first key', async () => {
  const words = [
    'sign',
    '--base',
    'https://example.org/',
    '--speed',
    '2',
    '--theme',
    'nord',
    'https://example.com/a.cast',
  ];
  const { status, stdout } = await start(words, { environment: { CAST2GIF_KEYS: KEYS } });
  assert.equal(status, 0);
  const path = /^https:\/\/example\.org(\/r\/\S+\.gif)\n$/.exec(stdout)![1]!;
  const address = readAddress(path)!;
  assert.deepEqual(address.options, [
    ['speed', '2'],
    ['theme', 'nord'],
  ]);
  assert.equal(address.source, 'https://example.com/a.cast');
  assert.ok(isSigned(address, readKeys(KEYS).slice(0, 1)));
  assert.ok(!isSigned(address, readKeys(KEYS).slice(1)));
});

test('what cannot be signed is said', async () => {
  const environment = { CAST2GIF_KEYS: KEYS };
  const address = 'https://example.com/a.cast';
  for (const [words, given, expected] of [
    [['--base', 'https://h', address], { CAST2GIF_KEYS: '' }, /CAST2GIF_KEYS/],
    [[address], environment, /--base/],
    [['--base', 'https://h', '--scale', '9', address], environment, /--scale: expected .* to 3/],
    [['--base', 'https://h', '--font-dir', '/x', address], environment, /unknown option --font-dir/],
    [['--base', 'https://h', 'ftp://x/a.cast'], environment, /ADDRESS: expected/],
    [['--base', 'https://h', 'https://me@example.com/a.cast'], environment, /ADDRESS: .*user name or password/],
    [['--base', 'https://h', 'https://:secret@example.com/'], environment, /ADDRESS: .*user name or password/],
  ] as const) {
    const { status, stderr } = await start(['sign', ...words], { environment: given });
    assert.equal(status, 2);
    assert.match(stderr, expected);
  }
});

test('an owner may send recordings to a server that strangers can reach, until they are removed', async (context) => {
  const folder = temporaryFolder(context);
  const store = ['--store', `file:${folder}/store`];
  const owner = (...words: string[]) => start(['owner', ...words, ...store]);
  const { stdout } = await owner('add', 'ci');
  const token = /^(c2g_[\w-]{43})\n$/.exec(stdout)![1]!;
  const words = ['serve', '--port', '0', '--trust-proxy', '127.0.0.1', '--spares', '0', ...store];
  const { status, stderr } = await start(words, {
    onStart: (child) => {
      child.stdout!.once('data', async (line: Buffer) => {
        const address = /http:\S+/.exec(line.toString())![0];
        const body = '{"version":2,"width":9,"height":2}\n[0,"o","x"]\n';
        const statusWith = async (authorization: string) =>
          (await fetch(`${address}/render?format=txt`, { method: 'POST', body, headers: { authorization } })).status;
        try {
          assert.deepEqual([await statusWith(`Bearer ${token}`), await statusWith(`Bearer ${token}x`)], [200, 401]);
          assert.match((await owner('list')).stdout, /^ci since \d{4}-\d\d-\d\d\n$/);
          const next = (await owner('rotate', 'ci')).stdout.trim();
          assert.deepEqual([await statusWith(`Bearer ${token}`), await statusWith(`Bearer ${next}`)], [401, 200]);
          assert.equal((await owner('remove', 'ci')).status, 0);
          assert.equal(await statusWith(`Bearer ${next}`), 401);
        } finally {
          child.kill('SIGTERM');
        }
      });
    },
  });
  assert.equal(status, 0, stderr);
  assert.ok(!stderr.includes(token));
  const { status: unknown, stderr: problem } = await owner('remove', 'ci');
  assert.deepEqual([unknown, problem], [4, 'cast2gif: there is no owner called ci\n']);
});
