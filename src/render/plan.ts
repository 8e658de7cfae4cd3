/** Everything about a run that is known, and everything that can be refused, before a recording is read. */
import { type Fill, parseFill } from '../dressing/fill.js';
import type { PictureFile } from '../dressing/picture.js';
import { readWatermark } from '../dressing/watermark.js';
import { checkVideoChoices } from '../encode/create-encoder.js';
import { Cast2gifError, optionError } from '../errors.js';
import { type FontSet, openFontSet } from '../font/font-set.js';
import { availableThreads } from '../io/cores.js';
import { FORMAT_NAMES, FORMATS, type FormatRow, formatRow } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import { resolveOptions } from '../options/resolve.js';
import { siteProblem } from '../options/sites.js';
import type { OptionName, ResolvedOptions } from '../options/table.js';
import { SecretPatterns } from '../redact/patterns.js';
import { loadTheme } from '../theme/load-theme.js';
import type { ThemeColours } from '../theme/theme.js';
import type { ThemesByScheme } from '../theme/theme-pair.js';
import { type Position, parsePosition } from '../timeline/position.js';
import { parseSelection, type Selection } from '../timeline/selection.js';
import { type Budget, budgetOf } from './budget.js';
import type { RenderContext } from './context.js';
import { type OutputTarget, type PlannedOutput, planOutputs } from './outputs.js';

/** What a run will do. Stages read it and never change it; an attempt at a size budget is a plan with other options. */
export interface RenderPlan {
  readonly options: ResolvedOptions;
  /** At least one. */
  readonly outputs: readonly PlannedOutput[];
  readonly budget: Budget;
  /** Undefined: everything. */
  readonly selection: Selection | undefined;
  /** The moment that stills show; undefined where none was asked for, or no output can show one. */
  readonly still: Position | undefined;
  /** What may not be shown anywhere; undefined if there is nothing. */
  readonly secrets: SecretPatterns | undefined;
  /** Undefined: the recording's own theme, else the default one. */
  readonly theme: ThemeColours | undefined;
  /** For pictures that follow the reader's light or dark. */
  readonly themesByScheme: ThemesByScheme;
  /** Undefined: a colour that goes with the theme. */
  readonly marginFill: Fill | undefined;
  readonly watermark: PictureFile | undefined;
  /** Chosen, but no face has been opened. */
  readonly fonts: FontSet;
  /** At least 1. */
  readonly threads: number;
}

/**
 * Plans a run. Cheap enough for a server to call before it queues a render: it reads no recording, runs no program, and
 * reads files only where an option names one (theme, watermark, fonts).
 * @param context receives warnings about options that change nothing and about fonts that are missing
 * @throws Cast2gifError `usage`, naming the option and what was expected
 */
export async function planRender(
  given: RenderOptions,
  targets: OutputTarget | readonly OutputTarget[],
  context: RenderContext,
): Promise<RenderPlan> {
  const resolved = resolveOptions(given);
  const secrets = resolved.redact === undefined ? undefined : new SecretPatterns(resolved.redact);
  const options = secrets === undefined ? resolved : withoutSecrets(resolved, secrets);
  checkTerminalSize(options);
  const outputs = planOutputs(targets);
  const { select, at, marginFill, theme, watermark, threads } = options;
  const still = at === undefined ? undefined : parsePosition(at, 'at');
  const plan: RenderPlan = {
    options,
    outputs,
    budget: budgetOf(options),
    selection: select === undefined ? undefined : parseSelection(select),
    still: outputs.some(({ format }) => canShowMoment(formatRow(format))) ? still : undefined,
    secrets,
    theme: theme === undefined ? undefined : await loadTheme(theme),
    themesByScheme: await loadThemesByScheme(options, outputs),
    marginFill: marginFill === undefined ? undefined : parseFill(marginFill, 'marginFill'),
    watermark: watermark === undefined ? undefined : await readWatermark(watermark),
    fonts: chooseFonts(options, context),
    threads: threads === 'auto' ? availableThreads() : threads,
  };
  const formats = outputs.map(({ format }) => format);
  await checkVideoChoices(formats, options);
  warnOfUselessOptions(plan, context);
  return Object.freeze(plan);
}

/** The size that is asked for is bounded as that of a recording is. */
function checkTerminalSize({ columns, rows, maxColumns, maxRows }: ResolvedOptions): void {
  const check = (option: OptionName, size: number | 'auto' | undefined, maximum: number) => {
    if (typeof size !== 'number' || size <= maximum) return;
    throw new Cast2gifError('option-limit', `${size} ${option} are more than the limit of ${maximum}`, { option });
  };
  check('columns', columns, maxColumns);
  check('rows', rows, maxRows);
}

/** @throws Cast2gifError `usage` for outputs whose colours are the same for everybody */
async function loadThemesByScheme(
  { theme, themeLight, themeDark }: ResolvedOptions,
  outputs: readonly PlannedOutput[],
): Promise<ThemesByScheme> {
  if (themeLight === undefined && themeDark === undefined) return {};
  const option = themeDark === undefined ? 'themeLight' : 'themeDark';
  for (const { name, format } of outputs) {
    if (formatRow(format).colours !== 'fixed') continue;
    throw optionError(option, `${name}: only an SVG follows the reader's light or dark; ${format} takes --theme`);
  }
  if (theme !== undefined && themeLight !== undefined && themeDark !== undefined) {
    throw optionError('theme', 'has no effect beside --theme-light and --theme-dark; give two of the three');
  }
  return {
    light: themeLight === undefined ? undefined : await loadTheme(themeLight, 'themeLight'),
    dark: themeDark === undefined ? undefined : await loadTheme(themeDark, 'themeDark'),
  };
}

/** Texts that the caller adds to the output. */
function withoutSecrets(options: ResolvedOptions, secrets: SecretPatterns): ResolvedOptions {
  const { title, alt } = options;
  return {
    ...options,
    title: title === undefined ? undefined : secrets.mask(title),
    alt: alt === undefined ? undefined : secrets.mask(alt),
  };
}

function chooseFonts(options: ResolvedOptions, context: RenderContext): FontSet {
  return openFontSet({
    families: options.fontFamily ?? [],
    emojiFamilies: options.emojiFontFamily ?? [],
    directories: options.fontDirectories ?? [],
    folders: context.fontFolders,
    onMissing: (message) => context.warn({ message }, 'usage'),
  });
}

const canShowMoment = ({ stillShows }: FormatRow): boolean => stillShows !== undefined;
const hasSizeOptions = (row: FormatRow): boolean => row.hasSizeOptions;

/** Options that change none of these outputs. */
function warnOfUselessOptions({ options, outputs }: RenderPlan, context: RenderContext): void {
  const someOutput = (is: (row: FormatRow) => boolean) => outputs.some(({ format }) => is(formatRow(format)));
  if (options.at !== undefined && !someOutput(canShowMoment)) {
    const formats = extensionsWhere(canShowMoment);
    const message = `${context.label('at')} has no effect here: it is for stills (${formats}); ${context.label('select')} shortens animations`;
    context.warn({ message }, 'usage');
  }
  for (const { name, format } of options.for === undefined ? [] : outputs) {
    const problem = siteProblem(options.for!, format);
    if (problem !== undefined) context.warn({ message: `${name}: ${problem}` }, 'usage');
  }
  if (options.lossy > 0 && !someOutput(hasSizeOptions)) {
    const message = `${context.label('lossy')} has no effect here: it is for ${extensionsWhere(hasSizeOptions)}`;
    context.warn({ message }, 'usage');
  }
}

function extensionsWhere(is: (row: FormatRow) => boolean): string {
  const names = FORMAT_NAMES.filter((name) => is(formatRow(name)));
  return names.map((name) => `.${FORMATS[name].extensions[0]}`).join(', ');
}
