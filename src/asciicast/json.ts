/** JSON as found in recordings: sometimes slightly broken. */

const QUOTE = 34;
const BACKSLASH = 92;

/** The result of reading a text that should be JSON. */
export interface LenientJson {
  /** Undefined if it could not be read. */
  readonly value: unknown;
  /** What was tolerated or, without a value, what is wrong. */
  readonly problems: readonly string[];
}

/**
 * Reads an object or array that `JSON.parse` refuses: raw control characters in strings, text after the value, the
 * words NaN and Infinity for a time (they become null), a byte order mark.
 */
export function parseLenientJson(text: string): LenientJson {
  const problems: string[] = [];
  // A time that is null is reported where it is used.
  const timed = text.replace(/^\ufeff/, '').replace(/^(\s*\[\s*)(?:-?Infinity|NaN)(?=\s*,)/, '$1null');
  const escaped = escapeControlCharacters(timed);
  if (escaped !== timed) problems.push('raw control characters in a string');
  const end = endOfValue(escaped);
  if (end === undefined) return { value: undefined, problems: ['cut short, or a quote is missing'] };
  if (escaped.slice(end).trim() !== '') problems.push('text after the closing bracket');
  try {
    return { value: JSON.parse(escaped.slice(0, end)), problems };
  } catch {
    return { value: undefined, problems: ['not valid JSON'] };
  }
}

/** Escapes control characters inside strings, as JSON requires. */
export function escapeControlCharacters(text: string): string {
  if (!/[\u0000-\u001f]/.test(text)) return text;
  let result = '';
  let copied = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (inString && code === BACKSLASH) at += 1;
    else if (inString && code < 0x20) {
      result += `${text.slice(copied, at)}\\u${code.toString(16).padStart(4, '0')}`;
      copied = at + 1;
    }
  }
  return result + text.slice(copied);
}

/** Finds the end of an object or array whose text arrives piece by piece. */
export class ValueScanner {
  #depth = 0;
  #inString = false;
  #escaped = false;

  /**
   * Continues scanning.
   * @param text what comes next; the first text begins with white space or the opening bracket
   * @param start where in it to begin
   * @param end where to stop
   * @returns the position just after the closing bracket, or undefined if it has not come yet
   */
  scan(text: string, start = 0, end = text.length): number | undefined {
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#escaped) this.#escaped = false;
      else if (this.#inString) {
        if (code === QUOTE) this.#inString = false;
        else if (code === BACKSLASH) this.#escaped = true;
      } else if (code === QUOTE) this.#inString = true;
      else if (code === 0x5b || code === 0x7b) this.#depth += 1;
      else if ((code === 0x5d || code === 0x7d) && (this.#depth -= 1) <= 0) return at + 1;
    }
    return undefined;
  }

  /** Whether what comes next is a field, or part of one, of the outermost object. */
  get isAtField(): boolean {
    return this.#depth === 1 && !this.#inString;
  }
}

/** The position just after the object or array that a text begins with; undefined if that is incomplete. */
function endOfValue(text: string): number | undefined {
  return /^\s*[[{]/.test(text) ? new ValueScanner().scan(text) : undefined;
}

/** Whether a JSON value is an object (not an array, not null). */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON value for a message: short, on one line. */
export function quoted(value: unknown): string {
  const text = Array.isArray(value) ? 'an array' : isObject(value) ? 'an object' : (JSON.stringify(value) ?? 'missing');
  return text.length <= 40 ? text : `${text.slice(0, 37)}…${text.startsWith('"') ? '"' : ''}`;
}
