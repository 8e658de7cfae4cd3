/** From what a caller passed to a complete and checked set of options. */
import { Cast2gifError, didYouMean } from '../errors.js';
import { nameOf } from './labels.js';
import type { RenderOptions } from './render-options.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES, type ResolvedOptions } from './table.js';
import { readValue } from './value.js';
import type { OptionValue } from './value-row.js';

/**
 * Checks every option and fills in the defaults. Options that are undefined count as left out.
 * @throws Cast2gifError `usage`, naming the field, the value and what was expected
 */
export function resolveOptions(options: RenderOptions): ResolvedOptions {
  const given = new Map<string, unknown>(Object.entries(options));
  for (const name of given.keys()) {
    if ((RENDER_OPTION_NAMES as readonly string[]).includes(name)) continue;
    throw new Cast2gifError('usage', `unknown option ${name}${didYouMean(name, RENDER_OPTION_NAMES)}`);
  }
  const resolved: Record<string, OptionValue | undefined> = {};
  for (const name of RENDER_OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    const value = given.get(name) ?? undefined;
    resolved[name] = value === undefined ? row.default : readValue(row, value, 'library', nameOf(name, 'library'));
  }
  // The loop above has set every name to a value that its row allows, which is what the type says.
  return Object.freeze(resolved) as ResolvedOptions;
}
