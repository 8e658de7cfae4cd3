/** Reads one value, typed or as text, by its row alone. */
import { Cast2gifError, didYouMean, quotedShort } from '../errors.js';
import { expectation } from './describe.js';
import { isText, type OptionValue, type ValueBounds, type ValueRow } from './value-row.js';

/**
 * Where a value comes from. `command`: a flag; `library`: a field of an object, typed; `query`: a stranger's request;
 * `file`: a configuration file, typed or text; `action`: an input of a CI action; `variable`: an environment variable.
 */
export type Surface = 'command' | 'library' | 'query' | 'file' | 'action' | 'variable';

/** What a value is called where it comes from. */
export interface ValueName {
  /** For messages: `--speed`, `?speed=`; the name in the library unless given. */
  readonly label?: string;
  /** Name of the option in the library, if it is one. */
  readonly option?: string;
}

const BYTE_FACTORS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
const SECONDS: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const SWITCHES: Readonly<Record<string, boolean>> = { true: true, '1': true, '': true, false: false, '0': false };

/** What a request may give as a theme: a name, or colours in hex; the path of a file has dots or slashes. */
const THEME_OF_REQUEST = /^([\w-]+|[\da-f#, ]+)$/i;

/** The row as it holds for a request: with the bounds of a service in place of its own. */
export function requestRow<R extends ValueRow & { readonly service?: ValueBounds }>(row: R): R {
  return row.service === undefined ? row : { ...row, ...row.service };
}

/**
 * Reads a value.
 * @param row of an option, a setting or a command's own option
 * @param value text, or, from the library and from files, the typed value
 * @throws Cast2gifError `usage`, naming the option, the value and what was expected
 */
export function readValue(row: ValueRow, value: unknown, surface: Surface, name: ValueName): OptionValue {
  const bounded = surface === 'query' ? requestRow(row) : row;
  const typed = typeof value === 'string' && surface !== 'library' ? valueOfText(bounded, value) : value;
  if (isFine(bounded, typed) && (surface !== 'query' || isForStrangers(bounded, typed))) return typed;
  throw new Cast2gifError('usage', problemOf(bounded, typed, surface), name);
}

function problemOf(row: ValueRow, value: unknown, surface: Surface): string {
  if (row.kind === 'theme' && surface === 'query' && typeof value === 'string') {
    return `expected the name of a theme or colours, not ${quotedShort(value)}`;
  }
  const hint = row.kind === 'choice' && typeof value === 'string' ? didYouMean(value, row.choices ?? []) : '';
  return `expected ${expectation(row)}, not ${describe(value)}${hint}`;
}

function isForStrangers({ kind }: ValueRow, value: OptionValue): boolean {
  return kind !== 'theme' || THEME_OF_REQUEST.test(value as string);
}

/** The text as the row's type of value; as it is where it cannot be one. */
function valueOfText(row: ValueRow, text: string): unknown {
  const synonym = row.synonyms && Object.hasOwn(row.synonyms, text) ? row.synonyms[text] : undefined;
  if (synonym !== undefined) return synonym;
  if (row.list === 'repeated') return [text];
  if (row.list === 'commas') return partsOf(text).filter((part) => part !== '');
  switch (row.kind) {
    case 'number':
    case 'integer':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
    case 'bytes': {
      const match = /^(\d+(?:\.\d+)?) ?([kmg]?)(?:i?b)?$/i.exec(text);
      return match ? Math.floor(Number(match[1]) * BYTE_FACTORS[match[2]!.toLowerCase()]!) : text;
    }
    case 'duration': {
      const match = /^(\d+(?:\.\d+)?) ?(ms|[smhd]?)$/i.exec(text);
      return match ? Number(match[1]) * SECONDS[match[2]!.toLowerCase()]! : text;
    }
    case 'boolean':
      return Object.hasOwn(SWITCHES, text) ? SWITCHES[text] : text;
    default:
      return text;
  }
}

const partsOf = (text: string) => text.split(',').map((part) => part.trim());

function isFine(row: ValueRow, value: unknown): value is OptionValue {
  if (row.list !== undefined) return Array.isArray(value) && value.every((part) => isFineText(row, part));
  if (row.kind === 'boolean') return typeof value === 'boolean';
  if (row.kind === 'choice') return row.choices?.includes(value as string) ?? false;
  if (isText(row)) return isFineText(row, value);
  if (typeof value === 'string') return row.words?.includes(value) ?? false;
  return typeof value === 'number' && isInRange(row, value);
}

function isFineText({ kind, maximumLength = Infinity, maximumParts = Infinity }: ValueRow, value: unknown): boolean {
  if (typeof value !== 'string' || value.length > maximumLength) return false;
  if (kind === 'address' && !/^https?:\/\/./i.test(value)) return false;
  return maximumParts === Infinity || partsOf(value).length <= maximumParts;
}

function isInRange({ kind, minimum = -Infinity, maximum = Infinity, aboveMinimum }: ValueRow, value: number): boolean {
  if (!Number.isFinite(value) || value < minimum || value > maximum) return false;
  if (aboveMinimum && value === minimum) return false;
  return kind === 'number' || kind === 'duration' || Number.isSafeInteger(value);
}

/** A value for a message: quoted if it is text, and never long. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value.length > 200 ? `a text of ${value.length}` : quotedShort(value);
  if (Array.isArray(value)) return 'a list';
  const isPlain = value === null || ['number', 'undefined', 'boolean'].includes(typeof value);
  return isPlain ? String(value) : `a value of type ${typeof value}`;
}
