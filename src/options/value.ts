/** Reads and checks the value of one option, by its row of the table alone. */
import { Cast2gifError } from '../errors.js';
import type { OptionRow, OptionValue } from './table.js';

const BYTE_FACTORS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** What a row takes, as the end of a sentence: `a number of seconds above 0, or none`. */
export function expectation(row: OptionRow): string {
  if (row.kind === 'boolean') return 'true or false';
  if (row.kind === 'text') return 'a text';
  if (row.kind === 'list') return 'names separated by commas';
  if (row.kind === 'choice') return oneOf(row.choices ?? []);
  const noun = { number: 'a number', integer: 'a whole number', bytes: 'a size like 500k or 5MB' }[row.kind];
  const words = [...(row.words ?? []), ...Object.keys(row.synonyms ?? {})];
  return `${noun}${row.unit === undefined || row.kind === 'bytes' ? '' : ` of ${row.unit}`}${range(row)}${
    words.length === 0 ? '' : `, or ${words.join(', ')}`
  }`;
}

function range({ kind, minimum, maximum, aboveMinimum }: OptionRow): string {
  const show = (value: number) => (kind === 'bytes' ? formatBytes(value) : String(value));
  if (minimum === undefined) return '';
  const from = aboveMinimum ? `above ${show(minimum)}` : `from ${show(minimum)}`;
  if (maximum !== undefined) return ` ${from} ${aboveMinimum ? 'and up ' : ''}to ${show(maximum)}`;
  return aboveMinimum ? ` ${from}` : `, at least ${show(minimum)}`;
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

/** A byte count the way `bytes` options are written: `16MB` for 16,777,216, plain digits where it is no round one. */
export function formatBytes(bytes: number): string {
  for (const [letter, factor] of Object.entries(BYTE_FACTORS).reverse()) {
    if (letter !== '' && bytes >= factor && bytes % factor === 0) return `${bytes / factor}${letter.toUpperCase()}B`;
  }
  return String(bytes);
}

/**
 * Reads a value that comes as text, from a command line or a query string.
 * @param label what the user calls the option, for the message: `--speed`
 * @throws Cast2gifError `usage`
 */
export function parseValue(row: OptionRow, text: string, label: string): OptionValue {
  const synonym = row.synonyms && Object.hasOwn(row.synonyms, text) ? row.synonyms[text] : undefined;
  if (synonym !== undefined) return synonym;
  return checkValue(row, valueOfText(row, text) ?? text, label);
}

/** The text as the row's type of value; undefined where it cannot be one. */
function valueOfText(row: OptionRow, text: string): OptionValue | undefined {
  switch (row.kind) {
    case 'number':
    case 'integer':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    case 'bytes': {
      const match = /^(\d+(?:\.\d+)?) ?([kmg]?)(?:i?b)?$/i.exec(text);
      return match ? Math.floor(Number(match[1]) * BYTE_FACTORS[match[2]!.toLowerCase()]!) : undefined;
    }
    case 'boolean':
      return { true: true, '1': true, '': true, false: false, '0': false }[text];
    case 'list':
      if (row.repeatable) return [text];
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    default:
      return text;
  }
}

/**
 * Checks a value of unknown type, as a caller of the library may pass.
 * @returns the value, unchanged
 * @throws Cast2gifError `usage`, naming the option, the value and what was expected
 */
export function checkValue(row: OptionRow, value: unknown, label: string): OptionValue {
  if (!isFine(row, value)) {
    throw new Cast2gifError('usage', `${label}: expected ${expectation(row)}, not ${describe(value)}`);
  }
  return value;
}

function isFine(row: OptionRow, value: unknown): value is OptionValue {
  if (row.kind === 'boolean') return typeof value === 'boolean';
  if (row.kind === 'list') return Array.isArray(value) && value.every((part) => typeof part === 'string');
  if (row.kind === 'text') return typeof value === 'string';
  if (row.kind === 'choice') return row.choices?.includes(value as string) ?? false;
  if (typeof value === 'string') return row.words?.includes(value) ?? false;
  return typeof value === 'number' && isInRange(row, value);
}

function isInRange({ kind, minimum = -Infinity, maximum = Infinity, aboveMinimum }: OptionRow, value: number): boolean {
  if (!Number.isFinite(value) || value < minimum || value > maximum) return false;
  if (aboveMinimum && value === minimum) return false;
  return kind === 'number' || Number.isSafeInteger(value);
}

/** A value for a message: quoted if it is text, and never long. */
function describe(value: unknown): string {
  if (typeof value === 'number' || value === undefined || value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
}
