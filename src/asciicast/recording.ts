/** The recording as the rest of the program sees it: independent of any file format. */

/** What happened at one moment of a recording. `timeUs` is absolute, in whole microseconds, and never decreases. */
export type RecordingEvent =
  /** The program printed `data`. */
  | { readonly kind: 'output'; readonly timeUs: number; readonly data: string }
  /** The window was resized. */
  | { readonly kind: 'resize'; readonly timeUs: number; readonly columns: number; readonly rows: number }
  /** A named moment; `label` may be empty. */
  | { readonly kind: 'marker'; readonly timeUs: number; readonly label: string }
  /** The user typed `data`. */
  | { readonly kind: 'input'; readonly timeUs: number; readonly data: string }
  /** The recorded program ended. */
  | { readonly kind: 'exit'; readonly timeUs: number; readonly status: string }
  /** A second recording begins here (files that were concatenated): the terminal is reset. */
  | { readonly kind: 'restart'; readonly timeUs: number; readonly columns: number; readonly rows: number }
  /** An event with an unknown code; it shows nothing but counts for the timing. */
  | { readonly kind: 'other'; readonly timeUs: number };

/**
 * Events come in batches: five million promises cost seconds, five thousand cost nothing.
 * A batch is never empty and its producer does not reuse it.
 */
export type EventStream = AsyncIterable<readonly RecordingEvent[]>;

/** Colours that a recording comes with; 16 palette entries, all `0xRRGGBB`. */
export interface RecordedTheme {
  readonly foreground: number;
  readonly background: number;
  /** Exactly 16 colours. */
  readonly palette: readonly number[];
}

/** What the header says, normalised across the three versions of the format. */
export interface RecordingHeader {
  readonly version: 1 | 2 | 3;
  readonly columns: number;
  readonly rows: number;
  readonly title?: string;
  readonly command?: string;
  /** Unix seconds. */
  readonly timestamp?: number;
  /** The header's own idle limit. */
  readonly idleTimeLimitUs?: number;
  readonly theme?: RecordedTheme;
  /** What nothing here has a use for, for those who write the recording again. */
  readonly otherFields?: OtherFields;
}

/** Fields of a header as they stand in the file: the environment, tags, the terminal's name, whatever there is. */
export interface OtherFields {
  readonly ofHeader: Readonly<Record<string, unknown>>;
  /** Those of `term`. */
  readonly ofTerminal: Readonly<Record<string, unknown>>;
}

/** A problem that was tolerated. */
export interface Warning {
  readonly message: string;
  /** 1-based line of the recording (after decompression), if a line is to blame. */
  readonly line?: number;
  /** Options that may help, by their names in the library; the message of a run has them in words instead. */
  readonly remedy?: Readonly<Record<string, string>>;
}

/** A recording that was opened: its header, and its events, which can be read any number of times. */
export interface Recording {
  readonly header: RecordingHeader;
  /** How much of the input the latest reading has consumed, 0 to 1; undefined if unknown. */
  readonly fractionRead: number | undefined;
  /** Reads the events from the start; may be called again. Bad lines are reported on the first reading only. */
  events(): EventStream;
  /** Frees the spooled input, if there is one. */
  close(): Promise<void>;
}
