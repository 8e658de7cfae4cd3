/** Finds what a picture says that it shows, where this program puts it in each format. */
import type { Format } from '../options/formats.js';

/** Recognises a format by its first bytes, and reads the description. Undefined: there is none. */
interface PictureFormat {
  readonly isOne: (head: string) => boolean;
  readonly readAlt: (bytes: Buffer) => string | undefined;
}

/** Bytes that it takes to recognise a format; an SVG's comments may come first. */
export const HEAD_BYTES = 1024;

/** In the order in which they are tried. GIF has a reader of its own. */
const PICTURE_FORMATS: Readonly<Partial<Record<Format, PictureFormat>>> = {
  apng: { isOne: (head) => head.startsWith('\x89PNG\r\n\x1a\n') && head.includes('acTL'), readAlt: altOfPng },
  png: { isOne: (head) => head.startsWith('\x89PNG\r\n\x1a\n'), readAlt: altOfPng },
  webp: { isOne: (head) => /^RIFF[\s\S]{4}WEBP/.test(head), readAlt: altOfXmp },
  mp4: { isOne: (head) => head.slice(4, 8) === 'ftyp', readAlt: altOfMp4 },
  webm: { isOne: (head) => head.startsWith('\x1a\x45\xdf\xa3'), readAlt: altOfWebm },
  svg: { isOne: (head) => /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--[\s\S]*?-->\s*<svg|svg)\b/.test(head), readAlt: altOfSvg },
  vtt: { isOne: (head) => /^(?:\xef\xbb\xbf)?WEBVTT(?:\s|$)/.test(head), readAlt: () => undefined },
};

/** The format of a file other than a GIF, by its first `HEAD_BYTES`; undefined where it is none that is known. */
export function pictureFormatOf(head: Uint8Array): Format | undefined {
  const text = Buffer.from(head).toString('latin1', 0, HEAD_BYTES);
  return (Object.keys(PICTURE_FORMATS) as Format[]).find((format) => PICTURE_FORMATS[format]!.isOne(text));
}

/** What a picture says that it shows. */
export function readAlt(format: Format, bytes: Buffer): string | undefined {
  return PICTURE_FORMATS[format]?.readAlt(bytes) || undefined;
}

const DESCRIPTION_CHUNK = Buffer.from('iTXtDescription\0\0\0\0\0', 'latin1');

function altOfPng(bytes: Buffer): string | undefined {
  const at = bytes.indexOf(DESCRIPTION_CHUNK);
  if (at < 4) return undefined;
  const end = at + 4 + bytes.readUInt32BE(at - 4);
  return bytes.toString('utf8', at + DESCRIPTION_CHUNK.length, end);
}

function altOfXmp(bytes: Buffer): string | undefined {
  const at = bytes.lastIndexOf('<rdf:RDF');
  if (at < 0) return undefined;
  return unescapeXml(/<dc:description><rdf:Alt><rdf:li[^>]*>([^<]*)</.exec(bytes.toString('utf8', at))?.[1]);
}

/** Before the picture begins; a description in it belongs to something else. */
function altOfSvg(bytes: Buffer): string | undefined {
  const head = bytes.toString('utf8', 0, SVG_HEAD_BYTES);
  return unescapeXml(/<svg\b[^>]*>\s*(?:<title>[^<]*<\/title>\s*)?<desc>([^<]*)<\/desc>/.exec(head)?.[1]);
}

const SVG_HEAD_BYTES = 64 * 1024;

/** ISO 14496-12 and Apple's list of metadata: `desc` holds a box `data` with a type and a locale before the text. */
function altOfMp4(bytes: Buffer): string | undefined {
  const list = bytes.lastIndexOf('ilst');
  const at = list < 0 ? -1 : bytes.indexOf('desc', list);
  if (at < 0 || bytes.toString('latin1', at + 8, at + 12) !== 'data') return undefined;
  const dataLength = bytes.readUInt32BE(at + 4);
  return bytes.toString('utf8', at + 20, at + 4 + dataLength);
}

/** RFC 9559: the name of a tag (0x45A3), then its text (0x4487) with a length of one to eight bytes. */
function altOfWebm(bytes: Buffer): string | undefined {
  const name = Buffer.from('DESCRIPTION\x44\x87', 'latin1');
  const at = bytes.indexOf(name);
  if (at < 0) return undefined;
  const start = at + name.length;
  const lengthBytes = Math.clz32(bytes[start] ?? 0) - 23;
  if (lengthBytes > 6 || start + lengthBytes > bytes.length) return undefined;
  const length = bytes.readUIntBE(start, lengthBytes) - 2 ** (7 * lengthBytes);
  return bytes.toString('utf8', start + lengthBytes, start + lengthBytes + length);
}

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string | undefined): string | undefined {
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => SIGNS[name]!);
}
