import { printable } from '../../errors.js';
import type { FrameSequence, OutputMarker } from '../../frames/frame.js';
import { stableScreens } from './stable-screens.js';

interface Cue {
  readonly startUs: number;
  readonly lines: readonly string[];
}

/**
 * What appears on the screen, as a WebVTT file (W3C): a cue for each moment at which the screen comes to rest, with
 * the lines that are new. Markers are in brackets. For people who cannot see the picture, and for search.
 */
export function transcript(sequence: FrameSequence, options: { readonly title?: string | undefined } = {}): string {
  const cues = [...cuesOf(sequence)];
  const blocks = cues.map(({ startUs, lines }, index) => {
    const start = Math.round(startUs / 1000);
    const end = Math.round((cues[index + 1]?.startUs ?? sequence.durationUs) / 1000);
    return `${clock(start)} --> ${clock(Math.max(end, start + 1))}\n${lines.map(escapeCue).join('\n')}\n`;
  });
  const note = options.title ? [`NOTE\n${escapeCue(options.title)}\n`] : [];
  return ['WEBVTT\n', ...note, ...blocks].join('\n');
}

function* cuesOf(sequence: FrameSequence): Generator<Cue> {
  const markers = sequence.markers.filter(({ label }) => label !== '');
  let told = 0;
  const labelsUntil = (endUs: number): OutputMarker[] => {
    const first = told;
    while (told < markers.length && markers[told]!.timeUs <= endUs) told++;
    return markers.slice(first, told);
  };
  const cutsUs = markers.map(({ timeUs }) => timeUs);
  for (const { startUs, newLines } of stableScreens(sequence, cutsUs)) {
    const labels = labelsUntil(startUs);
    // Several markers before one cue: all but the last get cues of their own.
    for (const { timeUs, label } of labels.slice(0, -1)) yield { startUs: timeUs, lines: [`[${label}]`] };
    yield { startUs, lines: [...labels.slice(-1).map(({ label }) => `[${label}]`), ...newLines] };
  }
  for (const { timeUs, label } of labelsUntil(sequence.durationUs)) yield { startUs: timeUs, lines: [`[${label}]`] };
}

/** `hh:mm:ss.mmm`; hours may have more digits. */
function clock(timeMs: number): string {
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, '0');
  const seconds = Math.floor(timeMs / 1000);
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${`${timeMs % 1000}`.padStart(3, '0')}`;
}

/** Cue text is markup; without `>` no line can be taken for a cue's timing. */
function escapeCue(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
