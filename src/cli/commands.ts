/** The commands besides converting. Each is loaded when it is asked for. */
import type { Console } from './console.js';

/** A command: returns the exit status. */
type Command = (words: readonly string[], console: Console) => Promise<number>;

/** What is known of a command without loading it. */
interface CommandRow {
  /** Its arguments, for help. */
  readonly usage?: string;
  readonly help: string;
  readonly load: () => Promise<Command>;
}

/** Every command by its name, which must be the first word of the command line. */
export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  themes: {
    usage: 'themes [--json]',
    help: 'List the themes; --preview OUTPUT draws them all into a picture',
    load: async () => (await import('./themes.js')).listThemes,
  },
  fonts: {
    usage: 'fonts [--json]',
    help: 'List the bundled fonts and their licences',
    load: async () => (await import('./fonts.js')).listFonts,
  },
  completion: {
    usage: 'completion bash|zsh|fish',
    help: 'Print a completion script for your shell',
    load: async () => (await import('./completion.js')).printCompletion,
  },
};
