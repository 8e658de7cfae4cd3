/** The container of PNG and APNG: a signature, then chunks with a checksum each (PNG specification, third edition). */

import type { NoteEnvelope } from '../../provenance/noted-sink.js';

/** The first bytes of every PNG file. */
export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) {
    remainder = CRC_TABLE[(remainder ^ bytes[at]!) & 0xff]! ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}

/** One chunk: length, type (four letters), data, checksum over type and data. */
export function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let at = 0; at < 4; at++) chunk[4 + at] = type.charCodeAt(at);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
}

/** A run of big-endian fields, as PNG's chunks hold them. */
export function bigEndian(...fields: readonly (readonly [bytes: 1 | 2 | 4, value: number])[]): Uint8Array {
  const data = new Uint8Array(fields.reduce((length, [bytes]) => length + bytes, 0));
  const view = new DataView(data.buffer);
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 1) view.setUint8(at, value);
    else if (bytes === 2) view.setUint16(at, value);
    else view.setUint32(at, value);
    at += bytes;
  }
  return data;
}

/** `iTXt` is UTF-8, so that a recording's title keeps its letters. Returns nothing for an empty text. */
export function textChunk(keyword: string, text: string | undefined): Uint8Array[] {
  if (!text) return [];
  // Keyword, then: not compressed, method 0, no language, no translated keyword.
  return [pngChunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text.replaceAll('\0', '')}`, 'utf8'))];
}

/**
 * An `iTXt` chunk around a note. Its own checksum depends on the note.
 * @param noteLength in bytes
 */
export function noteChunk(noteLength: number): NoteEnvelope {
  const head = Buffer.from('iTXtSoftware\0\0\0\0\0', 'latin1');
  const length = head.length - CHUNK_TYPE_BYTES + noteLength;
  return {
    before: concatenate([bigEndian([4, length]), head]),
    sealOf: (note) => bigEndian([4, crc32(concatenate([head, note]))]),
  };
}

const CHUNK_TYPE_BYTES = 4;

/** Joins byte arrays. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
