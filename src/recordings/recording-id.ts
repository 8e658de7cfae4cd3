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

/** The id that has a name in the store. */
export function idOfStoredName(name: string): string {
  return name.replace(/_([a-z_])/g, (_, letter: string) => letter.toUpperCase());
}
