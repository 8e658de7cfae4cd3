/** Recordings in pages of other sites, and the list of public ones, in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Frame, Page } from 'playwright-core';
import { serve, type TestServer } from '../server/harness.js';
import { startOrigin } from '../server/origin.js';
import { DAY_MS, upload } from '../server/uploaded.js';
import { projectFolder } from '../support.js';
import { openPage, startBrowser, withoutProgram } from './browser.js';
import { checkView } from './check-view.js';

const skip = withoutProgram('chromium');
const demo = readFileSync(join(projectFolder, 'examples/demo.cast'));
let browser: Browser;

before(async () => {
  if (!skip) browser = await startBrowser();
});
after(() => browser?.close());

/** A page of another site; its own boxes, and rules for frames, are not those that the player counts on. */
async function openSite(context: TestContext, server: TestServer, body: string, options = {}) {
  const html = `<!doctype html><html lang="en"><title>Another site</title>
<meta name="viewport" content="width=device-width">
<style>*{box-sizing:border-box} iframe{height:50px;max-height:50px;border:4px solid red}</style>
<main style="width:min(600px,90vw)"><h1>Another site</h1>${body}</main>`;
  const site = await startOrigin(context, (_, response) => {
    response.setHeader('content-type', 'text/html').end(html);
  });
  // Another name, so that it is another site for the browser too.
  const address = site.address.replace('127.0.0.1', 'localhost');
  const opened = await openPage(context, browser, { address }, options);
  const strangers = opened.strangers.filter((url) => !url.startsWith(server.address));
  return { ...opened, strangers };
}

const scriptFor = ({ address }: TestServer, id: string, attributes = '') =>
  `<script src="${address}/a/${id}.js" id="asciicast-${id}" async ${attributes}></script>`;

/** The frame that follows the so-manieth script, once its player shows something. */
async function playerAfter(page: Page, index: number): Promise<Frame> {
  const element = await page.waitForSelector(
    `:nth-match(script[id^="asciicast-"] + .asciicast > iframe, ${index + 1})`,
  );
  const frame = (await element.contentFrame())!;
  // A browser does not paint frames of other sites that are out of sight.
  await element.scrollIntoViewIfNeeded();
  await frame.locator('.ap-term', { hasText: 'cast2gif' }).waitFor();
  return frame;
}

/** How much of the frame's height and width the player fills. */
function filled(frame: Frame): Promise<{ width: number; height: number; overflow: number }> {
  return frame.evaluate(`(() => {
    const { offsetWidth, offsetHeight } = document.querySelector('.ap-player');
    const overflow = document.documentElement.scrollHeight - innerHeight;
    return { width: offsetWidth / innerWidth, height: offsetHeight / innerHeight, overflow };
  })()`);
}

test('a script puts the player where it stands, and takes what it is told', { skip }, async (context) => {
  const server = await serve(context, { uploads: true });
  const { id } = await upload(server, demo, { title: 'The demo' });
  const body = `<p>One</p>${scriptFor(server, id, 'data-theme="dracula" data-speed="2" data-start-at="0:07" data-autoplay="0"')}
<p>Two</p><div style="width:50%">${scriptFor(server, id, 'data-loop data-preload data-cols="100" data-rows="nonsense"')}</div>`;
  const { page, complaints, strangers } = await openSite(context, server, body);
  const frames = [await playerAfter(page, 0), await playerAfter(page, 1)];
  assert.deepEqual(
    frames.map((frame) => Object.fromEntries(new URL(frame.url()).searchParams)),
    [
      { startAt: '0:07', autoplay: '0', speed: '2', theme: 'dracula' },
      { loop: '', cols: '100', rows: 'nonsense', preload: '' },
    ],
  );
  assert.equal(await frames[0]!.locator('.asciinema-player-theme-dracula').count(), 1);
  for (const frame of frames) {
    const { width, height, overflow } = await filled(frame);
    assert.ok(width > 0.95 && height > 0.95 && overflow <= 0, `${width} × ${height}, ${overflow}`);
  }
  const shown = await page.evaluate(`Array.from(document.querySelectorAll('.asciicast > iframe'), (each) =>
    [each.title, each.clientWidth, each.parentNode.clientWidth])`);
  assert.deepEqual(shown, [
    ['The demo', 600, 600],
    ['The demo', 300, 300],
  ]);
  // Scripts that come later work too.
  const later = JSON.stringify({ src: `${server.address}/a/${id}.js`, id: `asciicast-${id}`, async: true });
  await page.evaluate(
    `document.querySelector('main').append(Object.assign(document.createElement('script'), ${later}))`,
  );
  await playerAfter(page, 2);
  // So do those that another script runs, which do not know their elements.
  const source = await (await server.fetch(`/a/${id}.js`)).text();
  await page.evaluate(`document.querySelectorAll('.asciicast').forEach((each) => each.remove())`);
  await page.evaluate(`delete document.querySelectorAll('script[id]')[1].dataset.initialized`);
  await page.evaluate(source);
  assert.equal(await page.locator('div > script + .asciicast').count(), 1);
  assert.deepEqual([complaints, strangers], [[], []]);
  await checkView(page, 'another site');
});

test('frames without an origin of their own play', { skip }, async (context) => {
  const server = await serve(context, { uploads: true });
  const { id } = await upload(server, demo);
  const frame = `<iframe title="Demo" sandbox="allow-scripts" style="all:unset;width:400px;height:300px" src="${server.address}/a/${id}/iframe?autoplay=maybe&speed=-1&t=x&theme=none&poster=npt:0:07"></iframe>`;
  const { page, complaints } = await openSite(context, server, frame);
  const player = (await (await page.waitForSelector('iframe')).contentFrame())!;
  await player.locator('.ap-term', { hasText: 'cast2gif' }).waitFor();
  await player.locator('.ap-overlay-start').click();
  await player.locator('.ap-overlay-start').waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
});

test('without scripts the frame shows the picture', { skip }, async (context) => {
  const server = await serve(context, { uploads: true, posterAfterSeconds: 60 });
  const { id } = await upload(server, '{"version":2,"width":40,"height":10}\n[0,"o","hello"]\n[1,"o"," there"]\n');
  assert.equal((await server.fetch(`/a/${id}.gif`)).status, 200);
  const { page } = await openPage(context, browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.address}/a/${id}/iframe`);
  await page.waitForSelector('img');
  const size = await page.evaluate(`(async () => {
    const image = document.querySelector('img');
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  })()`);
  assert.deepEqual(size, [420, 242]);
  assert.equal(await page.getAttribute('a', 'href'), `../${id}`);
  // So it does where the player cannot be loaded.
  const { page: other } = await openPage(context, browser, server);
  await other.route(/asciinema-player.*\.js$/, (route) => route.abort());
  await other.goto(`${server.address}/a/${id}/iframe`);
  assert.equal(await other.getAttribute('#player a img', 'src'), `../${id}.gif`);
});

test('a recording that is hidden says so in its frame, and its script adds nothing', { skip }, async (context) => {
  const server = await serve(context, { uploads: true, unclaimedTtl: ['1', '9'] });
  const { id } = await upload(server, demo, { uploadedMs: Date.now() - 2 * DAY_MS });
  const frame = `<iframe title="Demo" style="all:unset;width:400px;height:300px" src="${server.address}/a/${id}/iframe"></iframe>`;
  const { page } = await openSite(context, server, frame + scriptFor(server, id));
  const shown = (await (await page.waitForSelector('iframe')).contentFrame())!;
  await shown.locator('text=nobody has claimed it').waitFor();
  assert.equal(await page.locator('.asciicast').count(), 0);
  assert.equal((await server.fetch(`/a/${id}.js`)).status, 410);
});

test('the list of public recordings is read by everybody', { skip }, async (context) => {
  const server = await serve(context, { uploads: true, list: true });
  for (const title of ['The demo', 'A title that is long enough to need a second line on most screens', '']) {
    await upload(server, demo, { visibility: 'public', title });
  }
  const { page, complaints, strangers } = await openPage(context, browser, server);
  await page.click('text=Explore');
  await page.waitForURL(/\/explore$/);
  await page.evaluate(`Promise.all(Array.from(document.images, (image) => image.decode()))`);
  for (const [width, height] of [
    [1280, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await checkView(page, `the list, ${width} pixels wide`);
  }
  assert.equal(await page.locator('.cards li').count(), 3);
  assert.deepEqual([complaints, strangers], [[], []]);
});
