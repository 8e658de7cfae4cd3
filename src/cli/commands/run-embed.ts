/** `cast2gif embed`: the pictures of a recording for a page, and the snippet that shows them. */
import { basename, dirname, join, relative, sep } from 'node:path';
import { type EmbeddedPicture, snippet, wordsOfTranscript } from '../../embed/snippet.js';
import { Cast2gifError, optionError } from '../../errors.js';
import type { RenderHooks } from '../../index.js';
import { ioError } from '../../io/io-error.js';
import { makeFolders } from '../../io/make-folders.js';
import { type Format, formatRow } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import { type PageKind, SITES, type Site, siteProblem } from '../../options/sites.js';
import { summary } from '../convert.js';
import { planFiles, STANDARD_STREAM } from '../files.js';
import type { CommandSurroundings, GivenCommand, RunCommand } from './command.js';
import type { EMBED } from './embed.js';

type Given = GivenCommand<typeof EMBED.options>;

/** Pages that take a full address only. */
const NEEDS_ADDRESS: ReadonlySet<PageKind> = new Set(['image', 'markdown']);
/** WCAG 2.2.2: what moves by itself for longer than this needs an end, a pause or a still. */
const LONGEST_MOTION_US = 5_000_000;

/** Every picture is made before the snippet is printed. */
export const runEmbed: RunCommand<typeof EMBED.options> = async (given, surroundings) => {
  const site = given.options.for as Site;
  const { page } = SITES[site];
  checkAddress(site, page, given.options.baseUrl);
  checkFormat(site, given.options.format as Format | undefined);
  const maker = await PictureMaker.open(given, surroundings, site);
  const { themeLight, themeDark } = given.options;
  const isForBoth = given.render.theme === undefined;
  const isPair = isForBoth && page === 'picture' && !maker.followsReader;
  const themes = isForBoth && maker.followsReader ? { themeLight, themeDark } : {};
  const words = await maker.words();
  const picture = isPair ? await maker.pair('light', { theme: themeLight }) : await maker.pair('', themes);
  const dark = isPair ? await maker.pair('dark', { theme: themeDark }) : undefined;
  const { alt, transcript } = words;
  surroundings.console.print(
    snippet(
      { picture: picture.moving, still: picture.still, dark: dark?.moving, darkStill: dark?.still, alt, transcript },
      page,
    ),
  );
  if (!given.quiet && picture.durationUs > LONGEST_MOTION_US) noteMotion(given, page, surroundings);
  return 0;
};

function checkAddress(site: Site, page: PageKind, baseUrl: string | undefined): void {
  if (!NEEDS_ADDRESS.has(page) || baseUrl !== undefined) return;
  throw new Cast2gifError('usage', `${site} shows pictures by their full address; add --base-url URL`);
}

function checkFormat(site: Site, format: Format | undefined): void {
  const problem = format && siteProblem(site, format);
  if (problem !== undefined) throw optionError('format', problem);
}

function noteMotion({ render }: Given, page: PageKind, { console }: CommandSurroundings): void {
  if (render.loop !== undefined && render.loop !== 'forever') {
    console.say('note: it moves for more than 5 seconds (WCAG 2.2.2), and ends by itself');
    return;
  }
  const still = page === 'picture' ? 'readers who ask for less motion get the still; ' : '';
  console.say(
    `note: it moves for more than 5 seconds and repeats (WCAG 2.2.2); ${still}--no-loop makes it end by itself`,
  );
}

/** Pictures of one theme. */
interface PicturePair {
  readonly moving: EmbeddedPicture;
  readonly still: EmbeddedPicture | undefined;
  readonly durationUs: number;
}

class PictureMaker {
  readonly #given: Given;
  readonly #surroundings: CommandSurroundings;
  readonly #site: Site;
  readonly #folder: string;
  readonly #library: typeof import('../../index.js');

  private constructor(
    given: Given,
    surroundings: CommandSurroundings,
    site: Site,
    library: typeof import('../../index.js'),
  ) {
    this.#given = given;
    this.#surroundings = surroundings;
    this.#site = site;
    this.#library = library;
    this.#folder = given.options.out ?? dirname(this.#input);
  }

  /** Checks what can be checked before anything is made. */
  static async open(given: Given, surroundings: CommandSurroundings, site: Site): Promise<PictureMaker> {
    const [input] = given.operands;
    if (input === STANDARD_STREAM)
      throw new Cast2gifError('usage', 'expected the name of a recording, which names the pictures');
    const maker = new PictureMaker(given, surroundings, site, await import('../../index.js'));
    await maker.#makeFolder();
    return maker;
  }

  get #input(): string {
    return this.#given.operands[0]!;
  }

  /** The format of the animation. */
  get #format(): Format {
    return (this.#given.options.format as Format | undefined) ?? SITES[this.#site].formats[0];
  }

  /** Whether one picture follows the reader's light or dark; such a picture also follows the wish for less motion. */
  get followsReader(): boolean {
    return formatRow(this.#format).colours === 'by-reader';
  }

  /** The animation and, where the page can choose, its still. */
  async pair(suffix: string, themes: RenderOptions): Promise<PicturePair> {
    const hasStill = SITES[this.#site].page === 'picture' && !this.followsReader;
    const name = basename(this.#input).replace(/\.(cast|json)(\.gz|\.zst)?$/i, '') + (suffix && `-${suffix}`);
    const formats = [this.#format, ...(hasStill ? ['png'] : [])];
    const paths = formats.map((format) => join(this.#folder, `${name}.${format}`));
    const { outputs } = planFiles([this.#input, ...paths], undefined, false);
    const startMs = performance.now();
    const targets = outputs.map(({ name: path, format }) => ({ path, format }));
    const result = await this.#library.render(this.#input, targets, {
      ...this.#options,
      for: this.#site,
      ...themes,
    });
    if (!this.#given.quiet) this.#surroundings.console.say(summary(result, (performance.now() - startMs) / 1000));
    const [moving, still] = paths.map((path) => ({
      address: this.#address(path),
      widthPx: result.widthPx,
      heightPx: result.heightPx,
    }));
    return { moving: moving!, still, durationUs: result.durationUs };
  }

  /** Alternative text, as given or made from the recording, and the transcript. */
  async words(): Promise<{ alt: string; transcript: string | undefined }> {
    const options = this.#options;
    const { outputs } = await this.#library.render(this.#input, { buffer: true, format: 'vtt' }, options);
    const transcript = wordsOfTranscript(Buffer.from(outputs[0]!.bytes!).toString('utf8'));
    if (options.alt !== undefined) return { alt: options.alt, transcript };
    const report = await this.#library.inspect(this.#input, options);
    return { alt: 'altText' in report ? report.altText : '', transcript };
  }

  get #options(): RenderOptions & RenderHooks {
    return { ...this.#given.render, signal: this.#surroundings.signal, surface: 'command' };
  }

  #address(path: string): string {
    const { baseUrl } = this.#given.options;
    if (baseUrl !== undefined) return `${baseUrl.replace(/\/$/, '')}/${encodeURIComponent(basename(path))}`;
    return relative('.', path).split(sep).map(encodeURIComponent).join('/');
  }

  async #makeFolder(): Promise<void> {
    try {
      await makeFolders(this.#folder);
    } catch (error) {
      throw ioError(`cannot create ${this.#folder}`, error, 'output');
    }
  }
}
