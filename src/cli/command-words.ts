/** Reads the words behind a command's name. */
import { parseArgs } from 'node:util';
import { Cast2gifError } from '../errors.js';

/** Values of switches and of options with a value, and the words that belong to none. */
export interface CommandWords {
  readonly switches: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly files: readonly string[];
}

/**
 * Takes switches, options with a value, exactly as many files as are asked for, and nothing else.
 * @param usage what the command takes, for the message
 * @throws Cast2gifError `usage`
 */
export function readCommandWords(
  words: readonly string[],
  names: { readonly switches?: readonly string[]; readonly values?: readonly string[]; readonly fileCount?: number },
  usage: string,
): CommandWords {
  const options = Object.fromEntries([
    ...(names.switches ?? []).map((name) => [name, { type: 'boolean' }] as const),
    ...(names.values ?? []).map((name) => [name, { type: 'string' }] as const),
  ]);
  const { fileCount = 0 } = names;
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: fileCount > 0 });
    if (parsed.positionals.length !== fileCount) throw new Error('not that many files');
    const given = Object.entries(parsed.values);
    return {
      switches: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
      values: Object.fromEntries(given.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
      files: parsed.positionals,
    };
  } catch {
    throw new Cast2gifError('usage', `expected: ${usage}`);
  }
}
