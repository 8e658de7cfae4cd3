/**
 * How a link says that the player is to play: the parameters that pages of an asciinema server take, so that a link that
 * moves here changes its host alone.
 */

/** The names of the player's own themes. */
const PLAYER_THEMES = [
  'asciinema',
  'dracula',
  'gruvbox-dark',
  'monokai',
  'nord',
  'seti',
  'solarized-dark',
  'solarized-light',
  'tango',
] as const;

const MOST_COLUMNS = 720;
const MOST_ROWS = 200;
const LONGEST_POSTER = 4096;

/** Options of asciinema-player, under its own names: by which parameter each is set, and what that may say. */
const PARAMETERS = {
  /** In seconds. */
  startAt: { names: ['startAt', 't'], read: readTime },
  autoPlay: { names: ['autoplay', 'autoPlay'], read: readSwitch },
  /** For ever, or so many times. */
  loop: { names: ['loop'], read: readLoop },
  speed: { names: ['speed'], read: readPositive },
  /** In seconds. */
  idleTimeLimit: { names: ['idleTimeLimit', 'i'], read: readPositive },
  theme: { names: ['theme'], read: readTheme },
  /** `npt:83`, or `data:text/plain,` and text. */
  poster: { names: ['poster'], read: readPoster },
  cols: { names: ['cols'], read: (text: string) => readCount(text, MOST_COLUMNS) },
  rows: { names: ['rows'], read: (text: string) => readCount(text, MOST_ROWS) },
  preload: { names: ['preload'], read: readSwitch },
} as const;

/** The names of all parameters; the script that embeds a player takes the same as attributes. */
export const PLAYER_PARAMETERS: readonly string[] = Object.values(PARAMETERS).flatMap(({ names }) => names);

/** Options of asciinema-player that a link may set, under the player's own names. */
export type PlayerOptions = {
  readonly [Name in keyof typeof PARAMETERS]?: NonNullable<ReturnType<(typeof PARAMETERS)[Name]['read']>>;
};

/** Reads the query of a link. Nothing in it is an error: what it says wrongly is left to the player. */
export function readPlayerOptions(query: URLSearchParams): PlayerOptions {
  const pairs = Object.entries(PARAMETERS).flatMap(([option, { names, read }]) => {
    const name = names.find((each) => query.has(each));
    const value = name === undefined ? undefined : read(query.get(name)!);
    return value === undefined ? [] : [[option, value] as const];
  });
  const options: PlayerOptions = Object.fromEntries(pairs);
  return {
    // Who names a moment wants to see what comes then.
    ...(options.startAt !== undefined && { autoPlay: true }),
    ...(options.poster !== undefined && { preload: true }),
    ...options,
  };
}

/** Seconds, `m:ss` or `h:mm:ss`. */
function readTime(text: string): number | undefined {
  if (!/^(?:\d+:){0,2}\d+(?:\.\d+)?$/.test(text)) return undefined;
  const seconds = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** A name without a value means yes. */
function readSwitch(text: string): boolean | undefined {
  if (/^(?:|1|true|yes|on)$/i.test(text)) return true;
  return /^(?:0|false|no|off)$/i.test(text) ? false : undefined;
}

function readLoop(text: string): boolean | number | undefined {
  return /^(?:[2-9]|[1-9]\d{1,5})$/.test(text) ? Number(text) : readSwitch(text);
}

function readPositive(text: string): number | undefined {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : 0;
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function readCount(text: string, most: number): number | undefined {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= most ? count : undefined;
}

function readTheme(text: string): (typeof PLAYER_THEMES)[number] | undefined {
  return PLAYER_THEMES.find((name) => name === text);
}

function readPoster(text: string): string | undefined {
  const [, time] = /^npt:(.+)$/.exec(text) ?? [];
  const seconds = time === undefined ? undefined : readTime(time);
  if (seconds !== undefined) return `npt:${seconds}`;
  return text.startsWith('data:text/plain,') && text.length <= LONGEST_POSTER ? text : undefined;
}
