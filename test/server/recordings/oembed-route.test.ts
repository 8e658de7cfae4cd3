/** `GET /oembed`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castOf } from '../cast-of.js';
import { EchoRenderer, problemOf, serve, type TestServer } from '../harness.js';
import { claim, DAY_MS, upload } from '../uploaded.js';

/** What 20 columns and 4 rows become. */
const SIZE = { width: 220, height: 110 };

function oembed(server: TestServer, query: Record<string, string>, init?: RequestInit): Promise<Response> {
  return server.fetch(`/oembed?${new URLSearchParams(query)}`, init);
}

test('a recording is a photo, or a video where that is asked', async (context) => {
  const server = await serve(context, { uploads: true });
  const { id } = await upload(server, castOf('x'), { title: 'A "demo"' });
  const page = `${server.address}/a/${id}`;
  const response = await oembed(server, { url: page });
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(response.headers.get('cache-control'), 'public, max-age=300');
  const photo = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(photo, {
    ...{ version: '1.0', type: 'photo', title: 'A "demo"', provider_name: 'cast2gif' },
    ...{ provider_url: `${server.address}/`, cache_age: 300, url: `${page}.gif`, ...SIZE },
    ...{ thumbnail_url: `${page}.png`, thumbnail_width: SIZE.width, thumbnail_height: SIZE.height },
  });
  const typeOf = async (query: Record<string, string>) =>
    ((await (await oembed(server, query)).json()) as { type: string }).type;
  for (const url of [`${page}/iframe`, `${page}.mp4`, `${page}.js`]) assert.equal(await typeOf({ url }), 'video', url);
  for (const url of [`${page}.gif`, `${page}?t=3`]) assert.equal(await typeOf({ url }), 'photo', url);
  assert.equal(await typeOf({ url: page, type: 'video' }), 'video');
  assert.equal(await typeOf({ url: page, type: 'rich' }), 'photo');
});

test('the bounds hold for what is shown and for the thumbnail', async (context) => {
  const server = await serve(context, { uploads: true });
  const { id } = await upload(server, castOf('x'));
  const url = `${server.address}/a/${id}`;
  const sizeFor = async (query: Record<string, string>) => {
    const document = (await (await oembed(server, { url, ...query })).json()) as Record<string, number>;
    const { width, height, thumbnail_width, thumbnail_height } = document;
    return [width, height, thumbnail_width, thumbnail_height];
  };
  assert.deepEqual(await sizeFor({ maxwidth: '110', maxheight: '1000' }), [110, 55, 110, 55]);
  assert.deepEqual(await sizeFor({ maxheight: '11' }), [22, 11, 22, 11]);
  for (const odd of ['0', '-5', 'wide', '1e3', '', '99999999999999999999']) {
    assert.deepEqual(await sizeFor({ maxwidth: odd, dnt: '1' }), [220, 110, 220, 110], odd);
  }
  const [width, height] = await sizeFor({ type: 'video', maxwidth: '150' });
  assert.ok(width === 150 && height! > 80 && height! < 150);
});

test('what it answers where there is nothing to embed', async (context) => {
  const server = await serve(context, { uploads: true, unclaimedTtl: ['1', '3'] });
  const page = async (terms: Parameters<typeof upload>[2]) =>
    `${server.address}/a/${(await upload(server, castOf('x'), terms)).id}`;
  const shown = await page({});
  const hidden = await page({ uploadedMs: Date.now() - 2 * DAY_MS });
  const expired = await page({ uploadedMs: Date.now() - 4 * DAY_MS });
  const secret = await page({ visibility: 'private' });
  const statusOf = async (query: Record<string, string>) => {
    const response = await oembed(server, query);
    if (response.status !== 200) {
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal((await problemOf(response)).status, response.status);
    }
    return response.status;
  };
  assert.equal(await statusOf({ url: shown }), 200);
  assert.equal(await statusOf({ url: shown, format: 'xml' }), 200);
  assert.equal(await statusOf({ url: shown, format: 'yaml' }), 501);
  assert.equal(await statusOf({ url: secret }), 401);
  assert.equal(await statusOf({}), 400);
  const foreign = shown.replace('127.0.0.1', '127.0.0.2');
  for (const url of [hidden, expired, foreign, `${server.address}/a/nothing`, `${server.address}/docs`, 'x', '']) {
    assert.equal(await statusOf({ url }), 404, url);
  }
  const headers = await claim(server, 'Ana');
  for (const url of [hidden, expired]) assert.equal(await statusOf({ url }), 200, 'claiming brings it back');
  const own = await oembed(server, { url: secret }, { headers });
  assert.deepEqual([own.status, own.headers.get('cache-control')], [200, 'private, no-store']);
});

test('nobody keeps it longer than the recording is shown', async (context) => {
  const server = await serve(context, { uploads: true, unclaimedTtl: ['1', '3'] });
  const { id } = await upload(server, castOf('x'), { uploadedMs: Date.now() - DAY_MS + 100_000 });
  const url = `${server.address}/a/${id}`;
  const { cache_age: age } = (await (await oembed(server, { url })).json()) as { cache_age: number };
  assert.ok(age <= 100 && age > 0);
});

test('below the path of a public address', async (context) => {
  const server = await serve(context, { uploads: true, publicUrl: 'https://casts.example/sub/' });
  const { id } = await upload(server, castOf('x'));
  const url = `https://casts.example/sub/a/${id}`;
  for (const path of ['/oembed', '/sub/oembed']) {
    const document = (await (await server.fetch(`${path}?${new URLSearchParams({ url })}`)).json()) as { url: string };
    assert.equal(document.url, `${url}.gif`);
  }
  assert.equal((await oembed(server, { url: `${server.address}/a/${id}` })).status, 404);
});

test('the frame of a recording with sound may fetch that, and nothing else from elsewhere', async (context) => {
  const server = await serve(context, { uploads: true });
  const policyOf = async (terms: Parameters<typeof upload>[2]) => {
    const { id } = await upload(server, castOf('x'), terms);
    return (await server.fetch(`/a/${id}/iframe`)).headers.get('content-security-policy')!;
  };
  const sound = await policyOf({ audioUrl: 'https://sound.example/a;b?c=d' });
  assert.match(sound, /; media-src https:\/\/sound\.example; /);
  assert.equal(sound.replace('media-src https://sound.example; ', ''), await policyOf({}));
});

test('HEAD is GET without the body', async (context) => {
  const server = await serve(context, { uploads: true });
  const { id } = await upload(server, castOf('x'));
  for (const path of [`/oembed?url=${server.address}/a/${id}`, `/a/${id}/iframe`, `/a/${id}.js`]) {
    const [get, head] = [await server.fetch(path), await server.fetch(path, { method: 'HEAD' })];
    const facts = ({ status, headers }: Response) => [
      status,
      ...['content-type', 'content-length', 'cache-control'].map((name) => headers.get(name)),
    ];
    assert.deepEqual(facts(head), facts(get), path);
    assert.equal(Number(get.headers.get('content-length')), Buffer.byteLength(await get.text()));
    assert.equal(await head.text(), '');
  }
});

test('nothing of it waits for a render, and none is started', async (context) => {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const server = await serve(context, { uploads: true }, { renderer });
  const { id } = await upload(server, castOf('x'));
  for (const path of [`/oembed?url=${server.address}/a/${id}`, `/a/${id}/iframe`, `/a/${id}.js`]) {
    assert.equal((await server.fetch(path)).status, 200, path);
  }
  assert.equal(renderer.tasks.length, 0);
});
