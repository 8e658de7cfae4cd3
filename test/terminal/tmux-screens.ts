/** Screens of whole recordings, ours beside tmux's. */
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { openSource } from '#cast2gif/io/source.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { TEST_COLOURS } from '../frames/replay.js';
import type { Tmux } from './tmux.js';

/** A row that is not the same at a moment. */
export interface RowDifference {
  readonly moment: number;
  readonly row: number;
  readonly ours: string;
  readonly theirs: string;
}

/** Replays a recording into both terminals and compares the rows at that many moments, the last one included. */
export async function compareScreens(path: string, tmux: Tmux, moments: number): Promise<RowDifference[]> {
  const recording = await openRecording(await openSource(path));
  const { columns, rows } = recording.header;
  const events: RecordingEvent[] = [];
  for await (const batch of recording.events()) events.push(...batch);
  await recording.close();
  const terminal = Terminal.create({ columns, rows, colours: TEST_COLOURS, cursor: 'recorded' });
  await tmux.open(columns, rows);
  const stops = new Set(Array.from({ length: moments }, (_, at) => stopAt(events, (at + 1) / moments)));
  const differences: RowDifference[] = [];
  let pending = '';
  let moment = 0;
  for (const [at, event] of events.entries()) {
    if (event.kind === 'output') {
      terminal.write(event.data);
      pending += event.data;
    } else if (event.kind === 'resize') {
      await tmux.write(pending);
      pending = '';
      terminal.resize(event.columns, event.rows);
      await tmux.resize(event.columns, event.rows);
    }
    if (!stops.has(at)) continue;
    await tmux.write(pending);
    pending = '';
    const theirs = (await tmux.screen()).rows;
    for (const [row, text] of textRows(terminal).entries())
      if (text !== theirs[row]) differences.push({ moment, row, ours: text, theirs: theirs[row] ?? '' });
    moment += 1;
  }
  return differences;
}

/** The event after which a share of the recording has been played, not in the middle of a control sequence. */
function stopAt(events: readonly RecordingEvent[], share: number): number {
  let at = Math.ceil(events.length * share) - 1;
  while (at < events.length - 1 && endsInSequence(events[at]!)) at += 1;
  return at;
}

function endsInSequence(event: RecordingEvent): boolean {
  return event.kind === 'output' && /\x1b[^A-Za-z\x07\x1b]*$|[\ud800-\udbff]$/.test(event.data);
}

/** The rows of the screen as text, without blanks at their ends. */
export function textRows(terminal: Terminal): string[] {
  const { lines, ybase } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) => {
    const line = lines.get(ybase + row)!;
    let text = '';
    for (let column = 0; column < line.length; column += 1) {
      const content = line._data[column * 3]!;
      if (content >>> 22 === 0) continue;
      text += content & 0x200000 ? line._combined[column] : String.fromCodePoint(content & 0x1fffff || 0x20);
    }
    return text.trimEnd();
  });
}
