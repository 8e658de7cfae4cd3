/** @param atMs milliseconds since 1970; the date is that of UTC @returns HTML */
export function dateElement(atMs: number, style: 'long' | 'medium'): string {
  const at = new Date(atMs);
  const text = new Intl.DateTimeFormat('en-GB', { dateStyle: style, timeZone: 'UTC' }).format(at);
  return `<time datetime="${at.toISOString()}">${text}</time>`;
}
