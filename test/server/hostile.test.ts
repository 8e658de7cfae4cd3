/** Recordings that are broken, or that cost far more than they weigh. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type TestContext, test } from 'node:test';
import { foldersOf, recordingsIn } from '../support.js';
import { PLAIN_CAST, problemOf, render, serve } from './harness.js';

/** A picture; not a recording, or not as asked; a limit of the recording, the picture or the render. */
const ORDERLY: ReadonlySet<number> = new Set([200, 413, 422, 504]);

/** What a stranger asks for to make the most of a bomb. */
const QUERIES = ['', '?format=webm&scale=3', '?format=svg'];

async function renderAll(context: TestContext, paths: readonly string[], queries: readonly string[]): Promise<void> {
  const server = await serve(context, { renderCpuSeconds: 4, renderWallSeconds: 20, answerWithinSeconds: 300 });
  for (const path of paths) {
    for (const query of queries) {
      const response = await render(server, readFileSync(path), query);
      const name = `${basename(path)}${query}: ${response.status}`;
      assert.ok(ORDERLY.has(response.status), name);
      if (response.status === 200) await response.arrayBuffer();
      else assert.notEqual((await problemOf(response)).detail, '', name);
    }
  }
  assert.equal((await render(server, PLAIN_CAST)).status, 200, 'the next request is unharmed');
}

test('what is broken is answered in order, and harms nobody', (context) =>
  renderAll(context, recordingsIn('malformed').filter(isAmongFew), ['']));

/** Our own, and of the many others the worst. */
function isAmongFew(path: string): boolean {
  return path.includes('fixtures') || /^h(?:07|08|13|31|33|34|35|36|38|49)-/.test(basename(path));
}

test(
  'bombs end at a limit, and harm nobody',
  {
    skip: foldersOf('hostile').length === 0 && 'no hostile recordings beside the checkout',
  },
  (context) => renderAll(context, recordingsIn('hostile'), QUERIES),
);
