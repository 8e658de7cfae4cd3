/** Says what a file that is not a recording looks like, so that users see their mistake. */
import { isObject } from './json.js';

/** First bytes that identify a kind of file. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*<(!doctype|html|head|body|\?xml|svg|script|!--)/i,
    'an HTML or XML page (is this the address of a page rather than of a recording?)',
  ],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer (the file itself was not fetched: git lfs pull)'],
  [/^PK\u0003\u0004/, 'a zip archive'],
  [/^BZh[1-9]/, 'bzip2-compressed data (unpack it first)'],
  [/^.7zXZ/s, 'xz-compressed data (unpack it first)'],
  [/^GIF8[79]a/, 'a GIF'],
  [/^\ufffdPNG/, 'a PNG image'],
  [/^%PDF-/, 'a PDF document'],
  [/^Script started on /, 'output of script(1)'],
  [/^\s*(Output|Set|Require|Type|Sleep) \S/, 'a VHS tape'],
  [/^#!/, 'a script'],
];

/** What no recording begins with: NUL or another control character that is neither white space nor ESC. */
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]|\ufffd.*\ufffd.*\ufffd/s;

/**
 * Describes what the beginning of a text looks like.
 * @param head its first line, or as much of it as there is
 * @param value what the first line is as JSON, if it is JSON
 */
export function describeForeignFile(head: string, value: unknown): string {
  if (head.trim() === '') return 'empty';
  const beginning = BEGINNINGS.find(([pattern]) => pattern.test(head));
  if (beginning !== undefined) return beginning[1];
  if (Array.isArray(value)) return describeArray(value);
  if (isObject(value)) return 'JSON, but not an asciicast (it has no "version")';
  if (BINARY.test(head.slice(0, 1000))) return 'binary data';
  if (/^\s*\{/.test(head)) return 'JSON that is damaged or cut short';
  return 'plain text';
}

function describeArray(value: readonly unknown[]): string {
  const first = value[0];
  if (Array.isArray(first) && isObject(first[1]))
    return 'the format that asciinema.org used before asciicast, which is not supported';
  if (typeof first === 'number' && typeof value[1] === 'string') return 'events without a header';
  return 'a JSON array';
}
