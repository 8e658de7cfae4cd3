/** The command line from the first word to the exit status. */
import { Cast2gifError, didYouMean } from '../errors.js';
import { ioError } from '../io/io-error.js';
import { normaliseArguments } from './arguments.js';
import { COMMANDS } from './commands.js';
import { type Console, createConsole } from './console.js';
import type { Library } from './library.js';
import { EXIT_BUG, EXIT_CLOSED_PIPE, stopOnSignals } from './stopping.js';

/** Imports the library: only a conversion pays for it. */
export type LoadLibrary = () => Promise<Library>;

/**
 * Runs the command line of this process and ends the process.
 * @param loadLibrary for tests, which put a library of their own in its place
 */
export async function runProcess(loadLibrary: LoadLibrary = importLibrary): Promise<void> {
  const console = createConsole(process.stdout, process.stderr, process.env);
  const stopping = stopOnSignals(process);
  process.on('uncaughtException', (error) => process.exit(explain(error, console, process.argv)));
  let status: number;
  try {
    status = await run(process.argv.slice(2), console, stopping.signal, loadLibrary);
  } catch (error) {
    status = stopping.status() ?? explain(error, console, process.argv);
  }
  // Open connections or threads must not keep a finished command alive; what was printed goes out first.
  const end = () => process.exit(stopping.status() ?? (status === 0 ? statusOfOutput(console) : status));
  if (process.stdout.writable) process.stdout.write('', end);
  else end();
}

/** A file or device takes what is printed at once; its error is told only later. */
function statusOfOutput(console: Console): number {
  const error: NodeJS.ErrnoException | null = process.stdout.errored;
  if (error === null) return 0;
  return error.code === 'EPIPE'
    ? EXIT_CLOSED_PIPE
    : explain(ioError('cannot write standard output', error), console, process.argv);
}

function importLibrary(): Promise<Library> {
  return import('../index.js');
}

/** @returns the exit status */
async function run(
  words: readonly string[],
  console: Console,
  signal: AbortSignal,
  loadLibrary: LoadLibrary,
): Promise<number> {
  const [first, ...others] = words;
  if (first !== undefined && Object.hasOwn(COMMANDS, first)) return runCommand(first, others, console, signal);
  const normalised = normaliseArguments(words);
  const ask = (flag: string) => normalised.includes(flag);
  if (ask('--help') || (first === 'help' && others.length === 0)) {
    const { helpText } = await import('./help.js');
    console.print(helpText(console.stdout.columns || 80));
    return 0;
  }
  if (ask('--version')) {
    const { readFile } = await import('node:fs/promises');
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    console.print(`cast2gif ${version}\n`);
    return 0;
  }
  const [{ parseArguments }, { convert }] = await Promise.all([import('./arguments.js'), import('./convert.js')]);
  const parsed = await parseArguments(normalised);
  if (parsed.files.length === 1) checkForCommand(parsed.files[0]!);
  await convert(parsed, { console, stdin: process.stdin, signal, loadLibrary });
  return 0;
}

async function runCommand(
  name: string,
  words: readonly string[],
  console: Console,
  signal: AbortSignal,
): Promise<number> {
  const { usage, help, load } = COMMANDS[name]!;
  const line = `cast2gif ${name} ${usage}`;
  if (words.some((word) => word === '--help' || word === '-h')) {
    console.print(`Usage: ${line}\n${help}.\n`);
    return 0;
  }
  return (await load())(words, console, line, signal);
}

/** A lone word close to a command's name is a mistyped command rather than a recording. */
function checkForCommand(word: string): void {
  const hint = /[./\\]|^-$/.test(word) ? '' : didYouMean(word, Object.keys(COMMANDS));
  if (hint !== '') throw new Cast2gifError('usage', `${word}: no such command${hint}`);
}

/** Says in one line what went wrong; a stack trace only for bugs, and only if asked for. @returns the exit status */
function explain(error: unknown, console: Console, words: readonly string[]): number {
  const verbose = words.some((word) => word === '--verbose' || /^-[qv]*v[qv]*$/.test(word));
  // Nothing else stops a conversion without a signal.
  if (error instanceof Cast2gifError && error.code === 'aborted') return EXIT_CLOSED_PIPE;
  if (error instanceof Cast2gifError) {
    console.complain(error.message);
    if (verbose && error.cause !== undefined) console.say(`cause: ${stackOf(error.cause)}`);
    if (error.code === 'usage') console.say('Try "cast2gif --help".');
    return error.exitStatus;
  }
  console.complain(`a bug, please report it: ${error instanceof Error ? error.message : String(error)}`);
  console.say(verbose ? stackOf(error) : 'Add --verbose to see where it comes from.');
  return EXIT_BUG;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
