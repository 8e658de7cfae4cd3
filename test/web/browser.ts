/** A real browser for tests of pages. */
import type { TestContext } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterTest } from '../clean-up.js';
import type { TestServer } from '../server/harness.js';

const PROGRAM = 'chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** However slow the machine is, it is not slower than this. */
const PATIENCE_MS = 120_000;

export { withoutProgram } from '../support.js';

/** Starts the browser that the system has. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: `/usr/bin/${PROGRAM}`, args: FLAGS });
}

/** A page that was opened, and what went wrong or out on it. */
export interface OpenPage {
  readonly page: Page;
  /** What the browser complained about: breaches of the policy among them. */
  readonly complaints: string[];
  /** Addresses that were asked for outside the server. */
  readonly strangers: string[];
}

/** Opens a page of the server in a browser without a past; it is closed after the test, before the server ends. */
export async function openPage(
  testContext: TestContext,
  browser: Browser,
  server: Pick<TestServer, 'address'>,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
  afterTest(testContext, () => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.address) && !/^(?:blob|data):/.test(url)) strangers.push(url);
  });
  await page.goto(server.address);
  return { page, complaints, strangers };
}
