/** What one row of a table of options, settings or a command's own options says. */

/**
 * What a value is.
 * Numbers: `number`, `integer`, `bytes` (written `1500`, `64k`, `5MB`; powers of 1024), `duration` (seconds; written
 * `25`, `25s`, `10m`, `1h`, `7d`).
 * `boolean`; `choice` (one of `choices`).
 * Texts: `text` (any), `theme` (a name, colours, or a file where the program's user asks), `fill`, `moment`,
 * `selection`, `font` (a family or a file), `path` (a file or folder of this machine), `program` (that is run),
 * `address` (http or https).
 */
export type ValueKind =
  | 'number'
  | 'integer'
  | 'bytes'
  | 'duration'
  | 'boolean'
  | 'choice'
  | 'text'
  | 'theme'
  | 'fill'
  | 'moment'
  | 'selection'
  | 'font'
  | 'path'
  | 'program'
  | 'address';

/** A value as the library takes it. */
export type OptionValue = number | boolean | string | readonly string[];

/** What restricts a value. */
export interface ValueBounds {
  readonly minimum?: number;
  readonly maximum?: number;
  /** The value must be greater than `minimum`, not equal to it. */
  readonly aboveMinimum?: boolean;
  /** Words taken in place of a number. */
  readonly words?: readonly string[];
  readonly choices?: readonly string[];
  /** Longest text, in UTF-16 code units. */
  readonly maximumLength?: number;
  /** Most parts of a text, separated by commas. */
  readonly maximumParts?: number;
}

/** One value that people can set, wherever they do. */
export interface ValueRow extends ValueBounds {
  readonly kind: ValueKind;
  /** The value is a list: comma-separated in one text, or one part each time it is given. */
  readonly list?: 'commas' | 'repeated';
  /** Name on the command line without dashes, and in files. */
  readonly flag: string;
  /** Further names on the command line; those of one letter take one dash. */
  readonly aliases?: readonly string[];
  /** What the number counts, in the plural. */
  readonly unit?: string;
  /** Other spellings of a value, for text only. */
  readonly synonyms?: Readonly<Record<string, OptionValue>>;
  readonly default?: OptionValue;
  /** What happens without it, where that is not a fixed value or the value does not say it. */
  readonly defaultText?: string;
  /** Placeholder for the value in help. */
  readonly placeholder?: string;
  /** A second flag, without a value, that sets a fixed one. */
  readonly negation?: { readonly flag: string; readonly value: OptionValue };
  /** Accepted for the command lines of other tools, ignored with this notice, and not shown in help. */
  readonly ignored?: string;
  readonly help: string;
}

type WordsOf<R> = R extends { words: readonly (infer W)[] } ? W : never;

/** The type of a value, read from its row. */
export type ValueOf<R> = R extends { list: string }
  ? readonly string[]
  : R extends { kind: 'number' | 'integer' | 'bytes' | 'duration' }
    ? number | WordsOf<R>
    : R extends { kind: 'boolean' }
      ? boolean
      : R extends { kind: 'choice'; choices: readonly (infer C)[] }
        ? C
        : string;

/** The values of a table: undefined where a row has no default and nothing was given. */
export type ValuesOf<Rows> = {
  readonly [N in keyof Rows]: ValueOf<Rows[N]> | (Rows[N] extends { default: unknown } ? never : undefined);
};

/** Whether a kind of value is text. */
export function isText({ kind }: ValueRow): boolean {
  return !['number', 'integer', 'bytes', 'duration', 'boolean', 'choice'].includes(kind);
}
