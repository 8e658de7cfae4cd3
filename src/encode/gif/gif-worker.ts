/** A thread that codes segments: one message in, one out, in order. */
import { parentPort } from 'node:worker_threads';
import { CompiledKernel } from './kernel-compiled.js';
import { type CodedMessage, codedBuffers, type Segment } from './segment.js';
import { SegmentCoder } from './segment-coder.js';

const port = parentPort!;
const coder = new SegmentCoder(new CompiledKernel());

port.on('message', (segment: Segment) => {
  const images = coder.code(segment);
  const done: CodedMessage = { images, segment };
  port.postMessage(done, codedBuffers(done));
});
