/** A whole recording as lines of text. */
import type { Recording } from './recording.js';
import { RecordingWriter, type WrittenVersion } from './recording-writer.js';

/**
 * Writes a recording as one of the given version, the lines of a batch of events at a time.
 * @param terminalType `TERM` of the recorded program, where that is known
 */
export async function* recordingLines(
  recording: Recording,
  version: WrittenVersion,
  terminalType?: string,
): AsyncGenerator<string> {
  const writer = new RecordingWriter(version);
  yield writer.header({ ...recording.header, ...(terminalType !== undefined && { terminalType }) });
  for await (const batch of recording.events()) yield batch.map((event) => writer.event(event)).join('');
}
