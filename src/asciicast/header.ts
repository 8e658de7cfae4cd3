import { Cast2gifError } from '../errors.js';
import { isObject, quoted } from './json.js';
import type { RecordingLimits } from './limits.js';
import { parseTheme } from './recorded-theme.js';
import type { RecordingHeader } from './recording.js';

type Fields = Readonly<Record<string, unknown>>;

/** Settings for reading a header, and where warnings go. */
export interface HeaderContext {
  readonly limits: RecordingLimits;
  /** 1-based line of the header. */
  readonly line: number;
  readonly warn: (message: string) => void;
}

/** Assumed where the header gives no usable size. */
const DEFAULT_SIZE = { columns: 80, rows: 24 } as const;

/**
 * Whether a JSON value looks like the header of a recording: it stands before the events, and in the middle of
 * concatenated files.
 */
export function isHeader(value: unknown): value is Fields {
  return isObject(value) && 'version' in value;
}

/**
 * Reads a header of any version.
 * @throws Cast2gifError `recording` naming the invalid field
 */
export function parseHeader(fields: Fields, context: HeaderContext): RecordingHeader {
  const version = parseVersion(fields, context);
  const size = parseSize(fields, version, context);
  const term = isObject(fields.term) ? fields.term : {};
  const theme = parseTheme(fields.theme ?? term.theme, context.warn);
  const idleTimeLimitUs = parseIdleTimeLimit(fields.idle_time_limit, context.warn);
  return {
    version,
    ...size,
    ...(isText(fields.title) && { title: fields.title }),
    ...(isText(fields.command) && { command: fields.command }),
    ...(Number.isFinite(fields.timestamp) && { timestamp: fields.timestamp as number }),
    ...(idleTimeLimitUs !== undefined && { idleTimeLimitUs }),
    ...(theme !== undefined && { theme }),
    ...otherFieldsOf(fields, term),
  };
}

/** Read here, or true of the recording as it stands only; `stdout` holds the events of version 1. */
const OWN_FIELDS = new Set(
  'version width height cols rows term theme title command timestamp idle_time_limit duration stdout'.split(' '),
);
const OWN_FIELDS_OF_TERMINAL = new Set(['cols', 'rows', 'theme']);
/** Deeper fields than this are left out. */
const DEEPEST_FIELD = 16;

function otherFieldsOf(fields: Fields, term: Fields): Pick<RecordingHeader, 'otherFields'> {
  const ofHeader = withoutFields(fields, OWN_FIELDS);
  const ofTerminal = withoutFields(term, OWN_FIELDS_OF_TERMINAL);
  const hasSome = Object.keys(ofHeader).length + Object.keys(ofTerminal).length > 0;
  return hasSome ? { otherFields: { ofHeader, ofTerminal } } : {};
}

function withoutFields(fields: Fields, names: ReadonlySet<string>): Fields {
  const others = Object.entries(fields).filter(([name, value]) => !names.has(name) && isShallow(value, DEEPEST_FIELD));
  return Object.fromEntries(others);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parseVersion({ version }: Fields, { line }: HeaderContext): 1 | 2 | 3 {
  if (version === 1 || version === 2 || version === 3) return version;
  const what =
    version === undefined ? 'the header has no version' : `asciicast version ${quoted(version)} is not supported`;
  throw new Cast2gifError('recording', `line ${line}: ${what}; expected 1, 2 or 3`, { line });
}

/** Names that a dimension may have, the version's own first. */
const SIZE_FIELDS = {
  columns: { 1: ['width', 'cols'], 2: ['width', 'cols', 'term.cols'], 3: ['term.cols', 'cols', 'width'] },
  rows: { 1: ['height', 'rows'], 2: ['height', 'rows', 'term.rows'], 3: ['term.rows', 'rows', 'height'] },
} as const;

function parseSize(fields: Fields, version: 1 | 2 | 3, context: HeaderContext): { columns: number; rows: number } {
  return {
    columns: parseDimension(fields, 'columns', SIZE_FIELDS.columns[version], context),
    rows: parseDimension(fields, 'rows', SIZE_FIELDS.rows[version], context),
  };
}

function parseDimension(
  fields: Fields,
  dimension: 'columns' | 'rows',
  names: readonly string[],
  { limits, line, warn }: HeaderContext,
): number {
  const own = names[0]!;
  const fallback = DEFAULT_SIZE[dimension];
  const name = names.find((candidate) => typeof sizeNumber(valueAt(fields, candidate)) === 'number');
  if (name === undefined) return sizeWithoutNumber(valueAt(fields, own), own, fallback, line, warn);
  const value = valueAt(fields, name);
  const size = Math.round(sizeNumber(value)!);
  if (name !== own) warn(`${own} is ${describe(valueAt(fields, own))}; ${name} (${size}) is used instead`);
  else if (value !== size) warn(`${own} is ${quoted(value)}; ${size} is used`);
  if (size === 0) {
    warn(`${own} is 0; ${fallback} is used`);
    return fallback;
  }
  if (size > 0 && size <= limits[dimension]) return size;
  throw new Cast2gifError(
    size > 0 ? 'limit' : 'recording',
    `line ${line}: ${name} is ${value}; expected 1 to ${limits[dimension]}`,
    {
      line,
    },
  );
}

function sizeWithoutNumber(
  value: unknown,
  name: string,
  fallback: number,
  line: number,
  warn: (message: string) => void,
): number {
  if (value !== undefined && value !== null)
    throw new Cast2gifError('recording', `line ${line}: ${name} is ${quoted(value)}; expected a number`, { line });
  warn(`${name} is ${describe(value)}; ${fallback} is used`);
  return fallback;
}

function valueAt(fields: Fields, name: string): unknown {
  if (!name.startsWith('term.')) return fields[name];
  return isObject(fields.term) ? fields.term[name.slice('term.'.length)] : undefined;
}

function sizeNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value)) return Number(value);
  return typeof value === 'number' ? value : undefined;
}

const describe = (value: unknown): string => (value === undefined ? 'missing' : quoted(value));

function parseIdleTimeLimit(value: unknown, warn: (message: string) => void): number | undefined {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && seconds > 0 && seconds < 1e9) return Math.max(1, Math.round(seconds * 1e6));
  warn(`idle_time_limit is ${quoted(value)} and is ignored; expected seconds above 0`);
  return undefined;
}
