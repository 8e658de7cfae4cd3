/** Reports for people: facts one a line, tables that fit the terminal. */
import { printable } from '../../errors.js';
import type { CostlyFrame, GifReport, PictureNotes, PictureReport, RecordingReport } from '../../index.js';

/** A fact's name and what is said of it. */
type Fact = readonly [name: string, text: string];

/** One column of a table; the later ones are left out where there is no room. */
interface Column<T> {
  readonly heading: string;
  readonly text: (row: T) => string;
  /** Takes the room that is left, from the left, and is cut where there is not enough. */
  readonly fills?: true;
}

/** A column that is cut to less says nothing. */
const LEAST_FILLING = 12;

const LEAST_COLUMNS = 30;
const LABEL_COLUMNS = 12;
const GAP = '  ';
/** Markers and warnings listed; JSON has more. */
const LISTED = 10;

/** The report as text, for a terminal of that width. */
export function reportText(report: GifReport | PictureReport | RecordingReport, columns: number): string {
  const width = Math.max(LEAST_COLUMNS, Math.min(columns, 100));
  return `${linesOf(report, width).join('\n')}\n`;
}

function linesOf(report: GifReport | PictureReport | RecordingReport, width: number): string[] {
  if (report.kind === 'gif') return gifLines(report, width);
  return report.kind === 'picture' ? pictureLines(report, width) : recordingLines(report, width);
}

function pictureLines(report: PictureReport, width: number): string[] {
  const origin = report.origin ? [] : [['Made by', 'not known: the file carries no note'] as const];
  const facts = [[report.format.toUpperCase(), bytes(report.byteLength)] as const, ...notesOf(report), ...origin];
  return factLines(facts, width);
}

/** What a picture says about itself. */
function notesOf({ alt, origin }: PictureNotes): Fact[] {
  const facts: Fact[] = alt === undefined ? [] : [['Alt text', alt]];
  if (origin === undefined) return facts;
  const { version, renderer, recording, options, isIntact } = origin;
  return [
    ...facts,
    ['Made by', `cast2gif ${version}, renderer ${renderer}`],
    ['From', `recording ${recording}, options ${options}`],
    ['Since then', isIntact ? 'unchanged' : 'edited'],
  ];
}

function gifLines(report: GifReport, width: number): string[] {
  const { frames, byteLength, globalPaletteBytes, localPaletteBytes } = report;
  const facts: Fact[] = [
    ['GIF', `${report.widthPx}x${report.heightPx} px, version ${report.version}, ${bytes(byteLength)}`],
    ['Duration', `${seconds(report.durationUs)}, ${counted(frames.length, 'frame')}, ${playsText(report.plays)}`],
    [
      'Pixels',
      `${grouped(report.pixelCount)} over all frames; a frame covers ${percent(report.canvasShare)} of the canvas`,
    ],
    ['Colours', paletteText(report)],
    [
      'Tables',
      `${bytes(globalPaletteBytes + localPaletteBytes)}, ${percent((globalPaletteBytes + localPaletteBytes) / byteLength)} of the file`,
    ],
    ['A frame', `${bytes(report.medianFrameBytes)} in the median, ${bytes(report.largestFrameBytes)} at most`],
    ...notesOf(report),
    ...report.notes.map((note): Fact => ['Note', note]),
  ];
  return [...factLines(facts, width), '', ...costliestLines(report, width)];
}

function costliestLines({ costliest, byteLength }: GifReport, width: number): string[] {
  const share = percent(costliest.reduce((total, frame) => total + frame.share, 0));
  const heading = `Costliest moments, ${share} of the GIF's ${bytes(byteLength)}`;
  const columns = costliest[0]?.recorded === undefined ? COSTLIEST_COLUMNS : MOMENT_COLUMNS;
  return [...wrapped(heading, width), ...tableLines(costliest, columns, width)];
}

const COSTLIEST_COLUMNS: readonly Column<CostlyFrame>[] = [
  { heading: 'time', text: ({ timeUs }) => seconds(timeUs) },
  { heading: 'bytes', text: ({ byteLength }) => grouped(byteLength) },
  { heading: 'share', text: ({ share }) => percent(share) },
  { heading: 'frame', text: ({ index }) => String(index) },
  { heading: 'rectangle', text: ({ widthPx, heightPx, leftPx, topPx }) => `${widthPx}x${heightPx}+${leftPx}+${topPx}` },
  { heading: 'colours', text: ({ palette, paletteSize }) => `${paletteSize} ${palette}` },
  { heading: 'disposal', text: ({ disposal }) => disposal },
];

const MOMENT_COLUMNS: readonly Column<CostlyFrame>[] = [
  { heading: 'in GIF', text: ({ timeUs }) => seconds(timeUs) },
  { heading: 'recorded', text: ({ recorded }) => seconds(recorded!.timeUs) },
  { heading: 'bytes', text: ({ byteLength }) => grouped(byteLength) },
  { heading: 'share', text: ({ share }) => percent(share) },
  { heading: 'rows', text: ({ recorded }) => rowsText(recorded!.rows) },
  { heading: 'cells', text: ({ recorded }) => grouped(recorded!.cellCount) },
  { heading: 'what changed', text: ({ recorded }) => recorded!.text, fills: true },
];

/** `3`, `3–9`, from 1 as people count; the span where some between did not change. */
function rowsText(rows: readonly number[]): string {
  if (rows.length === 0) return '–';
  const [first, last] = [rows[0]! + 1, rows.at(-1)! + 1];
  return first === last ? String(first) : `${first}–${last}`;
}

function playsText(plays: number | 'forever'): string {
  if (plays === 'forever') return 'plays forever';
  return plays === 1 ? 'plays once' : `plays ${plays} times`;
}

function paletteText({ globalPaletteSize, localPaletteCount }: GifReport): string {
  const global = globalPaletteSize === 0 ? 'no global table' : `a global table of ${globalPaletteSize}`;
  return `${global}, ${counted(localPaletteCount, 'local table')}`;
}

function recordingLines(report: RecordingReport, width: number): string[] {
  const { title, command, markers, warnings, eventCounts, warningCount } = report;
  const events = Object.entries(eventCounts).filter(([, count]) => count > 0);
  const eventText = events.map(([kind, count]) => `${grouped(count)} ${kind}`).join(', ') || 'none';
  const facts: Fact[] = [
    ['Recording', `asciicast version ${report.version}, ${report.columns}x${report.rows} cells`],
    ...(title ? [['Title', title] as const] : []),
    ...(command ? [['Command', command] as const] : []),
    ['Duration', `${seconds(report.durationUs)}; the picture lasts ${seconds(report.outputDurationUs)}`],
    ['Frames', grouped(report.frameCount)],
    ['Events', eventText],
    ['Flashes', flashesText(report.flashes)],
  ];
  const markerFacts = markers.slice(0, LISTED).map(({ timeUs, label }): Fact => [seconds(timeUs), label]);
  const warningLines = warnings
    .slice(0, LISTED)
    .flatMap(({ line, message }) => wrapped(line === undefined ? message : `line ${line}: ${message}`, width));
  return [
    ...factLines(facts, width),
    ...section('Markers', factLines(markerFacts, width), eventCounts.marker),
    ...section('Warnings', warningLines, warningCount),
    ...section('Suggested alt text', wrapped(report.altText, width), 1),
    ...(report.gif === undefined ? [] : ['', ...costliestLines(report.gif, width)]),
  ];
}

function flashesText(flashes: RecordingReport['flashes']): string {
  const [first] = flashes;
  if (first === undefined) return 'at most three in a second over a large area (WCAG 2.3.1)';
  const more = flashes.length > 1 ? ` and ${counted(flashes.length - 1, 'more stretch', 'es')}` : '';
  const what = first.kind === 'red' ? 'saturated red flashes' : 'flashes';
  const when = `from ${seconds(first.fromUs)} to ${seconds(first.toUs)}${more}`;
  return `${what} more than three times in a second over a large area (WCAG 2.3.1): ${when}`;
}

/** A heading and its lines; nothing where there are none. */
function section(heading: string, lines: readonly string[], count: number): string[] {
  if (count === 0) return [];
  const more = count > LISTED ? [`… ${grouped(count - LISTED)} more`] : [];
  return ['', count > 1 ? `${heading} (${grouped(count)})` : heading, ...lines, ...more];
}

/** Names in one column, texts beside them, broken into lines that fit. */
function factLines(facts: readonly Fact[], width: number): string[] {
  return facts.flatMap(([name, text]) =>
    wrapped(text, width - LABEL_COLUMNS).map((line, index) =>
      `${(index === 0 ? name : '').padEnd(LABEL_COLUMNS)}${line}`.trimEnd(),
    ),
  );
}

/** As many columns as fit, set flush right. */
function tableLines<T>(rows: readonly T[], columns: readonly Column<T>[], width: number): string[] {
  let lines = rows.map(() => '').concat('');
  for (const { heading, text, fills } of columns) {
    const cells = [heading, ...rows.map(text)];
    if (fills) {
      const room = width - lines[0]!.length - GAP.length;
      if (room < LEAST_FILLING) break;
      lines = lines.map((line, row) => `${line}${GAP}${cut(cells[row]!, room)}`.trimEnd());
      continue;
    }
    const cellWidth = Math.max(...cells.map(({ length }) => length));
    const longer = lines.map((line, row) => `${line}${line && GAP}${cells[row]!.padStart(cellWidth)}`);
    if (longer[0]!.length > width) break;
    lines = longer;
  }
  return lines;
}

function cut(text: string, room: number): string {
  const characters = [...printable(text)];
  return characters.length <= room ? characters.join('') : `${characters.slice(0, room - 1).join('')}…`;
}

/** Breaks a text between words; a word longer than a line is broken too. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line];
}

function counted(count: number, unit: string, plural = 's'): string {
  return `${grouped(count)} ${unit}${count === 1 ? '' : plural}`;
}

/** `1,234,567`, whatever the system's language. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function bytes(count: number): string {
  return counted(count, 'byte');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function seconds(timeUs: number): string {
  return `${(timeUs / 1e6).toFixed(2)} s`;
}
