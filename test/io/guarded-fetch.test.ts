import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fetchGuarded, type GuardedFetchRules, isSource } from '#cast2gif/io/guarded-fetch.js';

const RULES: GuardedFetchRules = { maximumBytes: 100_000, timeoutMs: 5_000 };

/** A server on this machine that counts who connects. */
async function listen(host: string, listener: RequestListener): Promise<{ server: Server; connections: () => number }> {
  const server = createServer(listener);
  let count = 0;
  server.on('connection', () => count++);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { server, connections: () => count };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

suite('guarded fetch', () => {
  let server: Server;
  let connections: () => number;
  let port: number;
  let answer: RequestListener;
  before(async () => {
    ({ server, connections } = await listen('127.0.0.1', (request, response) => answer(request, response)));
    port = portOf(server);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A name server that knows a few names. */
  const resolver = (names: Record<string, string[]>) => async (host: string) =>
    (names[host] ?? []).map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));

  test('no spelling of an inner address is dialled', async () => {
    answer = (_request, response) => response.end('secret');
    const earlier = connections();
    const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0x7f000001', '0177.0.0.1', '017700000001'];
    hosts.push('127.0.0.1.', '１２７.0.0.1', '0.0.0.0', '0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]');
    hosts.push('[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[::127.0.0.1]', '169.254.169.254');
    hosts.push(
      'localhost',
      'LOCALHOST',
      'localhost.',
      '[0:0:0:0:0:0:0:1]',
      '①②⑦.0.0.1',
      '127。0。0。1',
      '%31%32%37.0.0.1',
    );
    for (const host of hosts) {
      for (const sources of [undefined, [host, 'localhost', '127.0.0.1', '[::1]']]) {
        const resolve = resolver({ localhost: ['127.0.0.1'], 'localhost.': ['::1'] });
        const fetched = fetchGuarded(`http://${host}:${port}/x.cast`, { ...RULES, sources, resolve });
        await assert.rejects(fetched, { code: 'forbidden' }, host);
      }
    }
    assert.equal(connections(), earlier);
  });

  test('no name that resolves to an inner address is dialled, not even with a public one beside it', async () => {
    const earlier = connections();
    const answers = [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], ['2606:4700::1111', '::1']];
    for (const addresses of answers) {
      const rules = { ...RULES, resolve: resolver({ 'example.com': addresses }), sources: ['example.com'] };
      await assert.rejects(fetchGuarded(`http://example.com:${port}/`, rules), { code: 'forbidden' });
    }
    assert.equal(connections(), earlier);
  });

  /** For the rest of the tests this machine stands in for the public one; its second address for an inner one. */
  const allowed = (more: Partial<GuardedFetchRules> = {}): GuardedFetchRules => ({
    ...RULES,
    allowPrivate: true,
    ...more,
  });
  const get = (path: string, more?: Partial<GuardedFetchRules>, known = {}) =>
    fetchGuarded(`http://127.0.0.1:${port}${path}`, allowed(more), known);

  test('a name is resolved once, and the connection goes to the address that was checked', async () => {
    answer = (_request, response) => response.end('ok');
    let calls = 0;
    const resolve = async () => {
      calls += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const { bytes } = await fetchGuarded(`http://rebinding.example:${port}/`, allowed({ resolve }));
    assert.equal(Buffer.from(bytes!).toString(), 'ok');
    assert.equal(calls, 1);
  });

  test('on an intranet, too, addresses where hosts serve credentials are closed unless they are listed', async () => {
    const resolve = resolver({ 'metadata.example': ['169.254.169.254'], 'mixed.example': ['10.0.0.1', 'fe80::1'] });
    for (const host of [
      '169.254.169.254',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '168.63.129.16',
      '0.0.0.0',
      '[::ffff:a00:1]',
    ]) {
      await assert.rejects(fetchGuarded(`http://${host}:8080/`, allowed()), { code: 'forbidden' }, host);
    }
    for (const host of ['metadata.example', 'mixed.example']) {
      const rules = allowed({ resolve, sources: [host, '169.254.169.254'] });
      await assert.rejects(fetchGuarded(`http://${host}:8080/`, rules), { code: 'forbidden' }, host);
    }
    // Nothing answers there: that it is tried is all that can be seen.
    const named = allowed({ sources: ['169.254.169.254'], timeoutMs: 200 });
    await assert.rejects(fetchGuarded('http://169.254.169.254:8080/', named), ({ code }) => code !== 'forbidden');
  });

  test('every redirect is checked', async () => {
    const inner = await listen('127.0.0.1', (_request, response) => response.end('secret'));
    try {
      const target = `127.0.0.1:${portOf(inner.server)}`;
      const refused = [`http://listed.example@${target}/`, 'file:///etc/passwd', 'ftp://x/', `gopher://${target}/`];
      refused.push(`http://${target}/`, `//${target}/`, `http://[::ffff:127.0.0.1]:${portOf(inner.server)}/`);
      refused.push('http://listed.example:22/', 'http://');
      for (const location of refused) {
        answer = (_request, response) => response.writeHead(302, { location }).end();
        const resolve = resolver({ 'listed.example': ['127.0.0.1'] });
        const rules = allowed({ sources: ['listed.example'], resolve });
        await assert.rejects(fetchGuarded(`http://listed.example:${port}/`, rules), { code: 'forbidden' }, location);
      }
      assert.equal(inner.connections(), 0);
    } finally {
      inner.server.close();
    }
  });

  test('redirects are followed, but not forever', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      answer = (request, response) => {
        if (request.url === '/end') response.end('there');
        else response.writeHead(status, { location: '/end' }).end();
      };
      assert.equal(Buffer.from((await get('/start')).bytes!).toString(), 'there');
    }
    let hops = 0;
    answer = (_request, response) => response.writeHead(302, { location: `/${++hops}` }).end();
    await assert.rejects(get('/'), { code: 'fetch', message: /more than 5 times/ });
    assert.equal(hops, 6);
  });

  test('invalid addresses, credentials and odd ports are refused', async () => {
    const wrong = [
      '',
      'x',
      '/etc/passwd',
      'file:///etc/passwd',
      'data:,x',
      'http://u:p@example.com/',
      'http://u@example.com/',
    ];
    wrong.push('http://example.com:25/', 'https://example.com:22/', 'http://example.com:99999/', 'http://');
    for (const address of wrong) await assert.rejects(fetchGuarded(address, RULES), { code: 'forbidden' }, address);
  });

  test('sizes are bounded, said or not', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-length': 200_000 }).flushHeaders();
    await assert.rejects(get('/'), { code: 'limit' });
    answer = (_request, response) => {
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      };
      response.on('drain', write);
      write();
    };
    await assert.rejects(get('/'), { code: 'limit' });
  });

  test('time is bounded, whatever is slow', async () => {
    answer = () => {};
    await assert.rejects(get('/', { timeoutMs: 100 }), { code: 'timeout' });
    answer = (_request, response) => response.writeHead(200).flushHeaders();
    await assert.rejects(get('/', { timeoutMs: 100 }), { code: 'timeout' });
    const slowResolve = () => new Promise<never>(() => {});
    await assert.rejects(fetchGuarded('http://slow.example/', allowed({ timeoutMs: 100, resolve: slowResolve })), {
      code: 'timeout',
    });
  });

  test('the caller can stop it', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    const fetched = fetchGuarded(`http://127.0.0.1:${port}/`, allowed(), {}, controller.signal);
    await assert.rejects(fetched, { code: 'aborted' });
    await assert.rejects(fetchGuarded(`http://127.0.0.1:${port}/`, allowed(), {}, controller.signal), {
      code: 'aborted',
    });
  });

  test('validators save the body', async () => {
    const asked: IncomingMessage['headers'][] = [];
    answer = (request, response) => {
      asked.push(request.headers);
      response.setHeader('etag', '"v1"');
      response.setHeader('last-modified', 'Sun, 01 Mar 2026 10:00:00 GMT');
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.end('body');
    };
    const { validators } = await get('/');
    assert.deepEqual(validators, { etag: '"v1"', lastModified: 'Sun, 01 Mar 2026 10:00:00 GMT' });
    assert.equal((await get('/', {}, validators)).bytes, undefined);
    assert.equal(asked[1]!['if-modified-since'], validators.lastModified);
    assert.equal(asked[0]!.cookie, undefined);
  });

  test('what is compressed stays so; unknown compressions are refused', async () => {
    const packed = gzipSync('text');
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    assert.deepEqual(Buffer.from((await get('/')).bytes!), packed);
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x');
    await assert.rejects(get('/'), { code: 'fetch' });
  });

  test('failures say why', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    await assert.rejects(get('/'), { code: 'fetch', message: /nothing at this address \(HTTP 404\)/ });
    answer = (_request, response) => response.writeHead(503).end();
    await assert.rejects(get('/'), { code: 'fetch', message: /the server failed/ });
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
      setImmediate(() => response.destroy());
    };
    await assert.rejects(get('/'), { code: 'fetch' });
    const unknown = allowed({ resolve: resolver({}) });
    await assert.rejects(fetchGuarded('http://unknown.example/', unknown), { code: 'fetch', message: /unknown/ });
    const silent = createSocketServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    await assert.rejects(fetchGuarded(address, allowed()), { code: 'fetch' });
    silent.close();
  });

  test('pages about a recording lead to it, in either version', async () => {
    const paths: string[] = [];
    answer = (request, response) => {
      paths.push(request.url!);
      if (request.url === '/a/7.json') response.end('one');
      else response.writeHead(404).end();
    };
    assert.equal(Buffer.from((await get('/a/7')).bytes!).toString(), 'one');
    assert.deepEqual(paths, ['/a/7.cast', '/a/7.json']);
  });
});

test('patterns of hosts', () => {
  const patterns = ['asciinema.org', '*.example.com'];
  for (const host of ['asciinema.org', 'ASCIINEMA.org', 'asciinema.org.', 'a.example.com', 'a.b.example.com'])
    assert.equal(isSource(host, patterns), true, host);
  for (const host of ['example.com', '.example.com', 'notexample.com', 'asciinema.org.evil.net', 'x.asciinema.org', ''])
    assert.equal(isSource(host, patterns), false, host);
});
