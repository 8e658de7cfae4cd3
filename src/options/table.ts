/**
 * The one table that owns every option. The library's `RenderOptions`, the command line, its help and
 * completion, the query keys of the service, all validation and README's table are read from it.
 */

/** Headings options are shown under, in this order. */
export const OPTION_GROUPS = {
  picture: 'Picture',
  text: 'Text',
  time: 'Time',
  output: 'Output',
  messages: 'Messages',
  limits: 'Limits',
} as const;

/**
 * What values an option takes.
 * `number`, `integer`, `bytes` (written `1500`, `64k`, `5MB`; powers of 1024), `boolean`, `text`,
 * `list` (texts; comma-separated in one string, or one a string if `repeatable`), `choice` (one of `choices`).
 */
export type OptionKind = 'number' | 'integer' | 'bytes' | 'boolean' | 'text' | 'list' | 'choice';

/** A value as the library takes it. */
export type OptionValue = number | boolean | string | readonly string[];

/** One option. */
export interface OptionRow {
  readonly group: keyof typeof OPTION_GROUPS;
  readonly kind: OptionKind;
  /** `command`: means something on the command line only, and is no part of `RenderOptions`. */
  readonly scope?: 'command';
  /** Name on the command line, without dashes. */
  readonly flag: string;
  /** Further names there; those of one letter take one dash. */
  readonly aliases?: readonly string[];
  /** Name in a query string; absent where a request must not set it. */
  readonly query?: string;
  /** What the number counts, in the plural. */
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The value must be greater than `minimum`, not equal to it. */
  readonly aboveMinimum?: true;
  /** Words taken in place of a number. */
  readonly words?: readonly string[];
  readonly choices?: readonly string[];
  /** Other spellings of a value, for strings only. */
  readonly synonyms?: Readonly<Record<string, OptionValue>>;
  readonly default?: OptionValue;
  /** What happens without the option, where it is no fixed value or the value does not say it. */
  readonly defaultText?: string;
  /** Stands for the value in help. */
  readonly placeholder?: string;
  /** A second flag, without a value, that sets a fixed one. */
  readonly negation?: { readonly flag: string; readonly value: OptionValue };
  /** May be given several times. */
  readonly repeatable?: true;
  /** Taken for other tools' command lines, ignored with this notice, and not shown in help. */
  readonly ignored?: string;
  readonly help: string;
}

const OPTIONS = {
  theme: {
    group: 'picture',
    kind: 'text',
    flag: 'theme',
    aliases: ['t'],
    query: 'theme',
    placeholder: 'THEME',
    defaultText: "the recording's own, else asciinema",
    help: 'Colours: a name (see "cast2gif themes"), a theme file, or BG,FG,8 or 16 colours in hex',
  },
  columns: {
    group: 'picture',
    kind: 'integer',
    flag: 'cols',
    aliases: ['w', 'columns'],
    query: 'cols',
    unit: 'columns',
    minimum: 1,
    maximum: 10_000,
    words: ['auto'],
    defaultText: "the recording's",
    help: 'Width of the terminal; auto finds the width the output really uses',
  },
  rows: {
    group: 'picture',
    kind: 'integer',
    flag: 'rows',
    aliases: ['h'],
    query: 'rows',
    unit: 'rows',
    minimum: 1,
    maximum: 10_000,
    words: ['auto'],
    defaultText: "the recording's",
    help: 'Height of the terminal; auto finds the height the output really uses',
  },
  scale: {
    group: 'picture',
    kind: 'number',
    flag: 'scale',
    aliases: ['S'],
    query: 'scale',
    minimum: 0.1,
    maximum: 16,
    default: 1,
    help: 'Multiplies every size; drawn at that size, not enlarged',
  },
  paddingPx: {
    group: 'picture',
    kind: 'integer',
    flag: 'padding',
    query: 'padding',
    unit: 'pixels',
    minimum: 0,
    maximum: 1000,
    defaultText: 'one column, half a row',
    help: 'Room around the terminal, before scaling',
  },
  window: {
    group: 'picture',
    kind: 'choice',
    flag: 'window-style',
    query: 'window',
    placeholder: 'STYLE',
    choices: ['macos', 'windows', 'plain', 'frame', 'none'],
    default: 'none',
    negation: { flag: 'window', value: 'macos' },
    help: 'Window around the terminal: with the buttons of macOS or Windows, a plain title bar, or round corners alone; --window is macos',
  },
  title: {
    group: 'picture',
    kind: 'text',
    flag: 'title',
    query: 'title',
    placeholder: 'TEXT',
    defaultText: "the recording's",
    help: 'Title in the title bar and the metadata of the outputs',
  },
  marginPx: {
    group: 'picture',
    kind: 'integer',
    flag: 'margin',
    query: 'margin',
    unit: 'pixels',
    minimum: 0,
    maximum: 1000,
    defaultText: '32 around a window, else 0',
    help: 'Room around the window, before scaling',
  },
  marginFill: {
    group: 'picture',
    kind: 'text',
    flag: 'margin-fill',
    query: 'margin-fill',
    placeholder: 'FILL',
    defaultText: 'a colour that goes with the theme',
    help: 'What the margin shows: a colour (#336699), a gradient (#336699..#993366) or transparent',
  },
  shadow: {
    group: 'picture',
    kind: 'boolean',
    flag: 'shadow',
    query: 'shadow',
    default: true,
    negation: { flag: 'no-shadow', value: false },
    help: 'Soft shadow of the window on the margin',
  },
  watermark: {
    group: 'picture',
    kind: 'text',
    flag: 'watermark',
    placeholder: 'FILE',
    defaultText: 'none',
    help: 'Picture to lay over every frame: PNG, JPEG or WebP; made smaller where it would not fit',
  },
  watermarkPosition: {
    group: 'picture',
    kind: 'choice',
    flag: 'watermark-position',
    query: 'watermark-position',
    placeholder: 'WHERE',
    choices: ['top-left', 'top-right', 'bottom-left', 'bottom-right', 'center'],
    default: 'bottom-right',
    help: 'Where the watermark stands',
  },
  watermarkOpacity: {
    group: 'picture',
    kind: 'number',
    flag: 'watermark-opacity',
    query: 'watermark-opacity',
    minimum: 0,
    maximum: 1,
    default: 0.6,
    help: 'How much of the watermark shows: 1 all of it',
  },
  cursor: {
    group: 'picture',
    kind: 'choice',
    flag: 'cursor',
    query: 'cursor',
    placeholder: 'SHAPE',
    choices: ['recorded', 'block', 'bar', 'underline', 'none'],
    default: 'recorded',
    help: 'Shape of the cursor',
  },
  keys: {
    group: 'picture',
    kind: 'boolean',
    flag: 'keys',
    query: 'keys',
    default: false,
    help: 'Show recorded keystrokes below the terminal; characters that it did not echo become dots',
  },
  allKeys: {
    group: 'picture',
    kind: 'boolean',
    flag: 'all-keys',
    default: false,
    help: 'The same with characters that were not echoed: commands of editors, but passwords too',
  },
  boldIsBright: {
    group: 'picture',
    kind: 'boolean',
    flag: 'bold-is-bright',
    query: 'bold-is-bright',
    default: false,
    help: 'Show bold text in bright colours, as some terminals do',
  },
  antialiasingLevels: {
    group: 'picture',
    kind: 'integer',
    flag: 'aa-levels',
    aliases: ['font-antialiasing', 'font-aa'],
    query: 'aa-levels',
    unit: 'levels',
    minimum: 2,
    maximum: 256,
    synonyms: { off: 2 },
    default: 6,
    help: 'Shades between text and background; fewer make smaller files, 2 makes hard edges',
  },
  fontSizePx: {
    group: 'text',
    kind: 'number',
    flag: 'font-size',
    query: 'font-size',
    unit: 'pixels',
    minimum: 2,
    maximum: 512,
    default: 16,
    help: 'Height of the text, before scaling',
  },
  lineHeight: {
    group: 'text',
    kind: 'number',
    flag: 'line-height',
    query: 'line-height',
    minimum: 0.5,
    maximum: 4,
    default: 1.4,
    help: 'Height of a row in font sizes',
  },
  fontFamily: {
    group: 'text',
    kind: 'list',
    flag: 'font-family',
    aliases: ['text-font-family'],
    placeholder: 'NAMES',
    defaultText: 'the bundled fonts',
    help: 'Font families or files to try first, separated by commas; bundled fonts come after',
  },
  emojiFontFamily: {
    group: 'text',
    kind: 'list',
    flag: 'emoji-font-family',
    placeholder: 'NAMES',
    defaultText: 'the bundled emoji',
    help: 'The same for emoji',
  },
  fontDirectories: {
    group: 'text',
    kind: 'list',
    flag: 'font-dir',
    placeholder: 'DIR',
    repeatable: true,
    help: 'Folder to look for fonts in; may be given several times',
  },
  speed: {
    group: 'time',
    kind: 'number',
    flag: 'speed',
    aliases: ['s'],
    query: 'speed',
    minimum: 0,
    aboveMinimum: true,
    maximum: 1_000_000,
    default: 1,
    help: 'Play so many times as fast',
  },
  idleTimeLimitSeconds: {
    group: 'time',
    kind: 'number',
    flag: 'idle-time-limit',
    aliases: ['i'],
    query: 'idle-time-limit',
    unit: 'seconds',
    minimum: 0,
    aboveMinimum: true,
    maximum: 86_400,
    words: ['none'],
    defaultText: "the recording's own, else 5",
    help: 'Shorten pauses longer than this, before speeding up; none keeps them',
  },
  fpsCap: {
    group: 'time',
    kind: 'number',
    flag: 'fps-cap',
    query: 'fps-cap',
    unit: 'frames a second',
    minimum: 0,
    aboveMinimum: true,
    maximum: 240,
    default: 30,
    help: 'Most frames a second',
  },
  lastFrameDurationSeconds: {
    group: 'time',
    kind: 'number',
    flag: 'last-frame-duration',
    query: 'last-frame-duration',
    unit: 'seconds',
    minimum: 0,
    maximum: 86_400,
    default: 3,
    help: 'Hold the last frame so long, whatever the speed',
  },
  select: {
    group: 'time',
    kind: 'text',
    flag: 'select',
    query: 'select',
    placeholder: 'RANGE',
    defaultText: 'everything',
    help: 'Parts to show: 10..1:20, ..50%, marker:intro.., or single moments: 5,50%,marker:2, markers',
  },
  at: {
    group: 'time',
    kind: 'text',
    flag: 'at',
    query: 'at',
    placeholder: 'MOMENT',
    defaultText: 'a late, full screen for PNG; the end for text; motion for SVG',
    help: 'Moment that PNG, SVG and text show: 12.5, 1:20, 50% or marker:LABEL; name-%m.png makes one a marker',
  },
  loop: {
    group: 'time',
    kind: 'integer',
    flag: 'loop',
    query: 'loop',
    unit: 'times',
    minimum: 1,
    maximum: 65_535,
    words: ['forever'],
    default: 'forever',
    negation: { flag: 'no-loop', value: 1 },
    help: 'Play so many times in all; --no-loop plays once',
  },
  times: {
    group: 'time',
    kind: 'choice',
    flag: 'times',
    query: 'times',
    placeholder: 'HOW',
    choices: ['auto', 'absolute'],
    default: 'auto',
    help: "How to read event times; absolute mends version 3 recordings written with version 2's times",
  },
  optimize: {
    group: 'output',
    kind: 'choice',
    flag: 'optimize',
    aliases: ['O'],
    query: 'optimize',
    placeholder: 'LEVEL',
    choices: ['fast', 'default', 'best'],
    default: 'default',
    help: 'How hard to look for a smaller GIF; every level is lossless',
  },
  lossy: {
    group: 'output',
    kind: 'number',
    flag: 'lossy',
    query: 'lossy',
    minimum: 0,
    maximum: 100,
    default: 0,
    help: 'GIF frames of over 255 colours: let pixels be this far from theirs (OKLab ΔE x 100; 2 is hardly seen)',
  },
  maxBytes: {
    group: 'output',
    kind: 'bytes',
    flag: 'max-bytes',
    query: 'max-bytes',
    unit: 'bytes',
    minimum: 1,
    defaultText: 'no bound',
    help: 'Make the output fit, giving up what hurts least: time, smooth edges, exact shades, frames, size; says what it gave up',
  },
  for: {
    group: 'output',
    kind: 'choice',
    flag: 'for',
    query: 'for',
    placeholder: 'SITE',
    choices: ['github', 'medium', 'slack', 'discord', 'x', 'devto', 'anywhere'],
    defaultText: 'no bound',
    help: 'Keep to the limits of a site, as --max-bytes does',
  },
  threads: {
    group: 'output',
    kind: 'integer',
    flag: 'threads',
    unit: 'threads',
    minimum: 1,
    maximum: 64,
    words: ['auto'],
    default: 'auto',
    defaultText: 'one per core',
    help: 'Threads that compress; their number changes no byte of the output',
  },
  videoCodec: {
    group: 'output',
    kind: 'choice',
    flag: 'video-codec',
    query: 'video-codec',
    placeholder: 'CODEC',
    choices: ['auto', 'h264', 'vp9', 'av1'],
    default: 'auto',
    defaultText: 'h264 in MP4, vp9 in WebM',
    help: 'Codec of videos',
  },
  crf: {
    group: 'output',
    kind: 'integer',
    flag: 'crf',
    query: 'crf',
    minimum: 0,
    maximum: 63,
    defaultText: 'by codec, where letters keep their edges: h264 18, vp9 26, av1 28',
    help: "Quality of videos on the codec's own scale; less is better and larger",
  },
  ffmpegPath: {
    group: 'output',
    kind: 'text',
    flag: 'ffmpeg',
    placeholder: 'PROGRAM',
    defaultText: 'FFMPEG_PATH, else the first found',
    help: 'The ffmpeg that makes videos',
  },
  strict: {
    group: 'output',
    kind: 'boolean',
    flag: 'strict',
    query: 'strict',
    default: false,
    help: 'Take warnings about the recording for errors',
  },
  format: {
    group: 'output',
    kind: 'text',
    scope: 'command',
    flag: 'format',
    placeholder: 'FORMAT',
    defaultText: 'by extension, gif for -',
    help: 'Format of a single output, whatever its name; of several, of those whose names say none',
  },
  quiet: {
    group: 'messages',
    kind: 'boolean',
    scope: 'command',
    flag: 'quiet',
    aliases: ['q'],
    default: false,
    help: 'Say nothing but errors',
  },
  verbose: {
    group: 'messages',
    kind: 'boolean',
    scope: 'command',
    flag: 'verbose',
    aliases: ['v'],
    default: false,
    repeatable: true,
    help: 'Say more: every warning, and where an error comes from',
  },
  help: {
    group: 'messages',
    kind: 'boolean',
    scope: 'command',
    flag: 'help',
    default: false,
    help: 'Show this; also -h without a number behind it',
  },
  version: {
    group: 'messages',
    kind: 'boolean',
    scope: 'command',
    flag: 'version',
    aliases: ['V'],
    default: false,
    help: 'Show the version',
  },
  maxColumns: {
    group: 'limits',
    kind: 'integer',
    flag: 'max-columns',
    unit: 'columns',
    minimum: 1,
    maximum: 10_000,
    default: 2000,
    help: 'Widest terminal',
  },
  maxRows: {
    group: 'limits',
    kind: 'integer',
    flag: 'max-rows',
    unit: 'rows',
    minimum: 1,
    maximum: 10_000,
    default: 1000,
    help: 'Highest terminal',
  },
  maxInputBytes: {
    group: 'limits',
    kind: 'bytes',
    flag: 'max-input-bytes',
    unit: 'bytes',
    minimum: 1,
    default: 2 ** 31,
    help: 'Largest recording, decompressed',
  },
  maxLineBytes: {
    group: 'limits',
    kind: 'bytes',
    flag: 'max-line-bytes',
    unit: 'bytes',
    minimum: 1,
    maximum: 2 ** 28,
    default: 2 ** 22,
    help: 'Longest line of a recording that is read as a whole',
  },
  maxEvents: {
    group: 'limits',
    kind: 'integer',
    flag: 'max-events',
    unit: 'events',
    minimum: 1,
    default: 100_000_000,
    help: 'Most events',
  },
  maxFrames: {
    group: 'limits',
    kind: 'integer',
    flag: 'max-frames',
    unit: 'frames',
    minimum: 1,
    default: 500_000,
    help: 'Most frames',
  },
  maxOutputPixels: {
    group: 'limits',
    kind: 'integer',
    flag: 'max-output-pixels',
    unit: 'pixels',
    minimum: 1,
    default: 2 ** 26,
    help: 'Largest picture, width times height',
  },
  maxSeconds: {
    group: 'limits',
    kind: 'number',
    flag: 'max-seconds',
    unit: 'seconds',
    minimum: 0,
    aboveMinimum: true,
    default: 604_800,
    help: 'Longest output',
  },
  renderer: {
    group: 'messages',
    kind: 'text',
    scope: 'command',
    flag: 'renderer',
    ignored: 'cast2gif has one renderer',
    help: 'Ignored',
  },
  fontHinting: {
    group: 'messages',
    kind: 'text',
    scope: 'command',
    flag: 'font-hinting',
    ignored: 'glyphs are always placed on whole pixels',
    help: 'Ignored',
  },
} as const satisfies Record<string, OptionRow>;

/** The table with its literal types, for types derived from it. */
export type OptionTable = typeof OPTIONS;

/** Name of any option of the table. */
export type OptionName = keyof OptionTable;

/** Name of an option that the library takes. */
export type RenderOptionName = {
  [N in OptionName]: OptionTable[N] extends { scope: 'command' } ? never : N;
}[OptionName];

type WordsOf<R> = R extends { words: readonly (infer W)[] } ? W : never;

/** The type of an option's value, read from its row. */
export type ValueOf<R> = R extends { kind: 'number' | 'integer' | 'bytes' }
  ? number | WordsOf<R>
  : R extends { kind: 'boolean' }
    ? boolean
    : R extends { kind: 'list' }
      ? readonly string[]
      : R extends { kind: 'choice'; choices: readonly (infer C)[] }
        ? C
        : string;

/** Rendering options with every default filled in; undefined where the default depends on the recording. */
export type ResolvedOptions = {
  readonly [N in RenderOptionName]:
    | ValueOf<OptionTable[N]>
    | (OptionTable[N] extends { default: unknown } ? never : undefined);
};

/** Every option by its name as a field of the library. */
export const OPTION_ROWS: Readonly<Record<OptionName, OptionRow>> = OPTIONS;

/** All names, in the order they are shown. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** Names of the options that the library takes. */
export const RENDER_OPTION_NAMES = OPTION_NAMES.filter(
  (name): name is RenderOptionName => OPTION_ROWS[name].scope !== 'command',
);
