/** A worker in a process of its own that is killed by the first job it starts. */
import { RemoteWorker } from '#cast2gif/jobs/remote-worker.js';

const [address, rendererVersion] = process.argv.slice(2);
new RemoteWorker({
  redis: { address: address! },
  rendererVersion: rendererVersion!,
  concurrency: 1,
  work: async () => {
    process.kill(process.pid, 'SIGKILL');
    // The signal may need a moment to arrive.
    await new Promise(() => {});
  },
});
