import { MemoryQueue } from '#cast2gif/jobs/memory-queue.js';
import { queueSuite } from './suite.js';

queueSuite('memory', {
  async open(settings) {
    return new MemoryQueue({ ...settings, firstBackoffMs: 1 });
  },
});
