/** A worker in a process of its own whose work holds up the process for longer than it may keep a job. */
import { RemoteWorker } from '#cast2gif/jobs/remote-worker.js';

const HELD_UP_MS = 8000;

const [address, rendererVersion] = process.argv.slice(2);
new RemoteWorker({
  redis: { address: address! },
  rendererVersion: rendererVersion!,
  concurrency: 1,
  work: async () => {
    for (const startedMs = performance.now(); performance.now() - startedMs < HELD_UP_MS; );
    console.log('done too late');
  },
});
