/** What the command line says, and where: results on standard output, everything else on standard error. */
import type { Writable } from 'node:stream';

/** A standard stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The two output streams and how to write on them. */
export interface Console {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether the stream shows colours: a terminal, and NO_COLOR (https://no-color.org) is not set. */
  hasColours(stream: OutputStream): boolean;
  /** Whether a line on standard error can be drawn over again. */
  readonly canRedraw: boolean;
  /** A result, on standard output. */
  print(text: string): void;
  /** A line on standard error. */
  say(line: string): void;
  /** `warning: …` on standard error. */
  warn(line: string): void;
  /** `cast2gif: …` on standard error. */
  complain(line: string): void;
}

/** Makes a console of two streams and the environment. */
export function createConsole(
  stdout: OutputStream,
  stderr: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Console {
  const dumb = environment.TERM === 'dumb';
  const hasColours = (stream: OutputStream) => stream.isTTY === true && !dumb && !environment.NO_COLOR;
  const paint = (sgr: string, text: string) => (hasColours(stderr) ? `\u001b[${sgr}m${text}\u001b[m` : text);
  return {
    stdout,
    stderr,
    hasColours,
    canRedraw: stderr.isTTY === true && !dumb,
    print: (text) => void stdout.write(text),
    say: (line) => void stderr.write(`${line}\n`),
    warn: (line) => void stderr.write(`${paint('33', 'warning:')} ${line}\n`),
    complain: (line) => void stderr.write(`${paint('31', 'cast2gif:')} ${line}\n`),
  };
}
