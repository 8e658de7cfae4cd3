/** Programs in a pseudo-terminal, without losing the end of what they print. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Cast2gifError } from '../errors.js';

/** Only who records loads the package. */
type Pty = import('@lydell/node-pty').IPty;

/** What to run, and in what. */
export interface ProgramOptions {
  readonly file: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
  /** Gets the output; the array is the receiver's. */
  readonly onOutput: (bytes: Uint8Array) => void;
}

/** How a program ended: its exit status, or 128 and the number of the signal that ended it, as shells count. */
export type ExitStatus = number;

/** A program that runs in a pseudo-terminal. */
export interface RunningProgram {
  /** Settles when the program has ended and all its output has been passed on. */
  readonly ended: Promise<ExitStatus>;
  /** Types. */
  write(data: string | Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** Output waits in the terminal, and then the program does, until `resume`. */
  pause(): void;
  resume(): void;
  /** Hangs up, as closing a terminal's window does; a program that ignores it is killed later. */
  hangUp(): void;
}

/** What node-pty 1.1.0 keeps to itself on Unix; its version is pinned exactly. */
interface UnixInternals {
  /** Path of the slave side. */
  readonly _pty?: string;
  /** The master side. */
  readonly fd?: number;
  readonly _socket?: { destroy(): unknown; read(): Buffer | null };
}

/** How long a program may take to end once it was hung up. */
const HANG_UP_MS = 2000;
/** Bytes on their way through the kernel's terminal arrive within this time. */
const LAST_BYTES_MS = 20;
const READ_BYTES = 65_536;

/**
 * Starts a program.
 * @throws Cast2gifError `helper` where the pseudo-terminal is not installed or cannot be opened
 */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { spawn } = await loadPty();
  const { file, words, environment, columns: cols, rows, onOutput } = options;
  let pty: Pty;
  try {
    pty = spawn(file, [...words], {
      cols,
      rows,
      env: { ...environment },
      name: environment.TERM ?? '',
      encoding: null,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Cast2gifError('helper', `cannot start ${file} in a pseudo-terminal: ${reason}`, { cause: error });
  }
  const closeSlave = keepLastOutput(pty, onOutput);
  // With `encoding: null` chunks are bytes, whatever the types say.
  pty.onData((chunk: unknown) => onOutput(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)));
  let killing: NodeJS.Timeout | undefined;
  const ended = new Promise<ExitStatus>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      clearTimeout(killing);
      closeSlave();
      resolve(signal ? 128 + signal : exitCode);
    });
  });
  return {
    ended,
    // Bytes are written as they are, whatever the types say.
    write: (data) => pty.write(data as string),
    resize: (columns, newRows) => pty.resize(columns, newRows),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    hangUp: () => {
      pty.kill();
      killing ??= setTimeout(() => pty.kill(process.platform === 'win32' ? undefined : 'SIGKILL'), HANG_UP_MS);
    },
  };
}

async function loadPty(): Promise<typeof import('@lydell/node-pty')> {
  try {
    return await import('@lydell/node-pty');
  } catch (error) {
    const message =
      'recording needs the package @lydell/node-pty, which is not installed: npm install @lydell/node-pty';
    throw new Cast2gifError('helper', message, { cause: error });
  }
}

/**
 * Linux throws away what is still in a terminal when its last user closes it, so the slave side is held open. When
 * node-pty gives up waiting for the end of the stream, 200 ms after the program has ended, what is left is read.
 * @returns closes the slave side
 */
function keepLastOutput(pty: Pty, onOutput: (bytes: Uint8Array) => void): () => void {
  const { _pty: slavePath, fd, _socket: socket } = pty as unknown as UnixInternals;
  if (slavePath === undefined || fd === undefined || socket === undefined) return () => {};
  const slave = openSync(slavePath, constants.O_RDWR | constants.O_NOCTTY);
  const destroy = socket.destroy.bind(socket);
  socket.destroy = () => {
    socket.destroy = destroy;
    const buffered = socket.read();
    if (buffered !== null) onOutput(buffered);
    const finish = (silences: number) => {
      const found = readRest(fd, onOutput);
      if (!found && silences > 0) destroy();
      else setTimeout(finish, LAST_BYTES_MS, found ? 0 : silences + 1);
    };
    finish(0);
  };
  return () => closeSync(slave);
}

/** Reads what can be had without waiting. @returns whether there was anything */
function readRest(descriptor: number, onOutput: (bytes: Uint8Array) => void): boolean {
  for (let found = false; ; found = true) {
    const bytes = Buffer.alloc(READ_BYTES);
    let length = 0;
    try {
      length = readSync(descriptor, bytes);
    } catch {
      // Nothing there (EAGAIN), or everybody is gone (EIO).
    }
    if (length === 0) return found;
    onOutput(bytes.subarray(0, length));
  }
}
