/** The page of a recording as HTML: complete, harmless, and never waiting for a picture. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castOf } from '../cast-of.js';
import { EchoRenderer, serve } from '../harness.js';
import { claim, DAY_MS, upload } from '../uploaded.js';

const UPLOADS = { uploads: true } as const;
const BROWSER = { accept: 'text/html' };

test('no page waits for a picture, and none is begun by it', async (context) => {
  const renderer = new EchoRenderer();
  const server = await serve(context, UPLOADS, { renderer });
  renderer.holds = () => true;
  const { id } = await upload(server, castOf('not made'));
  const html = await (await server.fetch(`/a/${id}`)).text();
  assert.match(html, /<img id="picture" src="[^"]+\.png" width="\d+" height="\d+"/);
  assert.match(html, /as soon as the animation is made/);
  assert.equal(renderer.tasks.filter(({ format }) => format === 'vtt').length, 0);
  renderer.release();
  for (const extension of ['gif', 'vtt']) await (await server.fetch(`/a/${id}.${extension}`)).text();
  const later = await (await server.fetch(`/a/${id}`)).text();
  assert.match(later, /<img id="picture" src="[^"]+\.gif" width="4" height="3"/);
  assert.match(later, /\[img\]http[^<]+\.gif\[\/img\]/);
});

test('HEAD is GET without the body, and sites find what they look for at its beginning', async (context) => {
  const server = await serve(context, UPLOADS, { renderer: new EchoRenderer() });
  const { id } = await upload(server, castOf('head'), { visibility: 'public' });
  const [get, head] = await Promise.all([
    server.fetch(`/a/${id}`, { headers: BROWSER }),
    server.fetch(`/a/${id}`, { method: 'HEAD' }),
  ]);
  const html = await get.text();
  assert.equal(head.status, 200);
  assert.equal(Number(head.headers.get('content-length')), Buffer.byteLength(html));
  assert.equal(get.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(get.headers.get('cache-control'), 'no-cache');
  const start = Buffer.from(html).subarray(0, 10_000).toString();
  for (const sign of [
    'type="application/json+oembed"',
    'property="og:image"',
    'application/ld+json',
    `type="application/x-asciicast" href="${server.address}/a/${id}.cast"`,
    '</head>',
  ]) {
    assert.ok(start.includes(sign), sign);
  }
});

test('every page says the same of a recording: how long, how large, what it is called', async (context) => {
  const server = await serve(context, { ...UPLOADS, list: true }, { renderer: new EchoRenderer() });
  const headers = { ...BROWSER, ...(await claim(server, 'Zoë')) };
  const long = `{"version":2,"width":20,"height":4}\n[61.9,"o","${'x'.repeat(1500)}"]\n`;
  const { id } = await upload(server, long, { visibility: 'public', title: '1 < 2' });
  for (const path of [`/a/${id}`, '/me', '/explore']) {
    const html = await (await server.fetch(path, { headers })).text();
    assert.match(html, />1:01</, path);
    assert.match(html, />1 &lt; 2</, path);
    if (path !== '/explore') assert.match(html, />1\.6 kB</, path);
  }
});

test('whatever people write, it stays text', async (context) => {
  const server = await serve(context, UPLOADS, { renderer: new EchoRenderer() });
  const evil = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
  const cast = `{"version":2,"width":20,"height":4,"title":${JSON.stringify(evil)}}\n[0,"o","x"]\n[1,"m",${JSON.stringify(evil)}]\n`;
  for (const terms of [{}, { title: evil, description: evil }]) {
    const { id } = await upload(server, cast, terms);
    await (await server.fetch(`/a/${id}.gif`)).text();
    const html = await (await server.fetch(`/a/${id}`)).text();
    assert.doesNotMatch(html, /<script>|<img src=x/);
    assert.equal(html.match(/<script\b/g)!.length, 3);
  }
});

test('who may not see it is told why; a private page is kept by nobody', async (context) => {
  const server = await serve(context, { ...UPLOADS, unclaimedTtl: ['7', '30'] }, { renderer: new EchoRenderer() });
  const hidden = await upload(server, castOf('hidden'), { uploadedMs: Date.now() - 8 * DAY_MS });
  const gone = await server.fetch(`/a/${hidden.id}`, { headers: BROWSER });
  assert.equal(gone.status, 410);
  assert.equal(gone.headers.get('cache-control'), 'no-store');
  assert.match(await gone.text(), /nobody has claimed it.*asciinema auth/s);
  const fresh = await upload(server, castOf('fresh'));
  assert.match(await (await server.fetch(`/a/${fresh.id}`)).text(), /shown only until <time/);
  const headers = await claim(server, 'Ana');
  const own = await upload(server, castOf('own'), { visibility: 'private' });
  assert.equal((await server.fetch(`/a/${own.id}`)).status, 401);
  const page = await server.fetch(`/a/${own.id}`, { headers });
  assert.equal(page.headers.get('cache-control'), 'private, no-store');
  assert.match(await page.text(), /<span class="chip">private<\/span>/);
  await (await server.fetch(`/a/${own.id}.gif`, { headers })).text();
  const made = await (await server.fetch(`/a/${own.id}`, { headers })).text();
  assert.doesNotMatch(made, /class="snippet"/);
  assert.match(made, new RegExp(`<a href="\\.\\./me#${own.id}">make it unlisted or public</a>`));
  const back = await (await server.fetch(`/a/${hidden.id}`)).text();
  assert.doesNotMatch(back, /shown only until/);
  assert.equal((await server.fetch('/a/nothing', { headers: BROWSER })).status, 404);
});

test('the policy lets in nothing but the server and the sound', async (context) => {
  const server = await serve(context, UPLOADS, { renderer: new EchoRenderer() });
  const { id } = await upload(server, castOf('sound'), { audioUrl: 'https://sound.example/x.mp3' });
  const policy = (await server.fetch(`/a/${id}`)).headers.get('content-security-policy')!;
  assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
  assert.match(policy, /media-src https:\/\/sound\.example;/);
  assert.match(policy, /frame-ancestors 'none'/);
});
