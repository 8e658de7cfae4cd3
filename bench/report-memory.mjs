// Preloaded into a measured process: writes its peak memory (kB, all threads) where the bench looks for it.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const report = process.env.BENCH_MEMORY_REPORT;
if (isMainThread && report) process.on('exit', () => writeFileSync(report, String(process.resourceUsage().maxRSS)));
