/** Which options a format depends on, and the canonical spelling of a set of options. */

import { spell } from './describe.js';
import { type Format, type FormatRow, formatRow } from './formats.js';
import type { RenderOptions } from './render-options.js';
import { type Effect, OPTION_ROWS, type OptionRow, RENDER_OPTION_NAMES, type RenderOptionName } from './table.js';

const IS_AFFECTED: Readonly<Record<Effect, (format: FormatRow) => boolean>> = {
  none: () => false,
  all: () => true,
  pictures: ({ shows }) => shows !== 'words',
  pixels: ({ madeFrom }) => madeFrom === 'pixels',
  motion: ({ shows }) => shows === 'animation',
  stills: ({ stillShows }) => stillShows !== undefined,
  sizes: ({ hasSizeOptions }) => hasSizeOptions,
  notes: ({ holdsNotes }) => holdsNotes,
  video: ({ helper }) => helper === 'ffmpeg',
};

/** Whether the option can change an output of this format. */
export function dependsOn(format: Format, option: RenderOptionName): boolean {
  return IS_AFFECTED[OPTION_ROWS[option].effect](formatRow(format));
}

/**
 * The options that decide what an output looks like, in one spelling: sorted by name, defaults left out, and only what
 * this format depends on. Equal lists make equal outputs of equal recordings.
 * @param options checked before: see `readRequestOptions` and `resolveOptions`
 * @returns pairs of the name (as in a query) and the value as text that `readValue` reads back
 */
export function canonicalOptions(format: Format, options: RenderOptions): (readonly [name: string, value: string])[] {
  const hasBudget = options.maxBytes !== undefined || options.for !== undefined;
  return RENDER_OPTION_NAMES.filter((option) => {
    const { effect, default: byDefault } = OPTION_ROWS[option];
    const value = options[option];
    if (effect === 'none' || value === undefined || value === byDefault) return false;
    // A budget tries other values of options that have no effect here, beginning with those that were asked for.
    return hasBudget || dependsOn(format, option);
  })
    .map((option) => [canonicalName(OPTION_ROWS[option]), spell(OPTION_ROWS[option], options[option])] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

function canonicalName(row: OptionRow): string {
  return row.query ?? row.flag;
}
