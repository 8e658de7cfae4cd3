#!/usr/bin/env node
// The launcher. It answers --version by itself, in no more time than starting Node takes.
import { readFileSync } from 'node:fs';

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-V')) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`cast2gif ${version}\n`);
} else {
  const { runProcess } = await import('../dist/cli/main.js');
  await runProcess();
}
