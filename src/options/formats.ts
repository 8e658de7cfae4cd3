/** The output formats: their names, file extensions and media types, in one table. */

/** What one output format is. */
export interface FormatRow {
  /** File name extensions without the dot, the usual one first. */
  readonly extensions: readonly string[];
  readonly mediaType: string;
  /** Whether it shows the whole recording, one moment of it, or tells it in words. */
  readonly shows: 'animation' | 'still' | 'words';
  /** A terminal can take it: it is readable text, not binary. */
  readonly readable: boolean;
  readonly help: string;
}

/** Every format by its name, which is also the value of `--format`. */
export const FORMATS = {
  gif: {
    extensions: ['gif'],
    mediaType: 'image/gif',
    shows: 'animation',
    readable: false,
    help: 'animated GIF, exact colours',
  },
  mp4: {
    extensions: ['mp4', 'm4v'],
    mediaType: 'video/mp4',
    shows: 'animation',
    readable: false,
    help: 'H.264 video (needs ffmpeg)',
  },
  webm: {
    extensions: ['webm'],
    mediaType: 'video/webm',
    shows: 'animation',
    readable: false,
    help: 'VP9 video (needs ffmpeg)',
  },
  webp: {
    extensions: ['webp'],
    mediaType: 'image/webp',
    shows: 'animation',
    readable: false,
    help: 'animated WebP, lossless',
  },
  apng: {
    extensions: ['apng'],
    mediaType: 'image/apng',
    shows: 'animation',
    readable: false,
    help: 'animated PNG, exact colours',
  },
  png: { extensions: ['png'], mediaType: 'image/png', shows: 'still', readable: false, help: 'still picture' },
  svg: {
    extensions: ['svg'],
    mediaType: 'image/svg+xml',
    shows: 'animation',
    readable: true,
    help: 'animated SVG with selectable text',
  },
  txt: {
    extensions: ['txt', 'text'],
    mediaType: 'text/plain; charset=utf-8',
    shows: 'words',
    readable: true,
    help: 'the final screen as text',
  },
  vtt: { extensions: ['vtt'], mediaType: 'text/vtt', shows: 'words', readable: true, help: 'transcript as WebVTT' },
} as const satisfies Record<string, FormatRow>;

/** Name of an output format. */
export type Format = keyof typeof FORMATS;

/** All names, in the order they are shown. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** Whether `name` names a format. */
export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}

/** The format that a file name's extension asks for, in any case of letters; undefined if none does. */
export function formatOfPath(path: string): Format | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return FORMAT_NAMES.find((name) => (FORMATS[name].extensions as readonly string[]).includes(extension));
}

/** The usual extensions as one phrase: `.gif, .mp4, … or .vtt`. */
export function extensionList(): string {
  const dotted = FORMAT_NAMES.map((name) => `.${FORMATS[name].extensions[0]}`);
  return dotted.length < 2 ? dotted.join('') : `${dotted.slice(0, -1).join(', ')} or ${dotted.at(-1)}`;
}
