/** A process that renders something long, says so, and waits to be killed. */
import { writeFile } from 'node:fs/promises';
import { openRenderer } from '#cast2gif/renderer/child-renderer.js';
import { LONG_CAST } from './long-cast.js';

const limits = { cpuSeconds: 60, wallSeconds: 120, memoryBytes: 1e9, fileBytes: 1e8, openFiles: 256, folderBytes: 2e8 };
const renderer = await openRenderer({ limits, spareCount: 2, temporaryFolder: process.argv[2]! });
await renderer.render({ writeCast: (path) => writeFile(path, LONG_CAST), format: 'gif', options: {} }, async () => {}, {
  onProgress: () => console.log('busy'),
});
