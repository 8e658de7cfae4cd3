/** A process that makes pictures for `cast2gif build`, one task after another, until its parent is gone. */
import { dirname } from 'node:path';
import { asCast2gifError } from '../errors.js';
import { makeFolders } from '../io/make-folders.js';
import { removeTemporaryFiles } from '../io/temporary-files.js';
import type { Progress } from '../render/context.js';
import { render } from '../render/render.js';
import type { BuildAnswer, BuildTask } from './build-messages.js';

const stopping = new AbortController();
// Left to the parent: Ctrl-C reaches all processes of a terminal.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stopping.abort());
process.on('disconnect', () => stopping.abort());
process.on('exit', removeTemporaryFiles);
stopping.signal.addEventListener('abort', () => setImmediate(() => process.exit(0)));

function answer(message: BuildAnswer): void {
  if (process.connected) process.send!(message);
}

/** Replay and encoding take about as long as each other. */
function fractionOf({ stage, fraction = 0 }: Progress): number {
  return (stage === 'replay' ? 0 : 0.5) + fraction / 2;
}

/** Further apart, so that messages cost nothing. */
const LEAST_STEP = 0.02;

async function work({ recording, outputs, options }: BuildTask): Promise<void> {
  let shown = 0;
  const onProgress = (progress: Progress) => {
    const fraction = fractionOf(progress);
    if (fraction - shown < LEAST_STEP) return;
    shown = fraction;
    answer({ kind: 'progress', fraction });
  };
  for (const { path } of outputs) await makeFolders(dirname(path));
  await render(recording, outputs, {
    ...options,
    signal: stopping.signal,
    surface: 'file',
    onProgress,
    onWarning: ({ message, line }) =>
      answer({ kind: 'warning', message: line === undefined ? message : `line ${line}: ${message}` }),
  });
}

process.on('message', (task: BuildTask) => {
  work(task).then(
    () => answer({ kind: 'done' }),
    (error) => answer({ kind: 'failed', error: asCast2gifError(error).toJSON() }),
  );
});
