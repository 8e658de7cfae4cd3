/** JSON for standard output. It leaves some control characters as they are; a terminal must not meet them. */
export function jsonText(report: object): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(report, null, 2).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)}\n`;
}
