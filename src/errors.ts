/** What is known of one kind of error. */
export interface ErrorRow {
  /** What the command line ends with. */
  readonly exitStatus: number;
  /** What the service answers with. */
  readonly httpStatus: number;
  /** Whether a stranger may read the message. A message that is not public may hold a path of the host: it is logged, never sent. */
  readonly isPublic: boolean;
  /** Whether trying the same again later can help. */
  readonly canRetry?: true;
  /** What happened, as a sentence without its full stop; for documentation, and in place of a message that is not public. */
  readonly meaning: string;
}

/**
 * Every error a user can meet, in one table. The key is the error's stable code. Anything else that is thrown is a bug
 * in this program.
 */
export const ERROR_TABLE = {
  usage: { exitStatus: 2, httpStatus: 400, isPublic: true, meaning: 'The command line or an option is wrong' },
  'option-file': {
    exitStatus: 2,
    httpStatus: 400,
    isPublic: false,
    meaning: 'A file or folder that an option names cannot be used',
  },
  'option-limit': {
    exitStatus: 2,
    httpStatus: 422,
    isPublic: true,
    meaning: 'The options ask for more than a limit allows',
  },
  budget: {
    exitStatus: 2,
    httpStatus: 422,
    isPublic: true,
    meaning: 'The output does not fit the requested size, even with every concession',
  },
  recording: { exitStatus: 3, httpStatus: 422, isPublic: true, meaning: 'The input cannot be read as a recording' },
  limit: { exitStatus: 3, httpStatus: 413, isPublic: true, meaning: 'The recording exceeds a limit' },
  'input-missing': { exitStatus: 4, httpStatus: 404, isPublic: false, meaning: 'The input does not exist' },
  input: { exitStatus: 4, httpStatus: 500, isPublic: false, meaning: 'The input cannot be read' },
  fetch: {
    exitStatus: 4,
    httpStatus: 502,
    isPublic: true,
    canRetry: true,
    meaning: 'An address could not be fetched',
  },
  timeout: {
    exitStatus: 4,
    httpStatus: 504,
    isPublic: true,
    canRetry: true,
    meaning: 'Something took longer than its time limit',
  },
  output: { exitStatus: 4, httpStatus: 500, isPublic: false, meaning: 'An output cannot be written' },
  io: { exitStatus: 4, httpStatus: 503, isPublic: false, meaning: 'Reading or writing failed' },
  unauthorized: { exitStatus: 4, httpStatus: 401, isPublic: true, meaning: 'A valid token is needed' },
  forbidden: { exitStatus: 4, httpStatus: 403, isPublic: true, meaning: 'This is not allowed' },
  'not-found': { exitStatus: 4, httpStatus: 404, isPublic: true, meaning: 'There is nothing at this address' },
  gone: {
    exitStatus: 4,
    httpStatus: 410,
    isPublic: true,
    meaning: 'What was at this address is hidden or has been removed',
  },
  conflict: { exitStatus: 4, httpStatus: 409, isPublic: true, meaning: 'It has been changed or taken in the meantime' },
  'rate-limit': {
    exitStatus: 4,
    httpStatus: 429,
    isPublic: true,
    canRetry: true,
    meaning: 'Too many requests from one address',
  },
  'queue-full': {
    exitStatus: 4,
    httpStatus: 429,
    isPublic: true,
    canRetry: true,
    meaning: 'Too many renders are waiting',
  },
  unavailable: {
    exitStatus: 4,
    httpStatus: 503,
    isPublic: true,
    canRetry: true,
    meaning: 'A part of the service cannot be reached right now',
  },
  helper: {
    exitStatus: 5,
    httpStatus: 500,
    isPublic: false,
    meaning: 'A program or package (ffmpeg, for example) is missing or failed',
  },
  bug: { exitStatus: 70, httpStatus: 500, isPublic: false, meaning: 'cast2gif has a bug' },
  aborted: { exitStatus: 130, httpStatus: 499, isPublic: true, meaning: 'The work was stopped' },
} as const satisfies Record<string, ErrorRow>;

/** Stable name of a kind of error; safe to switch on. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** Exit status of a `--check` that found a picture out of date; no error uses it. */
export const EXIT_STALE = 1;

/** What each exit status of the command line means, in order; shown by help and documentation. */
export const EXIT_STATUSES: readonly (readonly [status: string, meaning: string])[] = [
  ['0', 'done'],
  [String(EXIT_STALE), 'a check found something out of date'],
  ['2', 'the command line is wrong or asks for something impossible'],
  ['3', 'the input cannot be read as a recording, or exceeds a limit'],
  ['4', 'reading, writing or fetching failed'],
  ['5', 'a program or package (ffmpeg, for example) is missing or failed'],
  ['70', 'a bug in cast2gif'],
  ['129, 130, 143', 'stopped by SIGHUP, Ctrl-C, SIGTERM'],
  ['141', 'the reader of the output closed the pipe'],
];

/** Extra facts an error may carry. */
export interface ErrorDetails {
  /** 1-based line of the recording the error is about. */
  readonly line?: number | undefined;
  /** The option it is about, by its name in the library; the message begins with it, or with its label. */
  readonly option?: string | undefined;
  /** What the reader calls that option: `--at`, `?at=`. */
  readonly label?: string | undefined;
  /** The file or address it is about; the message begins with it, the public message leaves it out. */
  readonly subject?: string | undefined;
  readonly cause?: unknown;
}

/** An error as it crosses from one process to another. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly line?: number;
  readonly option?: string;
  readonly label?: string;
  readonly subject?: string;
}

/**
 * An error meant for people: one line that says what is wrong, where, and what was expected.
 * The message never holds control characters, so that it can be printed as it is.
 */
export class Cast2gifError extends Error {
  override readonly name = 'Cast2gifError';
  readonly code: ErrorCode;
  /** The message without the name of the option or file that it begins with. */
  readonly problem: string;
  /** 1-based line of the recording, where the error is about one. */
  readonly line: number | undefined;
  /** Name of the option in the library, where the error is about one. */
  readonly option: string | undefined;
  /** What the reader calls that option, once `withLabel` has set it. */
  readonly label: string | undefined;
  /** The file or address the error is about, where the message begins with it. */
  readonly subject: string | undefined;

  constructor(code: ErrorCode, problem: string, details: ErrorDetails = {}) {
    const { line, option, label, subject, cause } = details;
    super(prefixed(label ?? option ?? subject, problem), cause === undefined ? undefined : { cause });
    this.code = code;
    this.problem = printable(problem);
    this.line = line;
    this.option = option;
    this.label = label;
    this.subject = subject;
  }

  get exitStatus(): number {
    return ERROR_TABLE[this.code].exitStatus;
  }

  get httpStatus(): number {
    return ERROR_TABLE[this.code].httpStatus;
  }

  /** Whether trying the same again later can help. */
  get canRetry(): boolean {
    return 'canRetry' in ERROR_TABLE[this.code];
  }

  /** What a stranger may read: it holds no path of the host. */
  get publicMessage(): string {
    const { isPublic, meaning } = ERROR_TABLE[this.code];
    return isPublic ? prefixed(this.label ?? this.option, this.problem) : meaning;
  }

  /** The same error with another label for its option. */
  withLabel(label: string): Cast2gifError {
    return new Cast2gifError(this.code, this.problem, { ...this.#details(), label });
  }

  /** For another process; the cause stays here. */
  toJSON(): ErrorJson {
    const { line, option, label, subject } = this;
    const known = Object.entries({ line, option, label, subject }).filter(([, value]) => value !== undefined);
    return { code: this.code, problem: this.problem, ...Object.fromEntries(known) };
  }

  /** The error that another process wrote; if it wrote something else, that is a `bug`. */
  static fromJSON(json: unknown): Cast2gifError {
    const { code, problem, line, ...names } = Object(json) as Partial<Record<keyof ErrorJson, unknown>>;
    if (typeof code !== 'string' || !Object.hasOwn(ERROR_TABLE, code) || typeof problem !== 'string') {
      return new Cast2gifError('bug', 'the error of another process cannot be read');
    }
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    return new Cast2gifError(code as ErrorCode, problem, {
      line: typeof line === 'number' ? line : undefined,
      option: text(names.option),
      label: text(names.label),
      subject: text(names.subject),
    });
  }

  #details(): ErrorDetails {
    const { line, option, label, subject, cause } = this;
    return { line, option, label, subject, cause };
  }
}

function prefixed(about: string | undefined, problem: string): string {
  return printable(about === undefined ? problem : `${about}: ${problem}`);
}

/** Anything that was thrown, as a `Cast2gifError`: any other error becomes a `bug` and its cause. */
export function asCast2gifError(thrown: unknown): Cast2gifError {
  if (thrown instanceof Cast2gifError) return thrown;
  return new Cast2gifError('bug', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}

/** The error of work that was stopped by its `AbortSignal`. @param reason that of the signal */
export function abortedError(reason?: unknown): Cast2gifError {
  return new Cast2gifError('aborted', 'stopped', { cause: reason });
}

/** @throws Cast2gifError `aborted` if the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal.reason);
}

/** A wrong value of an option. @param option its name in the library */
export function optionError(option: string, problem: string, cause?: unknown): Cast2gifError {
  return new Cast2gifError('usage', problem, { option, cause });
}

/**
 * Replaces control characters and those that change the direction of text, so that text taken from a recording can
 * neither control a terminal nor disguise what a line says.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** A text for a message, cut where it is long. */
export function shortened(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A text for a message in quotes, cut where it is long. */
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
