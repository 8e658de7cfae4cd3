/** A value as JSON for a script element, which only `<` could end. */
export function scriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
