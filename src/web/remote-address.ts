/** The address of a picture of a recording elsewhere, where the service takes such addresses unsigned. */
import { canonicalOptions } from '../options/canonical.js';
import { FORMATS, type Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';

/** `/r/-/<options>/<source in base64url>.<extension>` */
export function unsignedPath(source: string, format: Format, options: RenderOptions): string {
  const pairs = canonicalOptions(format, options).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const name = `${base64Url(new TextEncoder().encode(source))}.${FORMATS[format].extensions[0]}`;
  return `/r/-/${pairs.sort().join(',') || '-'}/${name}`;
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
