/** The page of a recording, in a real browser against the real server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import { eventually } from '../eventually.js';
import { type Backend, newBackend } from '../server/backend.js';
import { serve, type TestServer } from '../server/harness.js';
import { claim, DAY_MS, upload } from '../server/uploaded.js';
import { projectFolder } from '../support.js';
import { openPage, startBrowser, withoutProgram } from './browser.js';
import { checkView } from './check-view.js';

const skip = withoutProgram('chromium');
const DEMO = readFileSync(join(projectFolder, 'examples/demo.cast'), 'utf8');
const [HEADER, ...EVENTS] = DEMO.trimEnd().split('\n');
/** The demo with a chapter at its start and one in its middle. */
const CHAPTERS = [
  HEADER,
  '[0, "m", "Start"]',
  ...EVENTS.slice(0, EVENTS.length / 2),
  '[0.01, "m", "<b>Half</b> way"]',
  ...EVENTS.slice(EVENTS.length / 2),
].join('\n');
const UPLOADS = { uploads: true } as const;
/** What a browser says of an answer that is not 200. */
const STATUS_COMPLAINT = /Failed to load resource: the server responded with a status of/;

let browser: Browser;
/** Kept by all tests, so that what one has rendered is there for the next. */
let kept: Backend;

before(async () => {
  kept = await newBackend();
  if (!skip) browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await kept.remove();
});

interface Opening {
  readonly cast?: string;
  readonly terms?: Parameters<typeof upload>[2];
  readonly settings?: Partial<ServeSettings>;
  readonly browserOptions?: BrowserContextOptions;
  readonly query?: string;
  /** Pictures that are made before the page is opened. */
  readonly made?: readonly string[];
}

/** However slow the machine is, a picture is there when this resolves. */
async function makeAll(server: TestServer, id: string, extensions: readonly string[]): Promise<void> {
  for (const extension of extensions) {
    let status = 503;
    while (status === 503) ({ status } = await server.fetch(`/a/${id}.${extension}?pending=error`));
    assert.equal(status, 200);
  }
}

async function openRecording(context: TestContext, opening: Opening = {}) {
  const { cast = CHAPTERS, terms = {}, settings, browserOptions, query = '', made = ['gif', 'png'] } = opening;
  const server = await serve(context, { ...UPLOADS, store: kept.store, ...settings });
  const { id } = await upload(server, cast, terms);
  await makeAll(server, id, made);
  const opened = await openPage(context, browser, server, browserOptions);
  await opened.page.goto(`${server.address}/a/${id}${query}`);
  return { server, id, ...opened };
}

/** Waits until the picture has been drawn, and is the animation. */
async function animationShown(page: Page): Promise<void> {
  await page.waitForFunction(
    `(({ complete, naturalWidth, currentSrc }) => complete && naturalWidth > 0 && currentSrc.endsWith('.gif'))(document.getElementById('picture'))`,
  );
}

test('the picture, what it is about and everything to copy are there without scripts', { skip }, async (context) => {
  const { page, id, server, complaints, strangers } = await openRecording(context, {
    terms: { title: 'A <tour>', description: 'See **this**.', visibility: 'public' },
    made: ['gif', 'png', 'vtt'],
    browserOptions: { javaScriptEnabled: false },
  });
  await page.getByRole('heading', { level: 1, name: 'A <tour>' }).waitFor();
  const picture = page.locator('#picture');
  assert.match((await picture.getAttribute('alt')) ?? '', /^Terminal recording “cast2gif at work”/);
  const { width, height } = (await picture.boundingBox())!;
  assert.equal(Number(await picture.getAttribute('width')), width);
  assert.equal(Number(await picture.getAttribute('height')), height);
  assert.equal(await page.locator('.description strong').textContent(), 'this');
  assert.deepEqual(await page.locator('.chapters a').allInnerTexts(), [
    '0:00\nStart',
    '0:05\n<b>Half</b> way',
    '0:07\nwhat it can draw',
  ]);
  assert.match((await page.locator('#transcript pre').textContent()) ?? '', /cat features\.txt/);
  assert.equal(await page.locator('.snippet pre[aria-label="Address"]').textContent(), `${server.address}/a/${id}.gif`);
  assert.equal(await page.locator('#play').isVisible(), false);
  assert.equal(await page.locator('.snippet button').count(), 0);
  assert.equal((await page.locator('.downloads li').count()) >= 8, true);
  assert.deepEqual([complaints, strangers], [[], []]);
});

test('it plays, and the picture comes back', { skip }, async (context) => {
  const { page, complaints, strangers } = await openRecording(context);
  await animationShown(page);
  await page.click('#play');
  await page.waitForSelector('#player .ap-term');
  assert.equal(await page.locator('#picture').isVisible(), false);
  await page.locator('.ap-time-elapsed', { hasText: /00:(?!00)\d\d/ }).waitFor({ state: 'attached' });
  await page.click('#play');
  await page.locator('#picture').waitFor();
  assert.equal(await page.locator('.ap-player').count(), 0);
  assert.deepEqual([complaints, strangers], [[], []]);
});

test('chapters start the player where they begin, as the link says how', { skip }, async (context) => {
  // So slow that no chapter reaches the next.
  const { page, server, id, complaints } = await openRecording(context, { query: '?speed=0.001&autoplay=0' });
  await page.waitForSelector('.ap-player .ap-overlay-start');
  for (const [chapter, elapsed] of [
    [3, '00:07'],
    [2, '00:05'],
  ] as const) {
    await page.click(`.chapters li:nth-child(${chapter}) a`);
    await page.locator('.ap-time-elapsed', { hasText: elapsed }).waitFor({ state: 'attached' });
    assert.ok(page.url().endsWith(`#chapter-${chapter}`));
  }
  await page.goto('about:blank');
  await page.setViewportSize({ width: 390, height: 500 });
  await page.goto(`${server.address}/a/${id}?speed=0.001#chapter-3`);
  await page.locator('.ap-time-elapsed', { hasText: '00:07' }).waitFor({ state: 'attached' });
  // Not the list of chapters is in sight, but what plays.
  await eventually('the player in sight', async () => {
    const box = await page.locator('#player').boundingBox();
    return box !== null && box.y + box.height > 100;
  });
  assert.deepEqual(complaints, []);
});

test('a link says where and how to play, as at an asciinema server', { skip }, async (context) => {
  const { page, server, id, complaints } = await openRecording(context, { query: '?t=0:09&theme=dracula&speed=0.01' });
  await page.waitForSelector('.ap-player.asciinema-player-theme-dracula');
  await page.locator('.ap-time-elapsed', { hasText: '00:09' }).waitFor({ state: 'attached' });
  await page.goto(`${server.address}/a/${id}?poster=npt:2&loop=1`);
  await page.waitForSelector('.ap-player .ap-overlay-start');
  await page.goto(`${server.address}/a/${id}?speed=never`);
  await animationShown(page);
  assert.deepEqual(complaints, []);
});

test('nothing moves unasked for visitors who want less motion', { skip }, async (context) => {
  const { page } = await openRecording(context, { browserOptions: { reducedMotion: 'reduce' }, query: '?autoplay=1' });
  await page.waitForSelector('.ap-player .ap-overlay-start');
  await page.click('#play');
  await page.waitForFunction(`document.getElementById('picture').currentSrc.endsWith('.png')`);
});

test('a page that is opened early shows a still; the animation, the snippets and sizes follow', {
  skip,
}, async (context) => {
  const cast = `${CHAPTERS}\n[1, "o", "early"]\n`;
  const { page, complaints } = await openRecording(context, { cast, made: [] });
  await page.locator('#share .snippet').first().waitFor();
  await animationShown(page);
  assert.match((await page.getAttribute('#picture', 'alt')) ?? '', /^Terminal recording/);
  await page.getByRole('button', { name: 'Copy Markdown' }).click();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.match(copied, /^\[!\[.+\]\(http.+\.gif\)\]\(http.+\)$/s);
  assert.equal(await page.locator('#status').textContent(), '');
  assert.deepEqual(
    complaints.filter((each) => !STATUS_COMPLAINT.test(each)),
    [],
  );
});

test('a format that is made on request is saved once it is made', { skip }, async (context) => {
  const { page, id } = await openRecording(context);
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: '.svg' }).click();
  const download = await saved;
  assert.equal(download.suggestedFilename(), `${id}.svg`);
  assert.match(readFileSync(await download.path(), 'utf8'), /^<svg /);
});

test('a recording of which no picture can be made says so', { skip }, async (context) => {
  const { page } = await openRecording(context, {
    cast: `${CHAPTERS}\n[1, "o", "long"]\n`,
    made: [],
    settings: { maxFrames: 1, maxSeconds: 1 } as object,
  });
  await page.locator('#status', { hasText: 'It cannot be made: ' }).waitFor();
});

test('the controls of the first page change its pictures, which have addresses', { skip }, async (context) => {
  const title = 'What <it> is called';
  const { page, server, id, complaints, strangers } = await openRecording(context, { terms: { title } });
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.url());
  });
  await page.click('#turn');
  await page.waitForSelector('#still img');
  await page.waitForSelector('.ap-player .ap-term');
  assert.equal(await page.textContent('#recording-name'), title);
  assert.equal(
    await page.locator('#way-back').evaluate((link) => (link as { href: string }).href),
    `${server.address}/a/${id}`,
  );
  await checkView(page, 'customise');
  const first = await page.getAttribute('#still img', 'src');
  await page.locator('label.theme', { hasText: 'nord' }).click();
  await page.locator(`#still img:not([src="${first}"])`).waitFor();
  await page.click('#make');
  await page.waitForSelector('#result img');
  const markdown = await page.textContent('.snippet pre[aria-label="Markdown"]');
  const address = `${server.address}/a/${id}.gif?theme=nord`;
  assert.ok(markdown?.endsWith(`](${address})`), markdown ?? '');
  assert.equal((await fetch(address)).headers.get('content-type'), 'image/gif');
  const command = await page.textContent('.snippet pre[aria-label="Command"]');
  assert.equal(command, `cast2gif ${server.address}/a/${id}.cast ${id}.gif --theme nord`);
  await page.click('#another');
  assert.equal(new URL(page.url()).search, '');
  await page.goto(`${server.address}/?recording=nothing`);
  await page.getByRole('alert').filter({ hasText: 'There is no such recording.' }).waitFor();
  assert.deepEqual([complaints.filter((each) => !STATUS_COMPLAINT.test(each)), strangers, sent], [[], [], []]);
});

test('below a path, everything is found', { skip }, async (context) => {
  const server = await serve(context, { ...UPLOADS, store: kept.store });
  const below = await serve(context, { ...UPLOADS, store: kept.store, publicUrl: `${server.address}/sub` });
  const { id } = await upload(server, CHAPTERS);
  await makeAll(below, id, ['gif', 'png']);
  const { page, complaints, strangers } = await openPage(context, browser, below);
  await page.goto(`${below.address}/sub/a/${id}`);
  await animationShown(page);
  await page.click('#play');
  await page.waitForSelector('#player .ap-term');
  const address = await page.locator('.snippet pre[aria-label="Address"]').textContent();
  assert.equal(address, `${server.address}/sub/a/${id}.gif`);
  const gone = await page.goto(`${below.address}/sub/a/nothing`);
  assert.equal(gone!.status(), 404);
  assert.equal(
    new URL(await page.locator('.problem a').evaluate((link) => (link as { href: string }).href)).pathname,
    '/sub/',
  );
  assert.deepEqual([complaints.filter((each) => !STATUS_COMPLAINT.test(each)), strangers], [[], []]);
});

test('who may not see it is told why', { skip }, async (context) => {
  const server = await serve(context, { ...UPLOADS, unclaimedTtl: ['7', '30'] });
  const hidden = await upload(server, CHAPTERS, { uploadedMs: Date.now() - 8 * DAY_MS });
  const own = await upload(server, CHAPTERS, { visibility: 'private' });
  const headers = await claim(server, 'Ana', '00000000-0000-4000-8000-000000000000');
  const { page } = await openPage(context, browser, server);
  const open = async (path: string) => (await page.goto(`${server.address}${path}`))!;
  const gone = await open(`/a/${hidden.id}`);
  assert.equal(gone.status(), 410);
  assert.equal(gone.headers()['cache-control'], 'no-store');
  await page.getByText('nobody has claimed it').waitFor();
  assert.equal((await open(`/a/${own.id}`)).status(), 401);
  await page.getByText('this recording is private', { exact: false }).waitFor();
  assert.equal((await server.fetch(`/a/${own.id}`, { headers })).status, 404);
  await claim(server, 'Bo');
  assert.equal((await open(`/a/${hidden.id}`)).status(), 200);
});

const SIZES = [
  { width: 360, height: 740 },
  { width: 820, height: 1100 },
  { width: 1440, height: 900 },
] as const;

for (const viewport of SIZES) {
  test(`nobody is shut out, ${viewport.width} pixels wide, light and dark`, { skip }, async (context) => {
    const { page, complaints } = await openRecording(context, {
      terms: {
        title: 'A title that is as long as titles are, and then some',
        description: 'See `this`: https://x.example/',
      },
      settings: { unclaimedTtl: ['7', '30'] },
      made: ['gif', 'png', 'vtt'],
      browserOptions: { viewport, reducedMotion: 'reduce' },
    });
    await page.click('summary');
    await checkView(page, 'page');
    await page.click('#play');
    await page.waitForSelector('#player .ap-term');
    await checkView(page, 'player');
    assert.deepEqual(complaints, []);
  });
}

test('keys reach everything, in the order in which it is read', { skip }, async (context) => {
  const { page } = await openRecording(context);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content');
  await page.locator('#play').focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement.id'), 'turn');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#player .ap-term');
});
