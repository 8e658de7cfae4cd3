/** The converting command: check the files, call the library, report the result. */
import { printable } from '../errors.js';
import type { RenderHooks, RenderResult, Warning } from '../index.js';
import { coversTime, FORMATS, type Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import type { Console } from './console.js';
import type { ConvertArguments } from './convert-arguments.js';
import { planFiles, type ReadFile, STANDARD_STREAM } from './files.js';
import type { Library } from './library.js';
import { ProgressBar } from './progress.js';

/** Warnings shown one by one before the rest is only counted. */
const WARNINGS_SHOWN = 5;

/** What a conversion needs of its surroundings. */
export interface Surroundings {
  readonly console: Console;
  readonly stdinIsTerminal: () => boolean;
  readonly signal: AbortSignal;
  /** Imports the library; called once the command line has been checked. */
  readonly loadLibrary: () => Promise<Library>;
}

/**
 * Converts one recording.
 * @throws Cast2gifError
 */
export async function convert(given: ConvertArguments, surroundings: Surroundings): Promise<void> {
  const { console, signal } = surroundings;
  const startSeconds = process.uptime();
  const isTerminal = console.stdout.isTTY === true;
  const plan = planFiles(given.files, given.command.format as Format | undefined, isTerminal, filesRead(given.render));
  const quiet = given.command.quiet === true;
  if (!quiet) for (const notice of given.notices) console.say(`note: ${notice}`);
  if (plan.input === STANDARD_STREAM && surroundings.stdinIsTerminal() && !quiet) {
    console.say('note: reading the recording from this terminal; Ctrl-D ends it');
  }
  // Text on the terminal and a bar that is drawn over and over would mix.
  const shared = console.stdout.isTTY === true && plan.outputs.some(({ name }) => name === STANDARD_STREAM);
  const bar = console.canRedraw && !quiet && !shared ? new ProgressBar(console.stderr) : undefined;
  const warnings = new WarningList(console, bar, quiet ? 0 : given.command.verbose ? Infinity : WARNINGS_SHOWN);
  const options: RenderOptions & RenderHooks = {
    ...given.render,
    signal,
    surface: 'command',
    onWarning: (warning) => warnings.add(warning),
    ...(bar ? { onProgress: (progress) => bar.update(progress) } : {}),
  };
  try {
    const { render } = await surroundings.loadLibrary();
    const targets = plan.outputs.map(({ name, format }) => ({ path: name, format }));
    const result = await render(plan.input, targets, options);
    bar?.clear();
    warnings.finish(quiet);
    if (!quiet && result.concessions.length > 0) console.say(`to fit, gave up ${result.concessions.join(', ')}`);
    if (!quiet) console.say(summary(result, process.uptime() - startSeconds, given.render.at !== undefined));
  } finally {
    bar?.clear();
  }
}

/** What options may name as files. */
function filesRead({ watermark, theme, fontFamily = [], emojiFontFamily = [] }: RenderOptions): ReadFile[] {
  const all = {
    watermark: [watermark],
    theme: [theme],
    'font-family': fontFamily,
    'emoji-font-family': emojiFontFamily,
  };
  return Object.entries(all).flatMap(([flag, paths]) =>
    paths.flatMap((path) => {
      const isName = flag !== 'watermark' && !/[/\\.]/.test(path ?? '');
      return path === undefined || isName ? [] : [{ flag: `--${flag}`, path }];
    }),
  );
}

/** Shows the first warnings and counts the others. */
class WarningList {
  readonly #console: Console;
  readonly #bar: ProgressBar | undefined;
  readonly #shownAtMost: number;
  #count = 0;

  constructor(console: Console, bar: ProgressBar | undefined, shownAtMost: number) {
    this.#console = console;
    this.#bar = bar;
    this.#shownAtMost = shownAtMost;
  }

  add({ message, line }: Warning): void {
    if (this.#count++ >= this.#shownAtMost) return;
    this.#bar?.clear();
    this.#console.warn(printable(line === undefined ? message : `line ${line}: ${message}`));
  }

  finish(quiet: boolean): void {
    const hidden = this.#count - this.#shownAtMost;
    if (hidden > 0 && !quiet) {
      this.#console.warn(`${hidden} more warning${hidden === 1 ? '' : 's'}; --verbose shows all`);
    }
  }
}

/**
 * `demo.gif 1.2 MB: 960x540 px, 212 frames, 37.4 s; took 0.8 s`; only what applies to some of the outputs.
 * @param isStill whether formats that can move show a still
 */
export function summary(result: RenderResult, tookSeconds: number, isStill = false): string {
  const files = result.outputs.map(({ name, byteLength }) => `${spoken(name)} ${byteCount(byteLength)}`).join(', ');
  const formats = result.outputs.map(({ format }) => format);
  const lasting = formats.filter((format) => coversTime(format, isStill));
  const moves = lasting.some((format) => FORMATS[format].shows === 'animation');
  const facts: string[] = [];
  if (formats.some((format) => FORMATS[format].shows !== 'words'))
    facts.push(`${result.widthPx}x${result.heightPx} px`);
  if (moves) facts.push(`${result.frameCount} frame${result.frameCount === 1 ? '' : 's'}`);
  if (lasting.length > 0) facts.push(`${(result.durationUs / 1e6).toFixed(1)} s`);
  return `${[files, ...(facts.length > 0 ? [facts.join(', ')] : [])].join(': ')}; took ${tookSeconds.toFixed(1)} s`;
}

function spoken(name: string): string {
  return name === STANDARD_STREAM ? 'standard output' : printable(name);
}

function byteCount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [divisor, unit] = bytes < 1e6 ? [1e3, 'kB'] : [1e6, 'MB'];
  return `${(bytes / divisor).toFixed(bytes < divisor * 100 ? 1 : 0)} ${unit}`;
}
