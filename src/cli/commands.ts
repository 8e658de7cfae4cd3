/** The commands besides converting. Each is loaded when it is asked for. */
import type { Console } from './console.js';

/** A command: returns the exit status. `usage` is what it takes, for its messages; `signal` stops it. */
type Command = (words: readonly string[], console: Console, usage: string, signal: AbortSignal) => Promise<number>;

/** What is known of a command without loading it. */
interface CommandRow {
  /** Its arguments, for help and messages. */
  readonly usage: string;
  readonly help: string;
  readonly load: () => Promise<Command>;
}

/** Every command by its name, which must be the first word of the command line. */
export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  inspect: {
    usage: '[--json] [OPTIONS] RECORDING | GIF [RECORDING]',
    help: 'Tell what is in a recording, or where the bytes of a GIF are (and when in its recording, given the same options)',
    load: async () => (await import('./inspect.js')).inspectFile,
  },
  themes: {
    usage: '[--json] [--preview OUTPUT]',
    help: 'List the themes, or draw them all into a picture',
    load: async () => (await import('./themes.js')).listThemes,
  },
  fonts: {
    usage: '[--json]',
    help: 'List the bundled fonts and their licences',
    load: async () => (await import('./fonts.js')).listFonts,
  },
  completion: {
    usage: 'bash|zsh|fish',
    help: 'Print a completion script for your shell',
    load: async () => {
      const { printCompletion } = await import('./completion.js');
      return async (words, console, usage) => printCompletion(words, console, usage, COMMANDS);
    },
  },
};
