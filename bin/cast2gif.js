#!/usr/bin/env node
// The launcher. It answers --version by itself, in no more time than starting Node takes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-V')) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  // Written at once, and it may fail.
  process.stdout.on('error', ({ code }) => {
    if (code !== 'EPIPE') process.stderr.write(`cast2gif: cannot write standard output: ${code}\n`);
    process.exitCode = code === 'EPIPE' ? 141 : 4;
  });
  process.stdout.write(`cast2gif ${version}\n`);
} else {
  // Servers run long: what suits a short run would slow them down.
  if (first !== 'serve' && first !== 'worker') {
    // A small nursery: what is allocated here is short-lived and not much, and a large one would hold on to some 40 MB.
    setFlagsFromString('--semi-space-growth-factor=1');
    setFlagsFromString('--min-semi-space-size=1');
    setFlagsFromString('--max-semi-space-size=4');
    // Three times the work before a function is worth optimising: most runs end before an earlier start has paid off.
    if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=400000');
  }
  const { runProcess } = createRequire(import.meta.url)('../dist/command.cjs');
  await runProcess();
}
