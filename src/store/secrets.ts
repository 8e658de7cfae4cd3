import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Cast2gifError } from '../errors.js';
import type { Store } from './store.js';

const SECRET_KEY = 'secret';
const SECRET_BYTES = 32;

/** What keys are derived for; each use has its own, so that what one signs means nothing to another. */
export type SecretUse = 'picture-token' | 'cookie' | 'form' | 'installation';

/**
 * The one secret of a store, from which all others are derived. Every server that uses the store has the same one;
 * anyone who can read the store can know it.
 */
export class Secrets {
  readonly #secret: Uint8Array;

  private constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** Reads the store's secret, or makes it: of several servers that start at once, one does. */
  static async open(store: Store): Promise<Secrets> {
    await store.create(SECRET_KEY, randomBytes(SECRET_BYTES));
    const { bytes } = (await store.get(SECRET_KEY)) ?? {};
    if (bytes?.length !== SECRET_BYTES) throw new Cast2gifError('io', 'the secret in the store is damaged');
    return new Secrets(bytes);
  }

  /** A key of 32 bytes for one use (HKDF with SHA-256, RFC 5869). */
  keyFor(use: SecretUse): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secret, new Uint8Array(), `cast2gif ${use}`, SECRET_BYTES));
  }

  /** 160 bits that cannot be computed without the secret, in lower-case hexadecimal: a key of the store. */
  tokenOf(use: SecretUse, text: string): string {
    return createHmac('sha256', this.keyFor(use)).update(text).digest('hex').slice(0, 40);
  }
}

/** Lower case, so that it is a key of the store, and without letters that look like digits (Crockford's base 32). */
const ID_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 20;

/** A new name for something at an address of its own: 100 random bits, 5 a letter. */
export function randomId(): string {
  return Array.from(randomBytes(ID_LENGTH), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
}

/** 256 random bits that fit into a header. */
export function randomToken(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
