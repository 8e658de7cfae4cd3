// Runs the built tests with `node --test` and the reporter in test/reporter.mjs:
//   node scripts/test.mjs                        every test except those in test/full
//   node scripts/test.mjs cli/ sink              the files whose path contains one of these words
//   node scripts/test.mjs --quick                every file except the slow ones listed below
//   node scripts/test.mjs --full                 the files in test/full, too
//   node scripts/test.mjs --test-name-pattern=x  any switch of `node --test`; its value follows a "="
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

const root = join(import.meta.dirname, '..');
const built = join(root, 'build/test');

/** Folders and files that take more than two seconds: they start browsers, encode video, convert many recordings. */
const SLOW = [
  'capture/',
  'cli/',
  'dressing/formats',
  'edit/',
  'embed/',
  'encode/browser',
  'encode/gif/',
  'encode/png',
  'encode/stopping',
  'encode/svg',
  'encode/video',
  'encode/webp',
  'font/font-set',
  'font/subset',
  'frames/corpus',
  'golden',
  'inspect/command',
  'jobs/remote',
  'mosaic/mosaic',
  'options/effects',
  'project/',
  'provenance/',
  'render/',
  'renderer/',
  'server/',
  'store/',
  'terminal/addressed-size',
  'terminal/properties',
  'terminal/recordings',
  'terminal/resize',
  'web/first-page',
  'web/player',
];

const words = process.argv.slice(2);
const isSwitch = (word) => word.startsWith('-');
const parts = words.filter((word) => !isSwitch(word));
const nodeSwitches = words.filter((word) => isSwitch(word) && word !== '--quick' && word !== '--full');

function isWanted(name) {
  if (!words.includes('--full') && name.startsWith('full/')) return false;
  if (words.includes('--quick') && SLOW.some((slow) => name.startsWith(slow))) return false;
  return parts.length === 0 || parts.some((part) => name.includes(part));
}

/** What was built from a file that has since been moved or deleted is not a test any more. */
const hasSource = (name) => existsSync(join(root, 'test', name.replace(/js$/, 'ts')));

const files = readdirSync(built, { recursive: true })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => name.endsWith('.test.js') && hasSource(name) && isWanted(name))
  .sort()
  .map((name) => join(built, name));
if (files.length === 0) {
  console.error(`no test file in build/test matches ${words.join(' ')}`);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

const defaults = ['--test-concurrency=2', '--test-timeout=600000'];
const reporter = `--test-reporter=${join(root, 'test/reporter.mjs')}`;
const child = spawn(process.execPath, ['--test', reporter, ...defaults, ...nodeSwitches, ...files], {
  stdio: 'inherit',
});
child.on('close', (status) => process.exit(status ?? 1));
