import { Cast2gifError } from '../errors.js';
import { endOfValue, escapeControlCharacters, isObject } from './json.js';

type Fields = Readonly<Record<string, unknown>>;

/** A version 1 recording, or the header of a later one: what is not on a line of its own. */
export interface JsonDocument {
  readonly fields: Fields;
  /** Whether the end was missing, so that only the beginning could be used. */
  readonly isCutShort: boolean;
}

/**
 * Reads a JSON object that may be cut short inside its `stdout`: what was recorded before the recorder was killed.
 * @returns undefined if it cannot be read even so
 */
export function parseDocument(text: string): JsonDocument | undefined {
  const whole = parseObject(text);
  if (whole !== undefined) return { fields: whole, isCutShort: false };
  const match = /"stdout"\s*:\s*\[/.exec(text);
  if (match === null) return undefined;
  const fields = parseObject(`${text.slice(0, match.index)}"stdout":[]}`);
  if (fields === undefined) return undefined;
  return { fields: { ...fields, stdout: leadingPairs(text, match.index + match[0].length) }, isCutShort: true };
}

function parseObject(text: string): Fields | undefined {
  for (const candidate of [text, escapeControlCharacters(text)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (isObject(value)) return value;
    } catch {
      // Tried again, then given up.
    }
  }
  return undefined;
}

/** The whole pairs that stand in front of the place where the text breaks off. */
function leadingPairs(text: string, start: number): unknown[] {
  const pairs: unknown[] = [];
  let at = start;
  for (;;) {
    const rest = /[\s,]*/y;
    rest.lastIndex = at;
    at += rest.exec(text)?.[0].length ?? 0;
    const length = text[at] === '[' ? pairLength(text, at) : undefined;
    if (length === undefined) return pairs;
    try {
      pairs.push(JSON.parse(escapeControlCharacters(text.slice(at, at + length))));
    } catch {
      return pairs;
    }
    at += length;
  }
}

/** Looks at a little more of the text each time: slicing off all that follows would take time squared. */
function pairLength(text: string, start: number): number | undefined {
  for (let span = 1024; ; span *= 8) {
    const length = endOfValue(text.slice(start, start + span));
    if (length !== undefined || start + span >= text.length) return length;
  }
}

/**
 * The `[delay, data]` pairs of a version 1 recording.
 * @throws Cast2gifError `recording` if there are none
 */
export function stdoutOf(fields: Fields): readonly unknown[] {
  if (Array.isArray(fields.stdout)) return fields.stdout;
  const what = fields.stdout === undefined ? 'has no "stdout"' : 'has a "stdout" that is not an array';
  throw new Cast2gifError('recording', `the version 1 recording ${what}; expected [[delay, data], …]`);
}
