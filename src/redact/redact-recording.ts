/** A recording without the secrets in it. */
import type { EventStream, OtherFields, Recording, RecordingEvent } from '../asciicast/recording.js';
import { Turns } from '../turns.js';
import { StreamMasker } from './masks.js';
import type { SecretPatterns } from './patterns.js';
import { SecretFinder } from './secret-finder.js';

/**
 * The same recording with every character that shows or types a secret replaced by an asterisk: in output and input, in
 * markers, title and command. Events keep their times. Reads the recording once more, before it is read for the first
 * time.
 * @throws Cast2gifError `usage`, while reading, if a pattern takes too long
 */
export function redactRecording(recording: Recording, patterns: SecretPatterns, signal?: AbortSignal): Recording {
  const { header } = recording;
  const { title, command, otherFields } = header;
  let finding: Promise<SecretFinder> | undefined;
  return {
    header: {
      ...header,
      ...(title !== undefined && { title: patterns.mask(title) }),
      ...(command !== undefined && { command: patterns.mask(command) }),
      ...(otherFields !== undefined && { otherFields: maskedOthers(otherFields, patterns) }),
    },
    get fractionRead() {
      return recording.fractionRead;
    },
    async *events() {
      finding ??= findSecrets(recording, patterns, signal);
      yield* maskedEvents(recording.events(), await finding, patterns);
    },
    close: () => recording.close(),
  };
}

function maskedOthers({ ofHeader, ofTerminal }: OtherFields, patterns: SecretPatterns): OtherFields {
  const masked = (fields: Fields) => maskedFields(fields, patterns) as Fields;
  return { ofHeader: masked(ofHeader), ofTerminal: masked(ofTerminal) };
}

type Fields = Readonly<Record<string, unknown>>;

/** The same with every text in it masked. A text may be a secret by the name that it has. */
function maskedFields(value: unknown, patterns: SecretPatterns): unknown {
  if (typeof value === 'string') return patterns.mask(value);
  if (typeof value === 'number') return maskedNumber(value, patterns);
  if (Array.isArray(value)) return value.map((item) => maskedFields(item, patterns));
  if (typeof value !== 'object' || value === null) return value;
  const masked = Object.entries(value).map(([name, item]) => [
    patterns.mask(name),
    typeof item === 'string' ? patterns.mask(`${name}=${item}`).slice(name.length + 1) : maskedFields(item, patterns),
  ]);
  return Object.fromEntries(masked);
}

function maskedNumber(value: number, patterns: SecretPatterns): number | string {
  const masked = patterns.mask(String(value));
  return masked === String(value) ? value : masked;
}

async function findSecrets(
  recording: Recording,
  patterns: SecretPatterns,
  signal: AbortSignal | undefined,
): Promise<SecretFinder> {
  const finder = new SecretFinder(patterns, recording.header.columns, recording.header.rows);
  const turns = new Turns(signal);
  for await (const batch of recording.events()) {
    for (const event of batch) {
      show(event, finder);
      if (turns.areDue()) await turns.take();
    }
  }
  finder.finish();
  return finder;
}

function show(event: RecordingEvent, finder: SecretFinder): void {
  if (event.kind === 'output') finder.output(event.data);
  else if (event.kind === 'input') finder.input(event.data);
  else if (event.kind === 'resize' && isPlausible(event)) finder.resize(event.columns, event.rows);
  else if (event.kind === 'restart' && isPlausible(event)) finder.restart(event.columns, event.rows);
}

const LARGEST_SIZE = 10_000;

function isPlausible({ columns, rows }: { readonly columns: number; readonly rows: number }): boolean {
  return [columns, rows].every((size) => size >= 1 && size <= LARGEST_SIZE) && columns * rows <= 4_000_000;
}

async function* maskedEvents(events: EventStream, finder: SecretFinder, patterns: SecretPatterns): EventStream {
  const output = new StreamMasker(finder.outputMasks);
  const input = new StreamMasker(finder.inputMasks);
  for await (const batch of events) {
    yield batch.map((event) => {
      if (event.kind === 'output') return { ...event, data: output.take(event.data) };
      if (event.kind === 'input') return { ...event, data: input.take(event.data) };
      return event.kind === 'marker' ? { ...event, label: patterns.mask(event.label) } : event;
    });
  }
}
