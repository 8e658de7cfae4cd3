/** A thread that compresses frames: one message in, one out, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { compressPicture, type FramePicture } from './frame-picture.js';

const port = parentPort!;
/** Colour by id. */
const rgb = workerData as Uint32Array;

port.on('message', (picture: FramePicture) => {
  const compressed = compressPicture(picture, rgb);
  port.postMessage(compressed, [compressed.bytes.buffer]);
});
