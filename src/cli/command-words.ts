/** Reads the words behind a command's name. */
import { parseArgs } from 'node:util';
import { Cast2gifError } from '../errors.js';

/** Values of switches and of options with a value. */
export interface CommandWords {
  readonly switches: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/**
 * Takes switches, options with a value, and nothing else.
 * @param usage what the command takes, for the message
 * @throws Cast2gifError `usage`
 */
export function readCommandWords(
  words: readonly string[],
  names: { readonly switches?: readonly string[]; readonly values?: readonly string[] },
  usage: string,
): CommandWords {
  const options = Object.fromEntries([
    ...(names.switches ?? []).map((name) => [name, { type: 'boolean' }] as const),
    ...(names.values ?? []).map((name) => [name, { type: 'string' }] as const),
  ]);
  try {
    const given = Object.entries(parseArgs({ args: [...words], options }).values);
    return {
      switches: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
      values: Object.fromEntries(given.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
    };
  } catch {
    throw new Cast2gifError('usage', `expected: ${usage}`);
  }
}
