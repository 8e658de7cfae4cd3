/** The command line with a library that only pretends, for tests: CAST2GIF_STUB says what it does. */
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Library } from '#cast2gif/cli/library.js';
import { runProcess } from '#cast2gif/cli/main.js';
import { Cast2gifError } from '#cast2gif/errors.js';
import type { OutputTarget, RenderHooks, RenderInput, RenderOptions, RenderResult } from '#cast2gif/index.js';

/** Waits until it is aborted, as a long conversion would. */
async function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  process.stdout.write('ready\n');
  await wait(60_000, undefined, { signal }).catch(() => {});
  throw new Cast2gifError('aborted', 'stopped');
}

/** Notices neither the first signal nor anything else. */
async function deaf(): Promise<never> {
  for (;;) {
    process.stdout.write('ready\n');
    await wait(20);
  }
}

/** Writes to standard output until its reader has gone. */
async function untilClosed({ signal }: RenderHooks): Promise<never> {
  while (!signal?.aborted) {
    process.stdout.write('x'.repeat(65_536));
    await wait(1);
  }
  throw new Cast2gifError('aborted', 'stopped');
}

async function render(
  input: RenderInput,
  targets: OutputTarget | readonly OutputTarget[],
  options: RenderOptions & RenderHooks = {},
): Promise<RenderResult> {
  // The command names every output by its path.
  const outputs = [targets].flat() as { path: string; format: string }[];
  const { signal, onProgress, onWarning, ...rest } = options;
  const [what, detail = ''] = (process.env.CAST2GIF_STUB ?? '').split(':');
  if (what === 'wait') return untilAborted(signal);
  if (what === 'deaf') return deaf();
  if (what === 'flood') return untilClosed(options);
  if (what === 'bug') throw new TypeError('x is not a function');
  if (what === 'recording') throw new Cast2gifError('recording', `${input}: line 3: not JSON`, { line: 3 });
  if (what === 'helper') throw new Cast2gifError('helper', 'ffmpeg is missing');
  if (what === 'warn') {
    for (let line = 1; line <= Number(detail); line++) onWarning?.({ message: 'odd \u001b[31m', line });
  }
  onProgress?.({ stage: 'replay', fraction: 0.5 });
  const said = JSON.stringify({ input, options: rest });
  for (const output of outputs) {
    if (output.path === '-') process.stdout.write(`${output.format} ${said}`);
    else writeFileSync(output.path, `${output.format} ${said}`);
  }
  return {
    widthPx: 640,
    heightPx: 480,
    frameCount: 12,
    durationUs: 3_450_000,
    warningCount: 0,
    concessions: [],
    outputs: outputs.map(({ path }) => ({ name: path, format: 'gif', byteLength: 1_234_567 })),
  };
}

await runProcess({ loadLibrary: async (): Promise<Library> => ({ render }) });
