/**
 * Addresses of pictures of recordings elsewhere: `/r/<signature>/<options>/<source in base64url>.<extension>`. The
 * signature is an HMAC with SHA-256 over all that follows it, as it stands in the request, slash included.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { FORMATS, type Format, formatOfPath } from '../../options/formats.js';

/** What takes the place of a signature in an unsigned address. */
export const UNSIGNED = '-';

const NO_OPTIONS = '-';
const SIGNATURE = /^[\w-]{43}$/;

/** What an address says. */
export interface PictureAddress {
  readonly format: Format;
  /** Names and values; names of the service's own (`expires`, `pending`) among them. */
  readonly options: readonly (readonly [name: string, value: string])[];
  /** Where the recording is. */
  readonly source: string;
}

/** An address as it was asked for. */
export interface AskedAddress extends PictureAddress {
  readonly signature: string;
  /** What the signature is of. */
  readonly signedText: string;
}

/** The path that stands for an address, signed. */
export function signedPath(address: PictureAddress, key: Uint8Array): string {
  const text = signedTextOf(address);
  return `/r/${signatureOf(text, key).toString('base64url')}${text}`;
}

function signedTextOf({ format, options, source }: PictureAddress): string {
  const name = `${Buffer.from(source).toString('base64url')}.${FORMATS[format].extensions[0]}`;
  return `/${optionsText(options)}/${name}`;
}

function optionsText(options: PictureAddress['options']): string {
  const pairs = options.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.sort().join(',') || NO_OPTIONS;
}

function signatureOf(text: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Reads the target of a request, in the one spelling that `signedPath` gives; undefined for any other. */
export function readAddress(target: string): AskedAddress | undefined {
  const [, signature, options, name] = /^\/r\/([^/]*)\/([^/]*)\/([^/]*)$/.exec(target) ?? [];
  if (signature === undefined || options === undefined || name === undefined) return undefined;
  const address = addressOf(options, name);
  const signedText = target.slice(`/r/${signature}`.length);
  if (address === undefined || signedTextOf(address) !== signedText) return undefined;
  return { ...address, signature, signedText };
}

function addressOf(options: string, name: string): PictureAddress | undefined {
  const format = formatOfPath(name);
  const pairs = pairsOf(options);
  if (format === undefined || pairs === undefined) return undefined;
  return { format, options: pairs, source: Buffer.from(name.split('.', 1)[0]!, 'base64url').toString() };
}

function pairsOf(text: string): PictureAddress['options'] | undefined {
  if (text === NO_OPTIONS) return [];
  try {
    return text.split(',').map((pair) => {
      const [name = '', value = ''] = pair.split('=', 2).map(decodeURIComponent);
      return [name, value] as const;
    });
  } catch {
    return undefined;
  }
}

/** Whether one of the keys has signed the address; how long it takes does not depend on how much of it is right. */
export function isSigned({ signature, signedText }: AskedAddress, keys: readonly Uint8Array[]): boolean {
  if (!SIGNATURE.test(signature)) return false;
  const given = Buffer.from(signature, 'base64url');
  // The last of 43 characters holds two bits that decoding drops.
  if (given.toString('base64url') !== signature) return false;
  return keys.map((key) => timingSafeEqual(given, signatureOf(signedText, key))).includes(true);
}
