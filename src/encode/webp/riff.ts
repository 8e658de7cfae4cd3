/** A RIFF chunk: name, length, data, a byte of padding after an odd length. */
export function riffChunk(name: string, data: Uint8Array): Uint8Array {
  const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}
