/** The command line from the first word to the exit status. */
import { asCast2gifError, Cast2gifError, didYouMean } from '../errors.js';
import { ioError } from '../io/io-error.js';
import { labelled } from '../options/labels.js';
import { readCommandLine } from './commands/command-line.js';
import { loadCommand } from './commands/command-loaders.js';
import { COMMAND_NAMES, COMMANDS, type CommandName, isCommand } from './commands/command-table.js';
import { type Console, createConsole } from './console.js';
import { readConvertArguments } from './convert-arguments.js';
import type { Library } from './library.js';
import { EXIT_CLOSED_PIPE, type Stopping, stopOnSignals } from './stopping.js';

/** What may be put in around a run. */
export interface RunHooks {
  /** Imports the library; called only for a conversion, because importing takes time. Tests put in one of their own. */
  readonly loadLibrary?: () => Promise<Library>;
  /** Called when a GIF has been made, which takes most of this program. */
  readonly onGifMade?: () => void;
}

/** Runs the command line of this process and ends the process. */
export async function runProcess(hooks: RunHooks = {}): Promise<void> {
  const console = createConsole(process.stdout, process.stderr, process.env);
  const stopping = stopOnSignals(process);
  process.on('uncaughtException', (error) => process.exit(explain(error, console, process.argv)));
  let status: number;
  try {
    status = await run(process.argv.slice(2), console, stopping, hooks);
  } catch (error) {
    status = stopping.status() ?? explain(error, console, process.argv);
  }
  // Open connections or threads must not keep a finished command alive; what was printed goes out first.
  const end = () => process.exit(stopping.status() ?? (status === 0 ? statusOfOutput(console) : status));
  if (process.stdout.writable) process.stdout.write('', end);
  else end();
}

/** A file or device takes what is printed at once; its error is only reported later. */
function statusOfOutput(console: Console): number {
  const error: NodeJS.ErrnoException | null = process.stdout.errored;
  if (error === null) return 0;
  return error.code === 'EPIPE'
    ? EXIT_CLOSED_PIPE
    : explain(ioError('cannot write standard output', error, 'output'), console, process.argv);
}

function importLibrary(): Promise<Library> {
  return import('../index.js');
}

/** @returns the exit status */
async function run(
  words: readonly string[],
  console: Console,
  stopping: Stopping,
  { loadLibrary = importLibrary, onGifMade }: RunHooks,
): Promise<number> {
  const [first, ...others] = words;
  if (isCommand(first)) return runCommand(first, others, console, stopping);
  const given = readConvertArguments(words);
  if (given.command.help || (first === 'help' && others.length === 0)) {
    const { helpText } = await import('./help.js');
    console.print(helpText(console.stdout.columns || 80));
    return 0;
  }
  if (given.command.version) {
    console.print(`cast2gif ${await readVersion()}\n`);
    return 0;
  }
  if (given.files.length === 1) checkForCommand(given.files[0]!);
  const { convert } = await import('./convert.js');
  await convert(given, { console, stdinIsTerminal: () => process.stdin.isTTY, signal: stopping.signal, loadLibrary });
  if (given.files.some((name) => /\.gif$/i.test(name))) onGifMade?.();
  return 0;
}

async function readVersion(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

async function runCommand(
  name: CommandName,
  words: readonly string[],
  console: Console,
  { signal, settle }: Stopping,
): Promise<number> {
  const command = COMMANDS[name];
  const given = readCommandLine(name, command, words);
  if (given === undefined) {
    const { commandHelpText } = await import('./help.js');
    console.print(commandHelpText(name, command, console.stdout.columns || 80));
    return 0;
  }
  const runIt = await loadCommand(name);
  return runIt(given, { console, signal, endedOnRequest: settle, environment: process.env });
}

/** A lone word close to a command's name is a mistyped command rather than a recording. */
function checkForCommand(word: string): void {
  const hint = /[./\\]|^-$/.test(word) ? '' : didYouMean(word, COMMAND_NAMES);
  if (hint !== '') throw new Cast2gifError('usage', `${word}: no such command${hint}`);
}

/** Says in one line what went wrong; a stack trace only for bugs, and only if asked for. @returns the exit status */
function explain(thrown: unknown, console: Console, words: readonly string[]): number {
  const verbose = words.some((word) => word === '--verbose' || /^-[qv]*v[qv]*$/.test(word));
  const error = labelled(asCast2gifError(thrown), 'command');
  // Nothing else stops a conversion without a signal.
  if (error.code === 'aborted') return EXIT_CLOSED_PIPE;
  if (error.code === 'bug') {
    console.complain(`a bug, please report it: ${error.message}`);
    console.say(verbose ? stackOf(error.cause ?? error) : 'Add --verbose to see where it comes from.');
    return error.exitStatus;
  }
  console.complain(error.message);
  if (verbose && error.cause !== undefined) console.say(`cause: ${stackOf(error.cause)}`);
  if (error.code === 'usage' && !runsOn(words[2])) console.say(`Try "${helpFor(words[2])}".`);
  return error.exitStatus;
}

function runsOn(first: string | undefined): boolean {
  return isCommand(first) && COMMANDS[first].runsOn === true;
}

function helpFor(first: string | undefined): string {
  return isCommand(first) ? `cast2gif ${first} --help` : 'cast2gif --help';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
