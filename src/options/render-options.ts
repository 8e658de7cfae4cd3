/** Generated from src/options/table.ts by `npm run generate`: do not edit. */

/** How a recording is rendered; all fields are optional. */
export interface RenderOptions {
  /** Colours: a name ("cast2gif themes" lists them), a theme file, or BG,FG and 8 or 16 more colours in hex. Default: the recording's own, else asciinema. */
  theme?: string | undefined;
  /** Theme for readers who prefer light pages, in the same SVG; --theme or --theme-dark is for the others. */
  themeLight?: string | undefined;
  /** Theme for readers who prefer dark pages, in the same SVG; --theme or --theme-light is for the others. */
  themeDark?: string | undefined;
  /** Width of the terminal; auto takes the width that the output really uses (in columns, 1–10000, auto). Default: the recording's. */
  columns?: number | 'auto' | undefined;
  /** Height of the terminal; auto takes the height that the output really uses (in rows, 1–10000, auto). Default: the recording's. */
  rows?: number | 'auto' | undefined;
  /** Multiply every size; text is drawn at that size, not enlarged (0.1–16). Default: 1. */
  scale?: number | undefined;
  /** Space around the terminal, before scaling (in pixels, 0–1000). Default: one column, half a row; 20 in a window. */
  paddingPx?: number | undefined;
  /** Window around the terminal: macOS or Windows buttons, a plain title bar, or only a frame with round corners; --window is short for macos. Default: none. */
  window?: 'macos' | 'windows' | 'plain' | 'frame' | 'none' | undefined;
  /** Title in the title bar and in the metadata of the output. Default: the recording's. */
  title?: string | undefined;
  /** Space around the window, before scaling (in pixels, 0–1000). Default: 32 around a window, else 0. */
  marginPx?: number | undefined;
  /** What fills the margin: a colour (#336699), a gradient (#336699..#993366) or transparent. Default: a quiet gradient of the theme's colours. */
  marginFill?: string | undefined;
  /** Let the window cast a soft shadow on the margin. Default: true. */
  shadow?: boolean | undefined;
  /** Picture to lay over every frame: PNG, JPEG or WebP; shrunk if it would not fit. Default: none. */
  watermark?: string | undefined;
  /** Where the watermark goes. Default: bottom-right. */
  watermarkPosition?: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right' | 'center' | undefined;
  /** Opacity of the watermark, from 0 (invisible) to 1 (opaque) (0–1). Default: 0.6. */
  watermarkOpacity?: number | undefined;
  /** Shape of the cursor. Default: recorded. */
  cursor?: 'recorded' | 'block' | 'bar' | 'underline' | 'none' | undefined;
  /** Show recorded keystrokes below the terminal; characters that were not echoed are shown as dots. Default: false. */
  keys?: boolean | undefined;
  /** Like --keys, but show characters that were not echoed too: editor commands, and also passwords. Default: false. */
  allKeys?: boolean | undefined;
  /** Show bold text in bright colours, as some terminals do. Default: false. */
  boldIsBright?: boolean | undefined;
  /** Shades from background to text; fewer make smaller files, 2 gives hard edges (in levels, 2–256). Default: 5. */
  antialiasingLevels?: number | undefined;
  /** Size of the text, before scaling (in pixels, 2–512). Default: 16. */
  fontSizePx?: number | undefined;
  /** Height of a row, as a multiple of the font size (0.5–4). Default: 1.4. */
  lineHeight?: number | undefined;
  /** Font families or font files to try first, separated by commas; the bundled fonts come after them. Default: the bundled fonts. */
  fontFamily?: readonly string[] | undefined;
  /** The same for emoji. Default: the bundled emoji. */
  emojiFontFamily?: readonly string[] | undefined;
  /** Another folder to look for fonts in; can be given several times. */
  fontDirectories?: readonly string[] | undefined;
  /** Playback speed; 2 is twice as fast (> 0, ≤ 1000000). Default: 1. */
  speed?: number | undefined;
  /** Shorten pauses that are longer than this, before the speed is applied; none keeps them (in seconds, > 0, ≤ 86400, none). Default: the recording's own, else 5. */
  idleTimeLimitSeconds?: number | 'none' | undefined;
  /** Highest frame rate (in frames a second, > 0, ≤ 240). Default: 30. */
  fpsCap?: number | undefined;
  /** How long the last frame is shown, whatever the speed (in seconds, 0–86400). Default: 3. */
  lastFrameDurationSeconds?: number | undefined;
  /** Where the output starts: at the first output that shows something, or at the start of the recording, with the wait before that. Default: first-output. */
  start?: 'first-output' | 'recorded' | undefined;
  /** Parts to show, in the time of the output: 10..1:20, ..50% or marker:intro..; or single moments: 5,50%,marker:2 or markers; 0.. keeps the wait before the first output. Default: everything. */
  select?: string | undefined;
  /** Moment that PNG, SVG and text show, to the microsecond: 12.5, 1:20, 50% or marker:LABEL; an output called name-%m.png makes a still of every marker. Default: a full screen near the end for PNG, the end for text; SVG moves. */
  at?: string | undefined;
  /** How often the animation plays; --no-loop is short for 1 (in times, 1–65535, forever). Default: forever. */
  loop?: number | 'forever' | undefined;
  /** How to read event times; absolute fixes version 3 recordings that were written with version 2's times. Default: auto. */
  times?: 'auto' | 'absolute' | undefined;
  /** How hard to try for a smaller GIF; every level is lossless. Default: default. */
  optimize?: 'fast' | 'default' | 'best' | undefined;
  /** In GIF frames with more than 255 colours, how far a pixel may be from its true colour (OKLab ΔE times 100; 2 is barely visible) (0–100). Default: 0. */
  lossy?: number | undefined;
  /** Make the output fit into this size, giving up what is missed least first: smooth edges, exact shades, frames, then size; reports what was given up (in bytes, ≥ 1). Default: no limit. */
  maxBytes?: number | undefined;
  /** Stay within the limits of a site, as with --max-bytes. Default: no limit. */
  for?:
    | 'github'
    | 'npm'
    | 'pypi'
    | 'medium'
    | 'notion'
    | 'slack'
    | 'discord'
    | 'x'
    | 'bluesky'
    | 'mastodon'
    | 'linkedin'
    | 'devto'
    | 'anywhere'
    | undefined;
  /** Number of threads that compress; the output is the same whatever it is (in threads, 1–64, auto). Default: one per core. */
  threads?: number | 'auto' | undefined;
  /** Video codec. Default: h264 in MP4, vp9 in WebM. */
  videoCodec?: 'auto' | 'h264' | 'vp9' | 'av1' | undefined;
  /** Video quality on the codec's own scale; lower is better, and larger (0–63). Default: sharp text: h264 18, vp9 26, av1 28. */
  crf?: number | undefined;
  /** The ffmpeg program that makes videos. Default: FFMPEG_PATH, else the first one found. */
  ffmpegPath?: string | undefined;
  /** What the picture shows, in words, kept in its metadata for readers who cannot see it. Default: none. */
  alt?: string | undefined;
  /** Store in the output what made it: the version of cast2gif and hashes of recording and options, so that "cast2gif check" can tell whether it is up to date. Default: true. */
  provenance?: boolean | undefined;
  /** Put asterisks in place of what matches, wherever it is shown or typed; "secrets" stands for well-known tokens and keys; can be given several times. Default: nothing. */
  redact?: readonly string[] | undefined;
  /** Treat warnings as errors. Default: false. */
  strict?: boolean | undefined;
  /** Widest terminal (in columns, 1–10000). Default: 2000. */
  maxColumns?: number | undefined;
  /** Tallest terminal (in rows, 1–10000). Default: 1000. */
  maxRows?: number | undefined;
  /** Largest recording, decompressed (in bytes, ≥ 1). Default: 2GB. */
  maxInputBytes?: number | undefined;
  /** Longest line of a recording that is read in one piece (in bytes, 1–256MB). Default: 4MB. */
  maxLineBytes?: number | undefined;
  /** Most events (in events, ≥ 1). Default: 100000000. */
  maxEvents?: number | undefined;
  /** Most frames (in frames, ≥ 1). Default: 500000. */
  maxFrames?: number | undefined;
  /** Largest picture, width times height (in pixels, ≥ 1). Default: 67108864. */
  maxOutputPixels?: number | undefined;
  /** Largest frame of a video, width times height (in pixels, ≥ 1). Default: 8388608. */
  maxVideoPixels?: number | undefined;
  /** Largest output; a larger one is an error, while --max-bytes makes it smaller (in bytes, ≥ 1). Default: 4GB. */
  maxOutputBytes?: number | undefined;
  /** Longest output (in seconds, > 0). Default: 604800. */
  maxSeconds?: number | undefined;
  /** Most CPU time of a render, not counting ffmpeg (in seconds, > 0). Default: no limit. */
  maxCpuSeconds?: number | undefined;
}
