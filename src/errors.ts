/**
 * Every error a user can meet, in one table: its stable code, the exit status of the command line
 * and the HTTP status of the service. Anything else that is thrown is a bug in this program.
 */
export const ERROR_TABLE = {
  /** The command line or a render option is wrong. */
  usage: { exitStatus: 2, httpStatus: 400 },
  /** The recording cannot be read as one, or exceeds a limit. */
  recording: { exitStatus: 3, httpStatus: 422 },
  /** A file, stream or URL could not be read or written. */
  io: { exitStatus: 4, httpStatus: 502 },
  /** A helper program (ffmpeg) is missing or failed. */
  helper: { exitStatus: 5, httpStatus: 500 },
  /** The caller's `AbortSignal` fired, or a signal reached the process. */
  aborted: { exitStatus: 130, httpStatus: 499 },
} as const;

/** Stable name of a kind of error; safe to switch on. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** Exit status of a `--check` that found a stale picture; no error uses it. */
export const EXIT_STALE = 1;

/** Extra facts an error may carry. */
export interface ErrorDetails {
  /** 1-based line of the recording the error is about. */
  line?: number;
  cause?: unknown;
}

/**
 * An error meant for people: one line that says what is wrong, where, and what was expected.
 * The message never holds control characters, so that it can be printed as it is.
 */
export class Cast2gifError extends Error {
  override readonly name = 'Cast2gifError';
  readonly code: ErrorCode;
  /** 1-based line of the recording, where the error is about one. */
  readonly line: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(printable(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.line = details.line;
  }

  get exitStatus(): number {
    return ERROR_TABLE[this.code].exitStatus;
  }

  get httpStatus(): number {
    return ERROR_TABLE[this.code].httpStatus;
  }
}

/** Replaces control characters, so that text taken from a recording cannot drive a user's terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
}
