/** A worker in a process of its own that never ends a job it has started. */
import { RemoteWorker } from '#cast2gif/jobs/remote-worker.js';

const [address, rendererVersion] = process.argv.slice(2);
new RemoteWorker({
  redis: { address: address! },
  rendererVersion: rendererVersion!,
  concurrency: 1,
  work: () => new Promise(() => {}),
});
