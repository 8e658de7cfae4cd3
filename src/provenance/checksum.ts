import { createHash, type Hash } from 'node:crypto';
import { DIGITS } from './note.js';

/** The hash behind every field of a note. */
export function createChecksum(): Hash {
  return createHash('sha256');
}

/** A finished hash as a field of a note. */
export function fieldOf(hash: Hash, field: keyof typeof DIGITS): string {
  return hash.digest('hex').slice(0, DIGITS[field]);
}
