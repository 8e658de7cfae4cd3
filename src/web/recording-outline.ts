/**
 * What a page can tell about a recording without replaying it: its size, its length, when something happens. Lenient,
 * because the service alone decides what a recording is.
 */

/** A label at a moment, in seconds of the recording. */
export interface OutlineMarker {
  readonly seconds: number;
  readonly label: string;
}

/** A recording in brief. All times are seconds since its start, as recorded. */
export interface RecordingOutline {
  readonly version: number;
  readonly columns: number;
  readonly rows: number;
  readonly title?: string;
  readonly idleTimeLimitSeconds?: number;
  /** When each event happens, in order. */
  readonly eventSeconds: readonly number[];
  /** How many characters each event prints; 0 for events that print nothing. */
  readonly eventWeights: readonly number[];
  readonly markers: readonly OutlineMarker[];
}

type Fields = Readonly<Record<string, unknown>>;

const DEFAULT_SIZE = { columns: 80, rows: 24 } as const;
const MOST_MARKERS = 1000;
const VERSIONS: readonly unknown[] = [1, 2, 3];

/** Reads a recording of any version; undefined where the text does not look like one. */
export function outlineOf(text: string): RecordingOutline | undefined {
  const [first, ...lines] = text.replace(/^\ufeff/, '').split('\n');
  const header = parseFields(first ?? '') ?? parseFields(text);
  if (header === undefined || !VERSIONS.includes(header.version)) return undefined;
  if (header.version === 1) return outlineOfEvents(header, pairsOfVersion1(header), true);
  return outlineOfEvents(header, lines.map(parseLine), header.version === 3);
}

function outlineOfEvents(header: Fields, lines: readonly unknown[], isRelative: boolean): RecordingOutline {
  const eventSeconds: number[] = [];
  const eventWeights: number[] = [];
  const markers: OutlineMarker[] = [];
  let nowSeconds = 0;
  for (const line of lines) {
    if (!Array.isArray(line) || typeof line[0] !== 'number' || !Number.isFinite(line[0])) continue;
    const [time, kind, data] = line as [number, unknown, unknown];
    nowSeconds = Math.max(nowSeconds, isRelative ? nowSeconds + time : time);
    eventSeconds.push(nowSeconds);
    eventWeights.push(kind === 'o' && typeof data === 'string' ? data.length : 0);
    if (kind === 'm' && markers.length < MOST_MARKERS) markers.push({ seconds: nowSeconds, label: String(data ?? '') });
  }
  return { ...factsOf(header), eventSeconds, eventWeights, markers };
}

function factsOf(header: Fields) {
  const term = isFields(header.term) ? header.term : {};
  const { title, idle_time_limit: idleTimeLimitSeconds } = header;
  return {
    version: header.version as number,
    columns: positive(header.width ?? term.cols) ?? DEFAULT_SIZE.columns,
    rows: positive(header.height ?? term.rows) ?? DEFAULT_SIZE.rows,
    ...(typeof title === 'string' && title !== '' && { title }),
    ...(positive(idleTimeLimitSeconds) !== undefined && { idleTimeLimitSeconds: idleTimeLimitSeconds as number }),
  };
}

function pairsOfVersion1({ stdout }: Fields): unknown[] {
  return Array.isArray(stdout) ? stdout.map((pair) => (Array.isArray(pair) ? [pair[0], 'o', pair[1]] : pair)) : [];
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseFields(text: string): Fields | undefined {
  const value = parseLine(text);
  return isFields(value) ? value : undefined;
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
