#!/usr/bin/env node
// The launcher. It answers --version by itself, in no more time than starting Node takes. CommonJS (see package.json
// beside it), because Node takes some milliseconds to prepare for modules.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-V')) {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  // Written at once, and it may fail.
  process.stdout.on('error', ({ code }) => {
    if (code !== 'EPIPE') process.stderr.write(`cast2gif: cannot write standard output: ${code}\n`);
    process.exitCode = code === 'EPIPE' ? 141 : 4;
  });
  process.stdout.write(`cast2gif ${version}\n`);
} else if (first === 'serve' || first === 'worker') {
  // Servers run long: what suits a short run would slow them down. Many wait for the disk at once, and whoever only reads
  // must not wait behind them.
  process.env.UV_THREADPOOL_SIZE ??= '32';
  require('../dist/command.cjs').runProcess();
} else {
  const { setFlagsFromString } = require('node:v8');
  // The nursery stays as small as it is: what is allocated here is short-lived and not much, and a large one would hold
  // on to some 30 MB. The heap of a new thread sets this back.
  const keepNurserySmall = () => setFlagsFromString('--semi-space-growth-factor=1');
  keepNurserySmall();
  process.on('worker', (worker) => worker.once('online', keepNurserySmall));
  // Waiting for helpers, whose cores have other work, takes longer than collecting so small a heap alone.
  setFlagsFromString('--no-parallel-scavenge');
  // Three times the work before a function is worth optimising: most runs end before an earlier start has paid off.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=400000');
  const { CompiledCode } = require('./compiled-code.js');
  const code = new CompiledCode(join(__dirname, '../dist/compiled'), ['@xterm/headless', '@napi-rs/canvas']);
  const { runProcess } = code.require(join(__dirname, '../dist/command.cjs'));
  const onGifMade = () => {
    keepNurserySmall();
    code.keep();
  };
  runProcess({ onGifMade });
}
