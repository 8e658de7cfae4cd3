import { Cast2gifError } from '../errors.js';
import { canonicalOptions } from '../options/canonical.js';
import type { Format } from '../options/formats.js';
import { labelled } from '../options/labels.js';
import type { RenderOptions } from '../options/render-options.js';
import { readRequestOptions } from '../options/request.js';

/** The options as a server will read them. @throws Cast2gifError `usage` for what it would refuse */
export function requestedOptions(format: Format, render: RenderOptions): (readonly [string, string])[] {
  const pairs = canonicalOptions(format, render);
  try {
    readRequestOptions(pairs);
  } catch (error) {
    if (!(error instanceof Cast2gifError) || error.option === undefined) throw error;
    throw labelled(new Cast2gifError(error.code, error.problem, { option: error.option }), 'command');
  }
  return pairs;
}
