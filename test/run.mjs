// Runs the compiled tests (all, or those whose path contains an argument) and prints what failed,
// what was skipped and why, and last of all one line of counts.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const built = join(root, 'build', 'test');
const wanted = process.argv.slice(2);
const files = readdirSync(built, { recursive: true })
  .filter((name) => name.endsWith('.test.js'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  .map((name) => join(built, name));
if (files.length === 0) {
  console.error('no tests match');
  process.exit(1);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
const place = (event) => `${event.file ? relative(built, event.file) : '?'}: ${event.name}`;

const stream = run({ files, concurrency: 2, timeout: 600_000 });
stream.on('test:pass', (event) => {
  if (event.details.type === 'suite') return;
  if (event.skip === undefined && event.todo === undefined) counts.passed += 1;
  else {
    counts.skipped += 1;
    console.log(`skipped  ${place(event)} (${event.skip || event.todo || 'no reason given'})`);
  }
});
stream.on('test:fail', (event) => {
  const error = event.details.error;
  // A suite or file fails because something inside it did, which is reported by itself.
  if (error?.failureType === 'subtestsFailed') return;
  counts.failed += 1;
  console.log(`FAILED   ${place(event)}\n${error?.cause?.stack ?? error?.cause ?? error}\n`);
});
stream.on('test:stderr', (event) => process.stderr.write(event.message));
stream.on('test:stdout', (event) => {
  if (process.env.TEST_VERBOSE) process.stdout.write(event.message);
});
for await (const _ of stream);

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
