/** The output formats: everything that differs between them, in one table. Nothing else compares their names. */

/** What one output format is. */
export interface FormatRow {
  /** File name extensions without the dot, the usual one first. */
  readonly extensions: readonly string[];
  readonly mediaType: string;
  readonly help: string;
  /** Whether it shows the whole recording, a single moment of it, or its words. */
  readonly shows: 'animation' | 'still' | 'words';
  /** What its encoder reads: painted frames, or the cells of the terminal. */
  readonly madeFrom: 'pixels' | 'cells';
  /** Whether its bytes are text, which may be written to a terminal. */
  readonly isText: boolean;
  /** `full`: any amount; `mask`: a pixel is there or not; `none`: the margin is a colour. Absent where nothing has a background. */
  readonly transparency?: 'full' | 'mask' | 'none';
  /**
   * For formats that can show a single moment: which one unless the caller says. `poster` is a late, full screen; `end`
   * is the last screen that shows something.
   */
  readonly stillShows?: 'poster' | 'end';
  /** Whether its colours are the same for everybody or may follow the reader's light or dark; absent where it has none. */
  readonly colours?: 'fixed' | 'by-reader';
  /** Whether keystrokes are shown when the caller asks for them. */
  readonly showsKeys: boolean;
  /** Whether the options `optimize` and `lossy` change anything. */
  readonly hasSizeOptions: boolean;
  /** Whether it can hold a note about what made it. */
  readonly holdsNotes: boolean;
  /** A program that must be installed to make it. */
  readonly helper?: 'ffmpeg';
}

/** Formats made of painted frames that show the whole recording. */
const ANIMATION = {
  shows: 'animation',
  madeFrom: 'pixels',
  isText: false,
  colours: 'fixed',
  showsKeys: true,
  hasSizeOptions: false,
  holdsNotes: true,
} as const;
/** Formats made of the words on the screen. */
const WORDS = {
  shows: 'words',
  madeFrom: 'cells',
  isText: true,
  showsKeys: false,
  hasSizeOptions: false,
  holdsNotes: true,
} as const;

/** Every format by its name, which is also the value of `--format`. */
export const FORMATS = {
  gif: {
    ...ANIMATION,
    extensions: ['gif'],
    mediaType: 'image/gif',
    help: 'animated GIF, exact colours',
    transparency: 'mask',
    hasSizeOptions: true,
  },
  mp4: {
    ...ANIMATION,
    extensions: ['mp4', 'm4v'],
    mediaType: 'video/mp4',
    help: 'H.264 video (needs ffmpeg)',
    transparency: 'none',
    helper: 'ffmpeg',
  },
  webm: {
    ...ANIMATION,
    extensions: ['webm'],
    mediaType: 'video/webm',
    help: 'VP9 video (needs ffmpeg)',
    transparency: 'none',
    helper: 'ffmpeg',
  },
  webp: {
    ...ANIMATION,
    extensions: ['webp'],
    mediaType: 'image/webp',
    help: 'animated WebP, lossless',
    transparency: 'full',
  },
  apng: {
    ...ANIMATION,
    extensions: ['apng'],
    mediaType: 'image/apng',
    help: 'animated PNG, exact colours',
    transparency: 'full',
  },
  png: {
    ...ANIMATION,
    extensions: ['png'],
    mediaType: 'image/png',
    help: 'still picture',
    shows: 'still',
    transparency: 'full',
    stillShows: 'poster',
  },
  svg: {
    ...ANIMATION,
    extensions: ['svg'],
    mediaType: 'image/svg+xml',
    help: 'animated SVG with selectable text',
    madeFrom: 'cells',
    isText: true,
    colours: 'by-reader',
    transparency: 'full',
    stillShows: 'end',
  },
  txt: {
    ...WORDS,
    extensions: ['txt', 'text'],
    mediaType: 'text/plain; charset=utf-8',
    help: 'the final screen as text',
    stillShows: 'end',
    holdsNotes: false,
  },
  vtt: { ...WORDS, extensions: ['vtt'], mediaType: 'text/vtt', help: 'transcript as WebVTT' },
} as const satisfies Record<string, FormatRow>;

/** Name of an output format. */
export type Format = keyof typeof FORMATS;

/** Name of a format that ffmpeg makes. */
export type VideoContainer = {
  [F in Format]: (typeof FORMATS)[F] extends { readonly helper: 'ffmpeg' } ? F : never;
}[Format];

/** The format of an output whose name does not say one: standard output. */
export const DEFAULT_FORMAT: Format = 'gif';

/** All names, in the order they are shown. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** The facts about a format, of the type that all rows share. */
export function formatRow(format: Format): FormatRow {
  return FORMATS[format];
}

/** Whether a format is made by ffmpeg. */
export function isVideo(format: Format): format is VideoContainer {
  return formatRow(format).helper === 'ffmpeg';
}

/** Whether an output shows the recording over time, rather than one moment of it. */
export function coversTime(format: Format, isStill: boolean): boolean {
  const { shows, stillShows } = formatRow(format);
  return stillShows === undefined || (shows === 'animation' && !isStill);
}

/** Whether `name` names a format. */
export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}

/** The format that a file name's extension stands for, in upper or lower case; undefined if there is none. */
export function formatOfPath(path: string): Format | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return FORMAT_NAMES.find((name) => (FORMATS[name].extensions as readonly string[]).includes(extension));
}

/** The usual extensions of all formats as one phrase: `.gif, .mp4, … or .vtt`. */
export function extensionList(): string {
  const dotted = FORMAT_NAMES.map((name) => `.${FORMATS[name].extensions[0]}`);
  return dotted.length < 2 ? dotted.join('') : `${dotted.slice(0, -1).join(', ')} or ${dotted.at(-1)}`;
}
