/** Lower case only, so that two keys are two files on every file system. No segment begins with a dot. */
const SEGMENT = /^[a-z0-9_-][a-z0-9._-]{0,199}$/;
const MAXIMUM_CHARACTERS = 512;

/**
 * Refuses what is not a key: one to several segments of `a-z 0-9 . _ -`, joined by `/`.
 * @throws TypeError
 */
export function checkKey(key: string): void {
  if (key.length <= MAXIMUM_CHARACTERS && key.split('/').every((segment) => SEGMENT.test(segment))) return;
  throw new TypeError(`not a key of the store: ${JSON.stringify(key.slice(0, 80))}`);
}

/**
 * Refuses what cannot begin a key: whole segments and perhaps a part of one.
 * @throws TypeError
 */
export function checkPrefix(prefix: string): void {
  // What begins a key becomes one by a letter more.
  if (prefix !== '') checkKey(`${prefix}x`);
}
