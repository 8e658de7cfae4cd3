/** Generated from src/options/table.ts by `npm run generate`: do not edit. */

/** How a recording is rendered; all fields are optional. */
export interface RenderOptions {
  /** Colours: a name (see "cast2gif themes"), a theme file, or BG,FG,8 or 16 colours in hex. Default: the recording's own, else asciinema. */
  theme?: string | undefined;
  /** Width of the terminal; auto finds the width the output really uses (in columns, 1–10000, auto). Default: the recording's. */
  columns?: number | 'auto' | undefined;
  /** Height of the terminal; auto finds the height the output really uses (in rows, 1–10000, auto). Default: the recording's. */
  rows?: number | 'auto' | undefined;
  /** Multiplies every size; drawn at that size, not enlarged (0.1–16). Default: 1. */
  scale?: number | undefined;
  /** Room around the terminal, before scaling (in pixels, 0–1000). Default: one column, half a row. */
  paddingPx?: number | undefined;
  /** Window around the terminal: with the buttons of macOS or Windows, a plain title bar, or round corners alone; --window is macos. Default: none. */
  window?: 'macos' | 'windows' | 'plain' | 'frame' | 'none' | undefined;
  /** Title in the title bar and the metadata of the outputs. Default: the recording's. */
  title?: string | undefined;
  /** Room around the window, before scaling (in pixels, 0–1000). Default: 32 around a window, else 0. */
  marginPx?: number | undefined;
  /** What the margin shows: a colour (#336699), a gradient (#336699..#993366) or transparent. Default: a colour that goes with the theme. */
  marginFill?: string | undefined;
  /** Soft shadow of the window on the margin. Default: true. */
  shadow?: boolean | undefined;
  /** Picture to lay over every frame: PNG, JPEG or WebP; made smaller where it would not fit. Default: none. */
  watermark?: string | undefined;
  /** Where the watermark stands. Default: bottom-right. */
  watermarkPosition?: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right' | 'center' | undefined;
  /** How much of the watermark shows: 1 all of it (0–1). Default: 0.6. */
  watermarkOpacity?: number | undefined;
  /** Shape of the cursor. Default: recorded. */
  cursor?: 'recorded' | 'block' | 'bar' | 'underline' | 'none' | undefined;
  /** Show recorded keystrokes below the terminal; characters that it did not echo become dots. Default: false. */
  keys?: boolean | undefined;
  /** The same with characters that were not echoed: commands of editors, but passwords too. Default: false. */
  allKeys?: boolean | undefined;
  /** Show bold text in bright colours, as some terminals do. Default: false. */
  boldIsBright?: boolean | undefined;
  /** Shades between text and background; fewer make smaller files, 2 makes hard edges (in levels, 2–256). Default: 6. */
  antialiasingLevels?: number | undefined;
  /** Height of the text, before scaling (in pixels, 2–512). Default: 16. */
  fontSizePx?: number | undefined;
  /** Height of a row in font sizes (0.5–4). Default: 1.4. */
  lineHeight?: number | undefined;
  /** Font families or files to try first, separated by commas; bundled fonts come after. Default: the bundled fonts. */
  fontFamily?: readonly string[] | undefined;
  /** The same for emoji. Default: the bundled emoji. */
  emojiFontFamily?: readonly string[] | undefined;
  /** Folder to look for fonts in; may be given several times. */
  fontDirectories?: readonly string[] | undefined;
  /** Play so many times as fast (> 0, ≤ 1000000). Default: 1. */
  speed?: number | undefined;
  /** Shorten pauses longer than this, before speeding up; none keeps them (in seconds, > 0, ≤ 86400, none). Default: the recording's own, else 5. */
  idleTimeLimitSeconds?: number | 'none' | undefined;
  /** Most frames a second (in frames a second, > 0, ≤ 240). Default: 30. */
  fpsCap?: number | undefined;
  /** Hold the last frame so long, whatever the speed (in seconds, 0–86400). Default: 3. */
  lastFrameDurationSeconds?: number | undefined;
  /** Parts to show: 10..1:20, ..50%, marker:intro.., or single moments: 5,50%,marker:2, markers. Default: everything. */
  select?: string | undefined;
  /** Moment that PNG, SVG and text show: 12.5, 1:20, 50% or marker:LABEL; name-%m.png makes one a marker. Default: a late, full screen for PNG; the end for text; motion for SVG. */
  at?: string | undefined;
  /** Play so many times in all; --no-loop plays once (in times, 1–65535, forever). Default: forever. */
  loop?: number | 'forever' | undefined;
  /** How to read event times; absolute mends version 3 recordings written with version 2's times. Default: auto. */
  times?: 'auto' | 'absolute' | undefined;
  /** How hard to look for a smaller GIF; every level is lossless. Default: default. */
  optimize?: 'fast' | 'default' | 'best' | undefined;
  /** GIF frames of over 255 colours: let pixels be this far from theirs (OKLab ΔE x 100; 2 is hardly seen) (0–100). Default: 0. */
  lossy?: number | undefined;
  /** Make the output fit, giving up what hurts least: time, smooth edges, exact shades, frames, size; says what it gave up (in bytes, ≥ 1). Default: no bound. */
  maxBytes?: number | undefined;
  /** Keep to the limits of a site, as --max-bytes does. Default: no bound. */
  for?: 'github' | 'medium' | 'slack' | 'discord' | 'x' | 'devto' | 'anywhere' | undefined;
  /** Threads that compress; their number changes no byte of the output (in threads, 1–64, auto). Default: one per core. */
  threads?: number | 'auto' | undefined;
  /** Codec of videos. Default: h264 in MP4, vp9 in WebM. */
  videoCodec?: 'auto' | 'h264' | 'vp9' | 'av1' | undefined;
  /** Quality of videos on the codec's own scale; less is better and larger (0–63). Default: by codec, where letters keep their edges: h264 18, vp9 26, av1 28. */
  crf?: number | undefined;
  /** The ffmpeg that makes videos. Default: FFMPEG_PATH, else the first found. */
  ffmpegPath?: string | undefined;
  /** Take warnings about the recording for errors. Default: false. */
  strict?: boolean | undefined;
  /** Widest terminal (in columns, 1–10000). Default: 2000. */
  maxColumns?: number | undefined;
  /** Highest terminal (in rows, 1–10000). Default: 1000. */
  maxRows?: number | undefined;
  /** Largest recording, decompressed (in bytes, ≥ 1). Default: 2GB. */
  maxInputBytes?: number | undefined;
  /** Longest line of a recording that is read as a whole (in bytes, 1–256MB). Default: 4MB. */
  maxLineBytes?: number | undefined;
  /** Most events (in events, ≥ 1). Default: 100000000. */
  maxEvents?: number | undefined;
  /** Most frames (in frames, ≥ 1). Default: 500000. */
  maxFrames?: number | undefined;
  /** Largest picture, width times height (in pixels, ≥ 1). Default: 67108864. */
  maxOutputPixels?: number | undefined;
  /** Longest output (in seconds, > 0). Default: 604800. */
  maxSeconds?: number | undefined;
}
