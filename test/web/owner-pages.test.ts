/** Claiming and /me in a real browser: pages without a script, whose policy allows none. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { addOwner } from '#cast2gif/recordings/owners.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { serve } from '../server/harness.js';
import { DAY_MS, recordingsOf, upload } from '../server/uploaded.js';
import { projectFolder } from '../support.js';
import { openPage, startBrowser, withoutProgram } from './browser.js';
import { checkView } from './check-view.js';

const skip = withoutProgram('chromium');
const INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01';
const demo = readFileSync(join(projectFolder, 'examples/demo.cast'));
const PHONE = { viewport: { width: 390, height: 844 } };
const DESK = { viewport: { width: 1280, height: 900 } };
let browser: Browser;

before(async () => {
  if (!skip) browser = await startBrowser();
});
after(() => browser?.close());

async function serverOfAna(context: TestContext) {
  const server = await serve(context, { uploads: true });
  const token = await addOwner(await openStore(server.store), 'ana', Date.now());
  const long = 'A title that is so long that it has to be broken into two lines, or even three on a phone';
  await upload(server, demo, { title: 'Deploying with one command', visibility: 'public' });
  await upload(server, '{"version":2,"width":80,"height":24}\n[0,"o","$ make"]\n', {
    title: long,
    visibility: 'private',
    uploadedMs: Date.now() - DAY_MS,
  });
  return { server, token };
}

for (const [name, options] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`on a ${name}, an owner claims, renames, hides, deletes and signs out`, { skip }, async (context) => {
    const { server, token } = await serverOfAna(context);
    const { page, complaints, strangers } = await openPage(context, browser, server, options);
    await page.goto(`${server.address}/connect/${INSTALL_ID}`);
    await checkView(page, 'the page of an installation');
    await page.getByLabel('Your token').fill(`${token}x`);
    await page.getByRole('button', { name: 'Make them mine' }).click();
    await page.getByRole('alert').waitFor();
    await checkView(page, 'after a wrong token');
    await page.getByLabel('Your token').fill(token);
    await page.getByRole('button', { name: 'Make them mine' }).click();
    await page.waitForURL(`${server.address}/me`);
    const cards = page.locator('.recordings > li');
    assert.equal(await cards.count(), 2);
    const card = cards.first();
    await card.locator('summary', { hasText: 'Change' }).click();
    await card.locator('summary', { hasText: 'Delete' }).click();
    await card.getByRole('button', { name: 'Delete for good' }).waitFor();
    await checkView(page, 'the recordings of an owner');
    await card.getByLabel('Title').fill('Another title');
    await card.getByLabel('Who sees it').selectOption('private');
    await card.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Another title' }).waitFor();
    const [{ id, visibility } = assert.fail('it is gone')] = (await (await recordingsOf(server)).ofOwner('ana', 1))
      .recordings;
    assert.equal(visibility, 'private');
    await page.locator(`[id="${id}"] > .still img`).waitFor();
    await cards.first().locator('summary', { hasText: 'Change' }).click();
    await cards.first().locator('summary', { hasText: 'Delete' }).click();
    await cards.first().getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('link', { name: 'Another title' }).waitFor({ state: 'detached' });
    assert.equal(await cards.count(), 1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your token').waitFor();
    await checkView(page, 'where an owner signs in');
    assert.deepEqual(strangers, []);
    // Browsers report answers with the statuses of refusals, which pages to sign in have.
    assert.deepEqual(
      complaints.filter((complaint) => !/status of (?:401|503)/.test(complaint)),
      [],
    );
  });
}
