/** Reads the words behind a command's name. */
import { parseArgs } from 'node:util';
import { Cast2gifError } from '../errors.js';

/**
 * Takes switches and nothing else; `--help` shows the usage as an error would.
 * @throws Cast2gifError `usage`
 */
export function switches<Name extends string>(
  words: readonly string[],
  names: readonly Name[],
  usage: string,
): Record<Name, boolean> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'boolean' } as const]));
    const { values } = parseArgs({ args: [...words], options });
    return Object.fromEntries(names.map((name) => [name, values[name] === true])) as Record<Name, boolean>;
  } catch {
    throw new Cast2gifError('usage', `expected: ${usage}`);
  }
}
