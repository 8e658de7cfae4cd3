/** The ids of recordings: what stands in the address of a page. */

/** Ids that were made here have 20 lower-case letters and digits; those that were imported may be other names. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a text can be the id of a recording. */
export function isRecordingId(text: string): boolean {
  return ID.test(text);
}

/** The name under which the store has an id: keys are lower case, so `_` announces a capital, or itself. */
export function storedName(id: string): string {
  return id.replace(/[A-Z_]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Digits of the largest time. */
const TIME_DIGITS = 13;
const LATEST_MS = 10 ** TIME_DIGITS - 1;

/** A name that the store lists before those of older recordings. @param uploadedMs milliseconds since 1970 */
export function newestFirst(uploadedMs: number, id: string): string {
  return `${String(LATEST_MS - uploadedMs).padStart(TIME_DIGITS, '0')}-${storedName(id)}`;
}

/** The id in such a name. */
export function idOfEntry(entry: string): string {
  return idOfStoredName(entry.slice(TIME_DIGITS + 1));
}

/** The id that has a name in the store. */
export function idOfStoredName(name: string): string {
  return name.replace(/_([a-z_])/g, (_, letter: string) => letter.toUpperCase());
}
