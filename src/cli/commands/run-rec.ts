/** `cast2gif rec`: records a program, and renders the recording where pictures are asked for. */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { openRecording } from '../../asciicast/open.js';
import { recordingLines } from '../../asciicast/recording-lines.js';
import { RecordingWriter, type WrittenHeader, type WrittenVersion } from '../../asciicast/recording-writer.js';
import { type CaptureOptions, capture } from '../../capture/capture.js';
import { programEnvironment, TERMINAL_TYPE } from '../../capture/environment.js';
import { DEFAULT_WAIT_MS, type Instruction, parseScript } from '../../capture/script.js';
import { openUserTerminal } from '../../capture/user-terminal.js';
import { Cast2gifError, quotedShort } from '../../errors.js';
import { type ByteSpool, createByteSpool } from '../../io/byte-spool.js';
import { ioError } from '../../io/io-error.js';
import { openSink } from '../../io/open-sink.js';
import type { Sink } from '../../io/sink.js';
import { SecretPatterns } from '../../redact/patterns.js';
import { redactRecording } from '../../redact/redact-recording.js';
import { summary } from '../convert.js';
import { checkPlace, type Plan, planFiles, STANDARD_STREAM } from '../files.js';
import type { CommandSurroundings, GivenCommand, RunCommand } from './command.js';
import type { REC } from './rec.js';

type Given = GivenCommand<typeof REC.options>;
type Pictures = Plan['outputs'];

const DEFAULT_SIZE = { columns: 80, rows: 24 };
const LARGEST_SIZE = 10_000;

/** Records, writes the recording, then renders the pictures. @returns the exit status of the program */
export const runRec: RunCommand<typeof REC.options> = async (given, surroundings) => {
  const { console, signal } = surroundings;
  const { cast, pictures } = planOutputs(given.operands, console.stdout.isTTY === true);
  const options = await captureOptions(given, surroundings, cast === STANDARD_STREAM);
  const secrets = given.render.redact === undefined ? undefined : new SecretPatterns(given.render.redact);
  const store = await RecordingStore.open({
    cast,
    secrets,
    isReadAgain: pictures.length > 0,
    version: versionOf(given),
    signal,
  });
  try {
    const status = await record(given, options, store);
    await store.commit();
    if (!given.quiet && cast !== undefined && cast !== STANDARD_STREAM) console.say(`recorded ${cast}`);
    if (pictures.length > 0 && !signal.aborted) await renderPictures(store.stream(), pictures, given, surroundings);
    return status;
  } finally {
    await store.close();
  }
};

/** `-` and names in `.cast` are recordings. */
function planOutputs(names: readonly string[], isTerminal: boolean): { cast?: string; pictures: Pictures } {
  const isCast = (name: string) => name === STANDARD_STREAM || /\.cast$/i.test(name);
  const [cast, second] = names.filter(isCast);
  if (second !== undefined) throw new Cast2gifError('usage', `${second}: only one recording can be written`);
  if (cast !== undefined && cast !== STANDARD_STREAM) checkPlace(cast);
  const others = names.filter((name) => !isCast(name));
  const pictures = others.length === 0 ? [] : planFiles([STANDARD_STREAM, ...others], undefined, isTerminal).outputs;
  return { pictures, ...(cast !== undefined && { cast }) };
}

async function captureOptions(
  { options, quiet }: Given,
  { console, signal, environment }: CommandSurroundings,
  isOutputTaken: boolean,
): Promise<Omit<CaptureOptions, 'onEvent'>> {
  const script = await readScript(options.script, options.command === undefined);
  const { stdin, stdout } = process;
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true && !isOutputTaken;
  const size = options.size === undefined ? undefined : parseSize(options.size);
  const ownSize = isInteractive ? { columns: stdout.columns, rows: stdout.rows } : DEFAULT_SIZE;
  const variables = programEnvironment(environment, options.environment ?? []);
  const input = script === undefined ? stdin : undefined;
  if (isInteractive && script === undefined && options.command === undefined && !quiet) {
    console.say('recording; end the shell (exit or Ctrl-D) to stop');
  }
  return {
    ...programOf(options.command, variables, script !== undefined),
    ...(size ?? ownSize),
    timing: options.timing,
    recordsInput: options.input,
    script,
    user: isInteractive ? openUserTerminal({ input, output: stdout, followsSize: size === undefined }) : undefined,
    signal,
  };
}

/** What runs: a command through the shell, or a shell; one with a plain prompt where a script types. */
function programOf(command: string | undefined, variables: Record<string, string>, isScripted: boolean) {
  const isWindows = process.platform === 'win32';
  const shell = isWindows ? (variables.COMSPEC ?? 'cmd.exe') : 'sh';
  if (command !== undefined) {
    return { file: shell, words: [isWindows ? '/c' : '-c', command], environment: variables };
  }
  if (isScripted) return { file: shell, words: [], environment: { PS1: '$ ', ...variables } };
  return { file: isWindows ? shell : (variables.SHELL ?? shell), words: [], environment: variables };
}

function parseSize(text: string): { columns: number; rows: number } {
  const [, columns, rows] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  const isFine = [columns, rows].every((size) => Number(size) >= 1 && Number(size) <= LARGEST_SIZE);
  if (isFine) return { columns: Number(columns), rows: Number(rows) };
  throw new Cast2gifError('usage', `--size: expected COLUMNSxROWS, as in 80x24, not ${quotedShort(text)}`);
}

/** @param isForShell whether a shell of our own runs: it is ready when its prompt is there */
async function readScript(path: string | undefined, isForShell: boolean): Promise<CaptureOptions['script']> {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw ioError(`--script: cannot read ${path}`, error, 'option-file');
  }
  const [first, ...others] = parseScript(text, path);
  const ready: Instruction[] = isForShell
    ? [{ kind: 'wait', pattern: undefined, timeoutMs: DEFAULT_WAIT_MS, line: 1 }]
    : [];
  if (first === undefined) return { name: path, instructions: ready };
  return {
    name: path,
    instructions: first.kind === 'hide' ? [first, ...ready, ...others] : [...ready, first, ...others],
  };
}

function versionOf({ options }: Given): WrittenVersion {
  return options.castVersion === '2' ? 2 : 3;
}

async function record(given: Given, options: Omit<CaptureOptions, 'onEvent'>, store: RecordingStore): Promise<number> {
  const writer = new RecordingWriter(versionOf(given));
  await store.write(writer.header(headerOf(given, options)));
  return capture({ ...options, onEvent: (event) => store.write(writer.event(event)) });
}

/** A recording with fixed times does not say when it was made. */
function headerOf(
  { options, render }: Given,
  { columns, rows, timing }: Omit<CaptureOptions, 'onEvent'>,
): WrittenHeader {
  return {
    columns,
    rows,
    terminalType: TERMINAL_TYPE,
    ...(timing === 'live' && { timestamp: Math.floor(Date.now() / 1000) }),
    ...(options.command !== undefined && { command: options.command }),
    ...(render.title !== undefined && { title: render.title }),
  };
}

async function renderPictures(
  recording: Readable,
  pictures: Pictures,
  { render: options, quiet }: Given,
  { console, signal }: CommandSurroundings,
): Promise<void> {
  const startMs = performance.now();
  const { render } = await import('../../index.js');
  const targets = pictures.map(({ name, format }) => ({ path: name, format }));
  const onWarning = ({ message }: { message: string }) => {
    if (!quiet) console.warn(message);
  };
  const result = await render(recording, targets, { ...options, signal, surface: 'command', onWarning });
  if (!quiet) console.say(summary(result, (performance.now() - startMs) / 1000, options.at !== undefined));
}

interface StoreOptions {
  readonly cast: string | undefined;
  /** Nothing that matches is written to the file. */
  readonly secrets: SecretPatterns | undefined;
  readonly isReadAgain: boolean;
  readonly version: WrittenVersion;
  readonly signal: AbortSignal;
}

/**
 * Where the recording goes while it is made: its file, and a spool for the pictures. Where something is redacted, the
 * file is written at the end: only then is it known which characters belong to a secret.
 */
class RecordingStore {
  readonly #options: StoreOptions;
  readonly #sink: Sink | undefined;
  readonly #spool: ByteSpool | undefined;

  private constructor(options: StoreOptions, sink: Sink | undefined) {
    this.#options = options;
    this.#sink = sink;
    if (options.isReadAgain || options.secrets !== undefined) this.#spool = createByteSpool();
  }

  static async open(options: StoreOptions): Promise<RecordingStore> {
    const { cast, signal } = options;
    return new RecordingStore(options, cast === undefined ? undefined : await openSink({ path: cast }, signal));
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.#spool?.append(bytes);
    if (this.#options.secrets === undefined) await this.#sink?.write(bytes);
  }

  async commit(): Promise<void> {
    if (this.#options.secrets !== undefined && this.#sink !== undefined) {
      await this.#writeRedacted(this.#sink, this.#options.secrets);
    }
    await this.#sink?.commit();
  }

  stream(): Readable {
    return Readable.from(copies(this.#spool!.chunks()));
  }

  /** Leaves nothing behind that was not committed. */
  async close(): Promise<void> {
    await this.#sink?.discard();
    this.#spool?.close();
  }

  async #writeRedacted(sink: Sink, secrets: SecretPatterns): Promise<void> {
    const recording = await openRecording({ name: 'the recording', stream: () => this.stream() });
    const lines = recordingLines(redactRecording(recording, secrets), this.#options.version, TERMINAL_TYPE);
    for await (const text of lines) await sink.write(Buffer.from(text));
  }
}

/** The spool's chunks are valid only until the next one. */
function* copies(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
