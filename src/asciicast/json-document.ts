import { Cast2gifError } from '../errors.js';
import { escapeControlCharacters, isObject, parseLenientJson, ValueScanner } from './json.js';

type Fields = Readonly<Record<string, unknown>>;

/** Where the `[delay, data]` pairs of a version 1 recording are. They are parsed one by one, to save memory. */
export interface StdoutText {
  readonly text: string;
  /** Just after the opening bracket. */
  readonly start: number;
  /** At the closing bracket, or where the text ends. */
  readonly end: number;
  readonly isCutShort: boolean;
}

/** A version 1 recording, or the header of a later one: JSON that may span lines. */
export interface JsonDocument {
  /** All fields; an array `stdout` is left empty. */
  readonly fields: Fields;
  readonly stdout?: StdoutText;
}

/**
 * Reads a JSON object that may be broken or cut short inside its `stdout`, as when the recorder was killed.
 * @returns undefined if it cannot be read
 */
export function parseDocument(text: string): JsonDocument | undefined {
  const key = findStdout(text);
  if (key === undefined) {
    const fields = parseObject(text);
    return fields && { fields };
  }
  const arrayStart = key.end - 1;
  const length = new ValueScanner().scan(text, arrayStart);
  const end = length === undefined ? text.length : length - 1;
  const head = `${text.slice(0, key.start)}"stdout":[`;
  const fields = parseObject(head + text.slice(end)) ?? parseObject(`${head}]}`);
  return fields && { fields, stdout: { text, start: key.end, end, isCutShort: length === undefined } };
}

/** Finds `"stdout": [` among the outermost fields. */
function findStdout(text: string): { start: number; end: number } | undefined {
  const scanner = new ValueScanner();
  let scanned = 0;
  for (const match of text.matchAll(/"stdout"\s*:\s*\[/g)) {
    if (scanner.scan(text, scanned, match.index) !== undefined) return undefined;
    scanned = match.index;
    if (scanner.isAtField) return { start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

function parseObject(text: string): Fields | undefined {
  for (const candidate of [text, escapeControlCharacters(text)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return isObject(value) ? value : undefined;
    } catch {
      // The second attempt, and the last.
    }
  }
  return undefined;
}

/** The elements of `stdout`, each parsed when it is asked for; undefined for one that is not JSON. */
export function* elementsOf({ text, start, end }: StdoutText): Generator<unknown> {
  const separators = /[\s,]*/y;
  const scalar = /[^,[{\]]+|./sy;
  for (let at = start; at < end; ) {
    separators.lastIndex = at;
    separators.test(text);
    at = separators.lastIndex;
    if (at >= end) return;
    const opens = text[at] === '[' || text[at] === '{';
    scalar.lastIndex = at;
    const next = opens ? new ValueScanner().scan(text, at, end) : at + scalar.exec(text)![0].length;
    // The last element is incomplete.
    if (next === undefined) return;
    yield parseElement(text.slice(at, next));
    at = next;
  }
}

function parseElement(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLenientJson(text).value;
  }
}

/**
 * Makes sure that a version 1 recording has events.
 * @throws Cast2gifError `recording` if it has none
 */
export function requireStdout(document: JsonDocument): StdoutText {
  if (document.stdout !== undefined) return document.stdout;
  const what = document.fields.stdout === undefined ? 'has no "stdout"' : 'has a "stdout" that is not an array';
  throw new Cast2gifError('recording', `the version 1 recording ${what}; expected [[delay, data], …]`);
}
