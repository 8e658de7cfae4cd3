/** Making a picture fit: what is given up, in which order, and how the right amount is found in few attempts. */
import { Cast2gifError } from './errors.js';
import type { ResolvedOptions } from './options/table.js';

/** What a picture may cost. */
export interface Budget {
  /** Of each output. */
  readonly maximumBytes: number | undefined;
  /** Width times height times frames: sites refuse animations by it. */
  readonly maximumTotalPixels: number | undefined;
}

/** What an attempt cost. */
export interface Cost {
  /** Of the largest output; zero if pixels alone ruled it out. */
  readonly bytes: number;
  readonly totalPixels: number;
}

type Sizes = Pick<ResolvedOptions, 'optimize' | 'antialiasingLevels' | 'fpsCap' | 'scale'>;

/** One step down. Steps add up: each is taken together with all before it. */
interface Step {
  readonly apply: (asked: Sizes) => Partial<Sizes>;
  readonly tell: (asked: Sizes) => string;
  /** Share of the bytes, and of the pixels, that recordings typically keep at this step. */
  readonly bytes: number;
  readonly pixels: number;
}

/** In the order that hurts least; shares are what dense recordings keep, rounded. */
const STEPS: readonly Step[] = [
  { apply: () => ({ optimize: 'best' }), tell: () => 'more time (--optimize best)', bytes: 0.94, pixels: 1 },
  levels(4, 0.82),
  levels(3, 0.74),
  rate(20, 0.62, 0.8),
  rate(12, 0.5, 0.6),
  scaled(0.75, 0.32, 0.34),
  scaled(0.5, 0.17, 0.15),
  rate(8, 0.13, 0.11),
  levels(2, 0.1, 0.11),
];

function levels(count: number, bytes: number, pixels = 1): Step {
  return {
    apply: (asked) => ({ antialiasingLevels: Math.min(count, asked.antialiasingLevels) }),
    tell: () => `smoothness of text (--aa-levels ${count})`,
    bytes,
    pixels,
  };
}

function rate(fps: number, bytes: number, pixels: number): Step {
  return {
    apply: (asked) => ({ fpsCap: Math.min(fps, asked.fpsCap) }),
    tell: () => `frames (--fps-cap ${fps})`,
    bytes,
    pixels,
  };
}

function scaled(factor: number, bytes: number, pixels: number): Step {
  const scale = (asked: Sizes) => Number((asked.scale * factor).toFixed(3));
  return {
    apply: (asked) => ({ scale: scale(asked) }),
    tell: (asked) => `size (--scale ${scale(asked)})`,
    bytes,
    pixels,
  };
}

/**
 * Renders with as few concessions as the budget allows. Each attempt tells what it cost; from that and the
 * typical shares the next step is chosen, so that two to four attempts do for nine steps.
 * @param attempt renders with the options; its result is undefined where the budget was exceeded
 * @throws Cast2gifError `usage` where even the last step is too large
 */
export async function renderWithinBudget<T>(
  asked: ResolvedOptions,
  budget: Budget,
  attempt: (options: ResolvedOptions, concessions: readonly string[]) => Promise<{ cost: Cost; result: T | undefined }>,
): Promise<T> {
  let step = 0;
  for (;;) {
    const taken = STEPS.slice(0, step);
    const changes = taken.map(({ apply }) => apply(asked));
    const options = step === 0 ? asked : Object.assign({}, asked, ...changes);
    const { cost, result } = await attempt(options, concessionsOf(asked, taken));
    if (result !== undefined) return result;
    if (step === STEPS.length) throw tooLarge(cost, budget);
    step = nextStep(step, cost, budget);
  }
}

/** One line for each kind of thing given up: of several steps of a kind only the last counts. */
function concessionsOf(asked: Sizes, taken: readonly Step[]): string[] {
  const lines = new Map<string, string>();
  for (const { tell } of taken) {
    const line = tell(asked);
    lines.set(line.slice(0, line.indexOf('(')), line);
  }
  return [...lines.values()];
}

/** The first later step that typically brings this cost within the budget, else the last one. */
function nextStep(step: number, cost: Cost, budget: Budget): number {
  const now = step === 0 ? { bytes: 1, pixels: 1 } : STEPS[step - 1]!;
  const fits = (next: Step) =>
    (cost.bytes * next.bytes) / now.bytes <= (budget.maximumBytes ?? Infinity) &&
    (cost.totalPixels * next.pixels) / now.pixels <= (budget.maximumTotalPixels ?? Infinity);
  const found = STEPS.findIndex((next, index) => index >= step && fits(next));
  return found < 0 ? STEPS.length : found + 1;
}

function tooLarge({ bytes, totalPixels }: Cost, budget: Budget): Cast2gifError {
  const { maximumBytes, maximumTotalPixels } = budget;
  const what =
    maximumTotalPixels !== undefined && totalPixels > maximumTotalPixels
      ? `${Math.round(totalPixels / 1e6)} million pixels over all frames, where ${Math.round(maximumTotalPixels / 1e6)} are allowed`
      : `${bytes} bytes, where ${maximumBytes} are allowed`;
  return new Cast2gifError(
    'usage',
    `with everything given up the picture still takes ${what}: select a shorter part (--select) or a higher speed`,
  );
}
