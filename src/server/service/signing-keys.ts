/** The keys that the operator signs addresses of pictures with; the first one also signs webhooks. */
import { Cast2gifError } from '../../errors.js';

const LEAST_KEY_BYTES = 32;

/** Keys that stand in our documentation, which everybody knows. */
const EXAMPLE_KEYS: readonly string[] = ['an-example-of-a-key-of-32-bytes-or-more'];

/**
 * Reads the setting `keys`.
 * @throws Cast2gifError `usage`
 */
export function readKeys(text: string | undefined): readonly Uint8Array[] {
  if (text === undefined) return [];
  return text.split(',').map((key, at) => {
    const bytes = new TextEncoder().encode(key);
    const refuse = (problem: string) => new Cast2gifError('usage', `CAST2GIF_KEYS: key ${at + 1} ${problem}`);
    if (bytes.length < LEAST_KEY_BYTES) throw refuse(`has ${bytes.length} bytes; expected ${LEAST_KEY_BYTES} at least`);
    if (EXAMPLE_KEYS.includes(key)) throw refuse('is an example from the documentation; make one of your own');
    if (new Set(bytes).size < 8) throw refuse('repeats itself; make a random one');
    return bytes;
  });
}
