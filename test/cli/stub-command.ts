/** The command line with a library that only pretends, for tests: CAST2GIF_STUB says what it does. */
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConversionOptions, Library, OutputTarget, RenderResult } from '#cast2gif/cli/library.js';
import { runProcess } from '#cast2gif/cli/main.js';
import { Cast2gifError } from '#cast2gif/errors.js';

async function read(input: string | Readable): Promise<string> {
  if (typeof input === 'string') return input;
  let text = '';
  for await (const chunk of input) text += chunk;
  return `stdin ${text}`;
}

/** Waits until it is aborted, as a long conversion would. */
async function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  process.stdout.write('ready\n');
  await wait(60_000, undefined, { signal }).catch(() => {});
  throw new Cast2gifError('aborted', 'stopped');
}

/** Writes to standard output until its reader has gone. */
async function untilClosed({ signal }: ConversionOptions): Promise<never> {
  while (!signal?.aborted) {
    process.stdout.write('x'.repeat(65_536));
    await wait(1);
  }
  throw new Cast2gifError('aborted', 'stopped');
}

async function render(
  input: string | Readable,
  outputs: readonly OutputTarget[],
  options: ConversionOptions,
): Promise<RenderResult> {
  const { signal, onProgress, onWarning, ...rest } = options;
  const [what, detail = ''] = (process.env.CAST2GIF_STUB ?? '').split(':');
  if (what === 'wait') return untilAborted(signal);
  if (what === 'flood') return untilClosed(options);
  if (what === 'bug') throw new TypeError('x is not a function');
  if (what === 'recording') throw new Cast2gifError('recording', 'not JSON', { line: 3 });
  if (what === 'helper') throw new Cast2gifError('helper', 'ffmpeg is missing');
  if (what === 'warn') {
    for (let line = 1; line <= Number(detail); line++) onWarning?.({ message: 'odd \u001b[31m', line });
  }
  onProgress?.({ stage: 'replaying', fraction: 0.5 });
  const said = JSON.stringify({ input: await read(input), options: rest });
  for (const output of outputs) {
    if ('stream' in output) output.stream.write(`${output.format} ${said}`);
    else writeFileSync(output.path, `${output.format} ${said}`);
  }
  const names = outputs.map((output) => ('path' in output ? output.path : '-'));
  return {
    widthPx: 640,
    heightPx: 480,
    frameCount: 12,
    durationUs: 3_450_000,
    outputs: names.map((name) => ({ name, format: 'gif', bytes: 1_234_567 })),
    warnings: 0,
  };
}

await runProcess(async (): Promise<Library> => ({ render }));
