/**
 * What sites that are given the address of a recording do with it: their rules, in short, over the answers of a server
 * that has not rendered anything yet.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SERVE_SETTINGS } from '#cast2gif/options/service-settings.js';
import { castOf } from '../cast-of.js';
import { EchoRenderer, serve, type TestServer } from '../harness.js';
import { upload } from '../uploaded.js';

const PUBLIC_URL = 'https://casts.example/sub';

interface Uploaded {
  readonly server: TestServer;
  readonly renderer: EchoRenderer;
  /** Address of the page, as visitors know it. */
  readonly page: string;
  /** Asks for such an address. */
  readonly get: (address: string, init?: RequestInit) => Promise<Response>;
}

/** A recording, below the path of a public address, on a server that can render nothing. */
async function uploaded(context: TestContext, title = 'Tom & "Jerry" <b>'): Promise<Uploaded> {
  const renderer = new EchoRenderer();
  renderer.holds = () => true;
  const server = await serve(context, { uploads: true, publicUrl: PUBLIC_URL, posterAfterSeconds: 0.2 }, { renderer });
  const { id } = await upload(server, castOf('x'), { title, description: 'x'.repeat(20_000), visibility: 'public' });
  const get = (address: string, init?: RequestInit) => {
    assert.ok(address.startsWith(`${PUBLIC_URL}/`), address);
    return server.fetch(address.slice(PUBLIC_URL.length), init);
  };
  return { server, renderer, page: `${PUBLIC_URL}/a/${id}`, get };
}

async function htmlOf({ get, page }: Uploaded): Promise<string> {
  const response = await get(page);
  assert.equal(response.status, 200);
  return response.text();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', '#39': "'" };
const decoded = (text: string) => text.replace(/&([#\w]+);/g, (_, name: string) => ENTITIES[name]!);

/** Attributes of all elements of a name. */
function elementsOf(html: string, name: string): Record<string, string>[] {
  return Array.from(html.matchAll(new RegExp(`<${name}((?:\\s+[\\w:-]+="[^"]*")+)\\s*/?>`, 'g')), ([, attributes]) =>
    Object.fromEntries(
      Array.from(attributes!.matchAll(/([\w:-]+)="([^"]*)"/g), ([, key, value]) => [key!, decoded(value!)]),
    ),
  );
}

/** The first value of each `<meta>`, which is what sites take. */
function metaOf(html: string): Record<string, string> {
  const tags = elementsOf(html, 'meta').filter(({ content }) => content !== undefined);
  return Object.fromEntries(tags.reverse().map(({ property, name, content }) => [property ?? name, content!]));
}

/** The address that a page names for a type of oEmbed documents. */
function discovered(html: string, type: string): string | undefined {
  return elementsOf(html, 'link').find((link) => link.rel === 'alternate' && link.type === type)?.href;
}

test('WordPress: discovery up to </head> of the first 153,600 bytes, and a photo with a text and two numbers', async (context) => {
  const recording = await uploaded(context);
  const start = Buffer.from(await htmlOf(recording))
    .subarray(0, 153_600)
    .toString();
  assert.match(start, /<\/head>/i);
  const head = start.slice(0, start.search(/<\/head>/i));
  const address = new URL(discovered(head, 'application/json+oembed')!);
  // What it adds, in a size that a narrow theme has.
  for (const [name, value] of Object.entries({ maxwidth: '100', maxheight: '900', dnt: '1', format: 'json' })) {
    address.searchParams.set(name, value);
  }
  const response = await recording.get(address.href);
  assert.equal(response.status, 200);
  const { type, url, width, height, title } = (await response.json()) as Record<string, unknown>;
  assert.deepEqual([type, url, title], ['photo', `${recording.page}.gif`, 'Tom & "Jerry" <b>']);
  assert.deepEqual([width, height], [100, 50]);
});

test('WordPress: after 501 it asks for XML', async (context) => {
  const recording = await uploaded(context);
  const address = new URL(discovered(await htmlOf(recording), 'text/xml+oembed')!);
  address.searchParams.set('format', 'php');
  assert.equal((await recording.get(address.href)).status, 501);
  address.searchParams.set('format', 'xml');
  const response = await recording.get(address.href);
  assert.match(response.headers.get('content-type')!, /^text\/xml/);
  const xml = await response.text();
  assert.doesNotMatch(xml, /<!DOCTYPE/i);
  const field = (name: string) => decoded(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)![1]!);
  assert.deepEqual(['type', 'url', 'width', 'title'].map(field), [
    'photo',
    `${recording.page}.gif`,
    '220',
    'Tom & "Jerry" <b>',
  ]);
});

test('WordPress: of a video from a stranger it keeps one iframe, in a sandbox', async (context) => {
  const { get, page } = await uploaded(context);
  const query = new URLSearchParams({ url: `${page}/iframe`, maxwidth: '600' });
  const { type, html } = (await (await get(`${PUBLIC_URL}/oembed?${query}`)).json()) as Record<string, string>;
  assert.equal(type, 'video');
  assert.match(html!, /^<iframe [^<>]+><\/iframe>$/);
  const [frame] = elementsOf(html!.replace(' allowfullscreen', ''), 'iframe');
  const shown = await get(frame!.src!);
  assert.equal(shown.status, 200);
  assert.match(shown.headers.get('content-security-policy')!, /frame-ancestors \*$/);
  assert.equal(shown.headers.get('x-frame-options'), null);
});

test('Ghost: page and JSON within 2 seconds although nothing is rendered', async (context) => {
  const recording = await uploaded(context);
  const signal = new AbortController();
  const timer = setTimeout(() => signal.abort(), 2000);
  const address = discovered(await htmlOf(recording), 'application/json+oembed')!;
  const response = await recording.get(address, { signal: signal.signal });
  const { type, url, version } = (await response.json()) as Record<string, unknown>;
  clearTimeout(timer);
  assert.deepEqual([type, typeof url, version], ['photo', 'string', '1.0']);
  assert.equal(recording.renderer.tasks.length, 0);
});

test('Discourse: an image, and a video only of type video/mp4 on a page of a video type', async (context) => {
  const recording = await uploaded(context);
  const meta = metaOf(await htmlOf(recording));
  assert.equal(meta['og:title'], 'Tom & "Jerry" <b>');
  assert.equal(meta['og:image'], `${recording.page}.gif`);
  const hasVideo = /^video[/.]/.test(meta['og:type']!) && meta['og:video:type'] === 'video/mp4';
  assert.equal(hasVideo, meta['og:video'] !== undefined);
  if (hasVideo) assert.equal(meta['og:video:secure_url'], `${recording.page}.mp4`);
});

test('oEmbed discovery stands in the first 10 kB, whatever the page holds', async (context) => {
  const html = await htmlOf(await uploaded(context, 'x'.repeat(255)));
  const start = Buffer.from(html).subarray(0, 10_000).toString();
  assert.ok(discovered(start, 'application/json+oembed') !== undefined);
  assert.ok(discovered(start, 'text/xml+oembed') !== undefined);
});

/** As atmos/camo: the types of pictures that it passes on, among them ours. */
const CAMO_TYPES = ['image/gif', 'image/png', 'image/apng', 'image/webp', 'image/svg+xml', 'image/jpeg'];
const CAMO_LONGEST_BYTES = 5_242_880;
const CAMO_WAITS_SECONDS = 10;

test('camo, GitHub: a type, a length, and how long to keep it, without being asked for them', async (context) => {
  const server = await serve(context, { uploads: true, posterAfterSeconds: 60 });
  const { id } = await upload(server, castOf('x'));
  for (const extension of ['gif', 'png', 'svg', 'webp']) {
    const response = await server.fetch(`/a/${id}.${extension}`, {
      redirect: 'manual',
      headers: { accept: 'image/*', 'accept-encoding': 'identity' },
    });
    const { headers } = response;
    assert.equal(response.status, 200);
    assert.ok(CAMO_TYPES.includes(headers.get('content-type')!), extension);
    assert.ok(Number(headers.get('content-length')) <= CAMO_LONGEST_BYTES);
    // Without one it keeps a picture for a year.
    assert.match(headers.get('cache-control')!, /^public, max-age=(?:[1-9]\d?|[12]\d\d|300)$/);
    assert.match(headers.get('etag')!, /^"[0-9a-f]{64}"$/);
    assert.equal((await response.arrayBuffer()).byteLength, Number(headers.get('content-length')));
  }
});

test('camo, GitHub: an answer within 10 seconds, which is no picture for a year where there is none yet', async (context) => {
  assert.ok(SERVE_SETTINGS.posterAfterSeconds.default < CAMO_WAITS_SECONDS);
  const { get, page } = await uploaded(context);
  const response = await get(`${page}.gif`);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

test('Discord animates what ends in .gif; Slack takes GIF and PNG', async (context) => {
  const recording = await uploaded(context);
  const meta = metaOf(await htmlOf(recording));
  assert.ok(new URL(meta['og:image']!).pathname.endsWith('.gif'));
  assert.equal(meta['og:image:type'], 'image/gif');
  assert.deepEqual([meta['og:image:width'], meta['og:image:height']], ['220', '110']);
});

test('X: a player over https, and a still, as it shows only the first frame of a GIF', async (context) => {
  const { page, ...recording } = await uploaded(context);
  const meta = metaOf(await htmlOf({ page, ...recording }));
  assert.equal(meta['twitter:card'], 'player');
  assert.equal(meta['twitter:player'], `${page}/iframe`);
  assert.ok(Number(meta['twitter:player:width']) > 0 && Number(meta['twitter:player:height']) > 0);
  assert.equal(meta['twitter:image'], `${page}.png`);
});

test('Iframely and Safari: a video or picture at an address that ends as its type, in parts', async (context) => {
  const server = await serve(context, { uploads: true, posterAfterSeconds: 60 });
  const { id } = await upload(server, castOf('x'));
  const part = await server.fetch(`/a/${id}.gif`, { headers: { range: 'bytes=0-1' } });
  assert.deepEqual([part.status, part.headers.get('content-length')], [206, '2']);
  assert.match(part.headers.get('content-range')!, /^bytes 0-1\/\d+$/);
});

test('a GIF that camo refuses is not the picture of its page', async (context) => {
  const renderer = new EchoRenderer();
  renderer.extraBytes = CAMO_LONGEST_BYTES;
  const server = await serve(context, { uploads: true, posterAfterSeconds: 60 }, { renderer });
  const { id } = await upload(server, castOf('x'));
  const imageOf = async () => metaOf(await (await server.fetch(`/a/${id}`)).text())['og:image']!;
  assert.match(await imageOf(), /\.gif$/);
  assert.equal((await server.fetch(`/a/${id}.gif`)).status, 200);
  assert.match(await imageOf(), /\.png$/);
});
