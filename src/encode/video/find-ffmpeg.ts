import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { Cast2gifError, throwIfAborted } from '../../errors.js';
import { Helper } from './helper.js';

/** Where to look for ffmpeg; all parts come from the process unless a test says otherwise. */
export interface FfmpegSearch {
  /** What the user asked for; nothing else is tried then. */
  readonly ffmpegPath?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** Ends the program that is being asked. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The ffmpeg to run: the path asked for, `FFMPEG_PATH`, the first in `PATH`, or the one of the package
 * `ffmpeg-static` where that is installed.
 * @throws Cast2gifError `helper` with what to install on this system
 */
export async function findFfmpeg(search: FfmpegSearch = {}): Promise<string> {
  const environment = search.environment ?? process.env;
  const platform = search.platform ?? process.platform;
  if (search.ffmpegPath) return required(search.ffmpegPath, '--ffmpeg');
  if (environment.FFMPEG_PATH) return required(environment.FFMPEG_PATH, 'FFMPEG_PATH');
  const found = (await inPath('ffmpeg', environment, platform)) ?? (await fromPackage());
  if (found) return found;
  throw new Cast2gifError('helper', `no ffmpeg found for video; ${await advice(environment, platform)}`);
}

async function required(path: string, source: string): Promise<string> {
  // A path with an equals sign or a leading dash is only ever the program's name here, never an argument.
  const absolute = isAbsolute(path) ? path : resolve(path);
  if (await isExecutable(absolute)) return absolute;
  throw new Cast2gifError('helper', `${source} names ${path}, which is not a program that can be run`);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    // A folder passes for executable too.
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function inPath(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const name = platform === 'win32' ? `${program}.exe` : program;
  const path = environment.PATH ?? environment.Path ?? '';
  for (const folder of path.split(delimiter)) {
    // An empty entry means the current folder, which may hold a program of that name by a stranger.
    if (isAbsolute(folder) && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

/** `ffmpeg-static` is an optional peer dependency: its default export is a path, or null on systems without one. */
async function fromPackage(): Promise<string | undefined> {
  const name = 'ffmpeg-static';
  const loaded: { default?: unknown } = await import(name).catch(() => ({}));
  return typeof loaded.default === 'string' && (await isExecutable(loaded.default)) ? loaded.default : undefined;
}

const LINUX_INSTALLERS = [
  ['apt-get', 'sudo apt-get install ffmpeg'],
  ['dnf', 'sudo dnf install ffmpeg-free'],
  ['pacman', 'sudo pacman -S ffmpeg'],
  ['apk', 'sudo apk add ffmpeg'],
  ['zypper', 'sudo zypper install ffmpeg'],
  ['nix-env', 'nix-env -iA nixpkgs.ffmpeg'],
  ['brew', 'brew install ffmpeg'],
] as const;

async function advice(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string> {
  const also = 'or give its path with --ffmpeg (other formats work without it)';
  if (platform === 'darwin') return `install it with "brew install ffmpeg" ${also}`;
  if (platform === 'win32') return `install it with "winget install Gyan.FFmpeg" ${also}`;
  for (const [program, command] of LINUX_INSTALLERS) {
    if (await inPath(program, environment, platform)) return `install it with "${command}" ${also}`;
  }
  return `install it from ffmpeg.org/download.html ${also}`;
}

/** A program that has said what it can do. */
export interface Ffmpeg {
  readonly program: string;
  /** Whether it has the option `-fps_mode`, which took the place of `-vsync` in version 5.1. */
  readonly knowsFpsMode: boolean;
  /** Names of its video encoders, such as `libx264`. */
  readonly encoders: ReadonlySet<string>;
}

/** A program that takes longer to say what it can do is not ffmpeg. */
const ANSWER_MS = 20_000;

/**
 * Finds ffmpeg and asks what it can do: one short run that reads nothing.
 * @throws Cast2gifError `helper` where there is none, or it cannot be run; `aborted` when the signal fires
 */
export async function openFfmpeg(search: FfmpegSearch = {}): Promise<Ffmpeg> {
  const program = await findFfmpeg(search);
  // The list is the answer, the version is in the banner beside it.
  const { answer, banner } = await ask(program, search.signal);
  const encoders = [...answer.matchAll(/^\s*V[A-Z.]{5} (\S+)/gm)].map(([, name]) => name!);
  return { program, knowsFpsMode: isAtLeast51(banner), encoders: new Set(encoders) };
}

const MAX_ANSWER_CHARACTERS = 1 << 20;

async function ask(program: string, signal: AbortSignal | undefined): Promise<{ answer: string; banner: string }> {
  throwIfAborted(signal);
  const helper = new Helper(program, ['-encoders'], ['ignore', 'pipe', 'pipe']);
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    helper.kill();
  };
  let answer = '';
  helper.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
    if (answer.length > MAX_ANSWER_CHARACTERS) stop('its list of encoders has no end');
  });
  const timer = setTimeout(() => stop(`no answer in ${ANSWER_MS / 1000} s`), ANSWER_MS);
  const onAbort = () => stop('stopped');
  signal?.addEventListener('abort', onAbort);
  const failure = await helper.ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  throwIfAborted(signal);
  const problem = stopped ?? failure;
  if (problem !== undefined) throw helper.explain(`could not be run (${problem})`);
  return { answer, banner: helper.errorOutput };
}

/** Builds without a number are taken from the development line and counted as new. */
function isAtLeast51(banner: string): boolean {
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/m.exec(banner) ?? [];
  return major === undefined || Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 1);
}
