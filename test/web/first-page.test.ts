/** The first page, driven as a visitor does, in a real browser against the real server. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { after, before, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterTest } from '../clean-up.js';
import { temporaryFolder } from '../cli/run.js';
import { serve } from '../server/harness.js';
import { projectFolder } from '../support.js';
import { openPage, startBrowser, withoutProgram } from './browser.js';
import { checkView } from './check-view.js';

const skip = withoutProgram('chromium');
const demo = join(projectFolder, 'examples/demo.cast');
let browser: Browser;

before(async () => {
  if (!skip) browser = await startBrowser();
});
after(() => browser?.close());

/** Opens the page and brings the example; resolves when its still is there. */
async function openExample(context: TestContext, options = {}) {
  const server = await serve(context);
  const opened = await openPage(context, browser, server, options);
  await opened.page.click('#example');
  await opened.page.waitForSelector('#still img');
  return { server, ...opened };
}

/** Waits for the still that follows a change. */
async function nextStill(page: Page, change: () => Promise<unknown>): Promise<string> {
  const before = await page.getAttribute('#still img', 'src');
  await change();
  await page.locator(`#still img:not([src="${before}"])`).waitFor();
  return (await page.textContent('#still-facts')) ?? '';
}

async function snippetText(page: Page, title: string): Promise<string> {
  return (await page.textContent(`.snippet pre[aria-label="${title}"]`)) ?? '';
}

test('a recording plays, its still follows the options, and the picture is what the snippets say', {
  skip,
}, async (context) => {
  const { server, page, complaints, strangers } = await openExample(context);
  await page.waitForSelector('.ap-player .ap-term');
  const bare = await nextStill(page, () => page.locator('label.theme', { hasText: 'nord' }).click());
  const size = await nextStill(page, () => page.locator('.segments label', { hasText: 'macos' }).click());
  assert.match(size, /^\d+ × \d+ px$/);
  assert.notEqual(size, bare);
  await page.fill('#option-speed', '2');
  await nextStill(page, () => page.getByRole('slider', { name: 'End of the part' }).press('PageDown'));
  await page.click('#make');
  const saved = page.waitForEvent('download');
  await page.click('#result a[download="demo.gif"]');
  const made = readFileSync(await (await saved).path());
  assert.equal(made.subarray(0, 6).toString(), 'GIF89a');
  assert.ok((await page.textContent('#result dl'))?.includes(size));

  const curl = await snippetText(page, 'curl');
  assert.ok(curl.includes(`${server.address}/render?`));
  const command = await snippetText(page, 'Command');
  assert.match(command, / --theme nord --window --speed 2 --select \.\.[\d.]+$/);
  const folder = temporaryFolder(context);
  for (const line of [command, ...(withoutProgram('curl') ? [] : [curl])]) {
    assert.equal(hashOf(await runLine(line, folder)), hashOf(made), line);
  }
  assert.match(await snippetText(page, 'Markdown'), /^!\[Terminal recording “cast2gif at work”, .*\]\(demo\.gif\)$/);
  assert.deepEqual([complaints, strangers], [[], []]);
});

/** Runs a line of a shell where the recording lies. @returns the picture that it makes there */
async function runLine(line: string, folder: string): Promise<Buffer> {
  copyFileSync(demo, join(folder, 'demo.cast'));
  const picture = join(folder, 'demo.gif');
  rmSync(picture, { force: true });
  const script = `cast2gif() { "$NODE" "$PROGRAM" "$@"; }\n${line}`;
  const env = { ...process.env, NODE: process.execPath, PROGRAM: join(projectFolder, 'bin/cast2gif.js') };
  // The server that curl asks is in this process.
  const child = spawn('sh', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [complaints, [status]] = await Promise.all([textOf(child.stderr!), once(child, 'close')]);
  assert.equal(status, 0, `${line}: ${complaints}`);
  return readFileSync(picture);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('other formats, a second colour scheme and the clipboard', { skip }, async (context) => {
  const { page } = await openExample(context);
  await page.click('#make');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Get SVG' }).click();
  assert.equal((await saved).suggestedFilename(), 'demo.svg');
  await page.getByRole('button', { name: 'Get demo-github-light.gif' }).click();
  await page.waitForSelector('.snippet pre[aria-label="Light and dark"]');
  await page.getByRole('button', { name: 'Copy Light and dark' }).click();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.match(
    copied,
    /^<picture>\n {2}<source media="\(prefers-color-scheme: light\)" srcset="demo-github-light.gif">/,
  );
});

test('compressed recordings play too, and so does pasted text', {
  skip: skip || withoutProgram('zstd'),
}, async (context) => {
  const server = await serve(context);
  const { page } = await openPage(context, browser, server);
  const text = readFileSync(demo);
  const bring = async (name: string, buffer: Buffer) => {
    await page.setInputFiles('#file', { name, mimeType: '', buffer });
    await page.locator('#recording-name', { hasText: name }).waitFor();
    await page.waitForSelector('#still img');
    await page.waitForSelector('.ap-player .ap-term');
    assert.match((await page.textContent('#recording-facts')) ?? '', /asciicast v3/);
  };
  await bring('demo.cast.gz', gzipSync(text));
  await bring('demo.cast.zst', spawnSync('zstd', ['--stdout'], { input: text }).stdout);
  await page.click('#another');
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text.toString())})`);
  await page.keyboard.press('Control+V');
  await page.locator('#recording-name', { hasText: 'pasted.cast' }).waitFor();
});

test('a recording elsewhere is fetched by the service, and its picture has an address', { skip }, async (context) => {
  const host = createServer((request, response) => {
    if (request.url === '/demo.cast') response.end(readFileSync(demo));
    else response.writeHead(404).end();
  });
  afterTest(context, () => host.close().closeAllConnections());
  await once(host.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const server = await serve(context, { allowUnsigned: true, allowPrivateSources: true, sources: ['127.0.0.1'] });
  const { page } = await openPage(context, browser, server);
  await page.fill('#address', `${address}/gone.cast`);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'there is nothing at this address' }).waitFor();
  await page.fill('#address', `${address}/demo.cast`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#still img');
  await page.click('#make');
  await page.waitForSelector('#result img');
  assert.equal(await snippetText(page, 'Command'), `cast2gif ${address}/demo.cast demo.gif`);
  const [, , , , picture = ''] = (await snippetText(page, 'curl')).split(' ');
  const response = await fetch(picture);
  assert.equal(response.headers.get('content-type'), 'image/gif');
  assert.ok((await snippetText(page, 'Markdown')).endsWith(`](${picture})`));
});

test('a wrong value is explained where it was typed', { skip }, async (context) => {
  const { page } = await openExample(context);
  await page.fill('#option-scale', '40');
  const said = page.locator('#option-scale-error');
  await said.filter({ hasText: 'Scale: expected a number from 0.1 to 3, not 40' }).waitFor();
  assert.equal(await page.getAttribute('#option-scale', 'aria-invalid'), 'true');
  await page.fill('#option-scale', '0.5');
  await said.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
});

test('a picture says when the options have changed since', { skip }, async (context) => {
  const { page } = await openExample(context);
  await page.click('#make');
  await page.waitForSelector('#result img');
  const stale = page.locator('#result-stale');
  assert.equal(await stale.isVisible(), false);
  await page.locator('label.theme', { hasText: 'nord' }).click();
  await stale.waitFor();
  await page.locator('label.theme', { hasText: 'as recorded' }).click();
  await stale.waitFor({ state: 'hidden' });
});

test('a still that is refused for now follows later, and the one before stays', { skip }, async (context) => {
  const { page } = await openExample(context);
  let refusals = 0;
  await page.route('**/render?*', (route) => {
    refusals += 1;
    if (refusals > 1) return route.continue();
    const problem = { detail: 'more than 120 requests a minute; try again later' };
    return route.fulfill({ status: 429, headers: { 'Retry-After': '1' }, json: problem });
  });
  const facts = await nextStill(page, async () => {
    await page.locator('label.theme', { hasText: 'nord' }).click();
    await page.locator('#still-facts', { hasText: 'More than 120 requests a minute' }).waitFor();
    assert.equal(await page.locator('#still img').count(), 1);
  });
  assert.match(facts, /^\d+ × \d+ px$/);
  assert.equal(refusals, 2);
});

test('a slider that is dragged shows stills all along, one render at a time', { skip }, async (context) => {
  const { page } = await openExample(context);
  let [underWay, most] = [0, 0];
  await page.route('**/render?*', async (route) => {
    most = Math.max(most, ++underWay);
    await route.continue();
  });
  page.on('requestfinished', () => (underWay = Math.max(0, underWay - 1)));
  await nextStill(page, async () => {
    for (let step = 0; step < 8; step += 1) await page.locator('#option-fontSizePx').fill(String(10 + step));
  });
  await page.locator('#still[aria-busy="false"]').waitFor();
  assert.equal(most, 1);
});

test('a file that is not a recording, one that is too large, and a server that is gone', { skip }, async (context) => {
  const server = await serve(context, { maxUploadBytes: 50_000 });
  const { page } = await openPage(context, browser, server);
  const choose = (name: string, text: string) =>
    page.setInputFiles('#file', { name, mimeType: '', buffer: Buffer.from(text) });

  await choose('large.cast', Array.from({ length: 40_000 }, () => Math.random()).join());
  await page
    .getByRole('alert')
    .filter({ hasText: /large\.cast is too large: \d+ kB\. This server takes 50 kB\./ })
    .waitFor();
  await choose('empty.cast', '');
  await page.getByRole('alert').filter({ hasText: 'empty.cast is empty.' }).waitFor();

  await choose('broken.cast', '{"version":2,"width":80,"height":24}\n[0,"o","a"]\n[1,"o",oops]\n[2,');
  await page.waitForSelector('#still img, #still [role=alert]');
  await choose('words.cast', 'hello');
  await page
    .locator('#still [role=alert]')
    .filter({ hasText: /line 1|not a recording/i })
    .waitFor();
  assert.equal(await page.isDisabled('#make'), true);
  await page.getByText('The player cannot read this file.').waitFor();

  await choose('fine.cast', '{"version":2,"width":80,"height":24}\n[0,"o","a"]\n[1,"o","b"]\n');
  await page.waitForSelector('#still img');
  await page.waitForSelector('.ap-player .ap-term');
  assert.equal(await page.getByText('The player cannot read this file.').count(), 0);
  await server.stop();
  await page.click('#make');
  await page.locator('#make-status').filter({ hasText: 'The server does not answer.' }).waitFor();
});

test('the keyboard reaches and moves everything on the timeline', { skip }, async (context) => {
  const { page } = await openExample(context);
  const start = page.getByRole('slider', { name: 'Start of the part' });
  await start.focus();
  await nextStill(page, () => start.press('ArrowRight'));
  assert.equal(await start.getAttribute('aria-valuenow'), '0.5');
  await page.keyboard.press('Tab');
  await nextStill(page, () => page.keyboard.press('Home'));
  assert.equal(
    await page.getByRole('slider', { name: 'Moment of the still' }).getAttribute('aria-valuetext'),
    '0 seconds',
  );
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(`document.activeElement.getAttribute('aria-label')`), 'End of the part');
  await start.press('Home');
  await page.locator('.startSeconds[aria-valuenow="0.0"]').waitFor();
});

const SIZES = [
  { width: 360, height: 740 },
  { width: 820, height: 1100 },
  { width: 1440, height: 900 },
] as const;

for (const viewport of SIZES) {
  test(`nobody is shut out, ${viewport.width} pixels wide, light and dark`, { skip }, async (context) => {
    const server = await serve(context);
    const { page, complaints } = await openPage(context, browser, server, { viewport, reducedMotion: 'reduce' });
    await checkView(page, 'opening');
    await page.click('#example');
    await page.waitForSelector('#still img');
    await page.waitForSelector('.ap-player .ap-term');
    await page.click('summary');
    await checkView(page, 'workbench');
    await page.click('#make');
    await page.waitForSelector('#result img');
    await checkView(page, 'result');
    assert.deepEqual(complaints, []);
    await page.goto(`${server.address}/docs`);
    await checkView(page, 'interface');
    await page.goto(`${server.address}/p/nothing.gif`);
    await page.getByText('There is no such picture').waitFor();
    await checkView(page, 'problem');
  });
}
