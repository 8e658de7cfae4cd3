/**
 * The program of a child process: it imports the library, waits, renders one recording and is ended. Nothing that a
 * recording does here can reach another render.
 */
import { asCast2gifError, Cast2gifError } from '../errors.js';
import { rendererVersion } from '../provenance/renderer-version.js';
import type { Progress } from '../render/context.js';
import { render } from '../render/render.js';
import type { ChildResult, FromChild, LimitName, ToChild } from './render-messages.js';

/** Codes of the system that mean a limit, wherever in the chain of causes they stand. */
const LIMIT_CODES: Readonly<Record<string, LimitName>> = {
  ENOMEM: 'memory',
  // No room for the stack of a thread.
  EAGAIN: 'memory',
  ERR_MEMORY_ALLOCATION_FAILED: 'memory',
  ERR_WORKER_OUT_OF_MEMORY: 'memory',
  EFBIG: 'fileSize',
  EMFILE: 'openFiles',
};

const MOST_WARNINGS = 20;
/** The part of the progress that replaying takes. */
const REPLAY_SHARE = 0.3;

/** Most asked for: pictures that move, and the stills that the page shows. */
const WARMING_FORMATS = ['gif', 'png'] as const;
const SMALL_CAST = '{"version":2,"width":20,"height":4}\n[0,"o","\\u001b[32m$\\u001b[0m ls"]\n[1,"o","\\r\\na b"]\n';

function send(message: FromChild): void {
  process.send?.(message);
}

function limitOf(thrown: unknown): LimitName | undefined {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    const limit = LIMIT_CODES[(at as NodeJS.ErrnoException).code ?? at.message];
    if (limit !== undefined) return limit;
    if (at instanceof RangeError && /allocation failed|out of memory/i.test(at.message)) return 'memory';
  }
  return undefined;
}

/** Makes the code hot and the fonts known: the first render is slower than the second. */
async function warm(): Promise<void> {
  for (const format of WARMING_FORMATS) {
    await render(Buffer.from(SMALL_CAST), { buffer: true, format }, { threads: 1 });
  }
}

async function renderOnce(message: Extract<ToChild, { kind: 'render' }>): Promise<ChildResult> {
  const { castPath, picturePath, format, options } = message;
  await checkVersion(message.rendererVersion);
  const warnings: string[] = [];
  let altText = '';
  const result = await render(
    castPath,
    { path: picturePath, format },
    {
      ...options,
      surface: 'query',
      onProgress: progressReporter(),
      onWarning: (warning) => {
        if (warnings.length < MOST_WARNINGS) warnings.push(warning.message);
      },
      onDescription: (text) => {
        altText = text;
      },
    },
  );
  const { widthPx, heightPx, frameCount, durationUs, concessions, outputs } = result;
  return {
    byteLength: outputs[0]!.byteLength,
    widthPx,
    heightPx,
    frameCount,
    durationUs,
    altText,
    warnings,
    concessions,
  };
}

/** The files of this program may have been replaced while the parent runs on, which names pictures after its own version. */
async function checkVersion(expected: string): Promise<void> {
  if ((await rendererVersion()) === expected) return;
  throw new Cast2gifError('unavailable', 'the renderer has been replaced by another version: start this process again');
}

/** Sends every whole per cent once. */
function progressReporter(): (progress: Progress) => void {
  let last = -1;
  return ({ stage, fraction = 0 }) => {
    const progress = stage === 'replay' ? fraction * REPLAY_SHARE : REPLAY_SHARE + fraction * (1 - REPLAY_SHARE);
    const percent = Math.floor(Math.min(progress, 1) * 100);
    if (percent <= last) return;
    last = percent;
    send({ kind: 'progress', progress: percent / 100 });
  };
}

async function answer(message: ToChild): Promise<void> {
  if (message.kind === 'warm') return warm();
  try {
    const result = await renderOnce(message);
    send({ kind: 'done', result, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    send({ kind: 'failed', error: asCast2gifError(error).toJSON(), limit: limitOf(error) });
  }
}

let last = Promise.resolve();
process.on('message', (message: ToChild) => {
  last = last.then(() => answer(message));
});
process.on('disconnect', () => process.exit());
send({ kind: 'ready' });
