/** `cast2gif inspect`: where the bytes of a GIF are, or what is in a recording. */
import { Cast2gifError } from '../errors.js';
import { normaliseArguments, parseArguments } from './arguments.js';
import type { Console } from './console.js';
import { reportText } from './inspect-text.js';

/**
 * Prints the report on one file, `--json` for programs. A recording beside a GIF, and options of the conversion, tell
 * when in the recording its moments were.
 */
export async function inspectFile(
  words: readonly string[],
  console: Console,
  usage: string,
  signal: AbortSignal,
): Promise<number> {
  const asJson = words.includes('--json');
  const { files, render } = await parseArguments(normaliseArguments(words.filter((word) => word !== '--json')));
  const [file, recording] = /\.gif$/i.test(files[1] ?? '') ? files.toReversed() : files;
  if (file === undefined || files.length > 2) throw new Cast2gifError('usage', `expected: ${usage}`);
  const { inspect } = await import('../index.js');
  const report = await inspect(file, { ...render, signal, costs: true, ...(recording !== undefined && { recording }) });
  console.print(asJson ? jsonText(report) : reportText(report, console.stdout.columns || 80));
  return 0;
}

/** JSON leaves some control characters as they are; a terminal must not meet them. */
function jsonText(report: object): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(report, null, 2).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)}\n`;
}
