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

/** A text for a message, which stays one that can be read whatever was written. */
export function shortened(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** The same in quotes. */
export function quotedShort(text: string): string {
  return `"${shortened(text)}"`;
}

/** `, did you mean "x"?` where one candidate is close to what was written, else the empty string. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  let closest = '';
  // A third of the letters may be wrong: beyond that a suggestion confuses more than it helps.
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [closest, least] = [candidate, distance];
  }
  return closest === '' ? '' : `, did you mean "${closest}"?`;
}

/** Fewest letters to insert, remove, replace or swap with a neighbour (optimal string alignment distance). */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = last[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      current[column] = Math.min(replaced, last[column]! + 1, current[column - 1]! + 1);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) current[column] = Math.min(current[column]!, beforeLast[column - 2]! + 1);
    }
    [beforeLast, last] = [last, current];
  }
  return last[right.length]!;
}
