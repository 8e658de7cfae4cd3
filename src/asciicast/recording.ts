/** The recording as the rest of the program sees it: no trace of a file format. */

/** What happened at one moment of a recording. `timeUs` is absolute, in whole microseconds, and never falls. */
export type RecordingEvent =
  /** The program printed `data`. */
  | { readonly kind: 'output'; readonly timeUs: number; readonly data: string }
  /** The window got another size. */
  | { readonly kind: 'resize'; readonly timeUs: number; readonly columns: number; readonly rows: number }
  /** A named moment; `label` may be empty. */
  | { readonly kind: 'marker'; readonly timeUs: number; readonly label: string }
  /** The user typed `data`. */
  | { readonly kind: 'input'; readonly timeUs: number; readonly data: string }
  /** The recorded program ended. */
  | { readonly kind: 'exit'; readonly timeUs: number; readonly status: string }
  /** A second recording begins here (files that were concatenated): the terminal starts afresh. */
  | { readonly kind: 'restart'; readonly timeUs: number; readonly columns: number; readonly rows: number }
  /** An event of a code nobody knows; it shows nothing but takes part in the timing. */
  | { readonly kind: 'other'; readonly timeUs: number };

/**
 * Events come in batches, because five million promises cost seconds where five thousand cost nothing.
 * A batch is never empty and is not used again by its producer.
 */
export type EventStream = AsyncIterable<readonly RecordingEvent[]>;

/** Colours a recording brings along; 16 palette entries, all `0xRRGGBB`. */
export interface RecordedTheme {
  readonly foreground: number;
  readonly background: number;
  /** Exactly 16 colours. */
  readonly palette: readonly number[];
}

/** What the header says, normalised over the three versions of the format. */
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
}

/** Something that was wrong but could be passed over. */
export interface Warning {
  readonly message: string;
  /** 1-based line of the recording (as it lies in the decompressed text), where one is to blame. */
  readonly line?: number;
}

/** A recording that was opened: its header, and its events as often as they are asked for. */
export interface Recording {
  readonly header: RecordingHeader;
  /** The share of the input that the latest reading has got, 0 to 1; undefined where that is not known. */
  readonly fractionRead: number | undefined;
  /** Reads the events from the start; may be called again. Bad lines are reported on the first reading only. */
  events(): EventStream;
  /** Frees the spooled input, if there is one. */
  close(): Promise<void>;
}
