/** `cast2gif edit`: reads a recording and writes another. */
import { openRecording } from '../../asciicast/open.js';
import type { Warning } from '../../asciicast/recording.js';
import { recordingLines } from '../../asciicast/recording-lines.js';
import { editRecording } from '../../edit/edit-recording.js';
import { Cast2gifError, printable } from '../../errors.js';
import { openSink } from '../../io/open-sink.js';
import { openSource } from '../../io/source.js';
import { formatOfPath } from '../../options/formats.js';
import { SecretPatterns } from '../../redact/patterns.js';
import { checkPlace, isSameFile, STANDARD_STREAM } from '../files.js';
import type { RunCommand } from './command.js';
import type { EDIT } from './edit.js';

/** The input may not be the output: a mistake must not cost the recording. */
export const runEdit: RunCommand<typeof EDIT.options> = async ({ operands, options, quiet }, { console, signal }) => {
  const [input, output] = operands as [string, string];
  if (formatOfPath(output) !== undefined)
    throw new Cast2gifError('usage', `${output}: edit writes a recording; expected a name such as short.cast`);
  if (output !== STANDARD_STREAM) checkPlace(output);
  if (isSameFile(input, output))
    throw new Cast2gifError('usage', `${output} is the input itself; it would be overwritten`);
  const secrets = options.redact === undefined ? undefined : new SecretPatterns(options.redact);
  const source = await openSource(input, { signal });
  try {
    const onWarning = ({ message, line }: Warning) => {
      if (!quiet) console.warn(printable(line === undefined ? message : `line ${line}: ${message}`));
    };
    const recording = editRecording(await openRecording(source, { onWarning }), {
      ...options,
      speeds: options.speed,
      markers: options.marker,
      idleTimeLimitSeconds: options.idleTimeLimit,
      secrets,
      signal,
    });
    const sink = await openSink({ path: output }, signal);
    try {
      for await (const text of recordingLines(recording, options.castVersion === '2' ? 2 : 3)) {
        await sink.write(Buffer.from(text));
      }
      await sink.commit();
    } finally {
      await sink.discard();
    }
  } finally {
    await source.close();
  }
  return 0;
};
