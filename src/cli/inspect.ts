/** `cast2gif inspect`: where the bytes of a GIF are, or what is in a recording. */
import { readCommandWords } from './command-words.js';
import type { Console } from './console.js';
import { reportText } from './inspect-text.js';

/** Prints the report on one file, `--json` for programs. */
export async function inspectFile(
  words: readonly string[],
  console: Console,
  usage: string,
  signal: AbortSignal,
): Promise<number> {
  const { switches, files } = readCommandWords(words, { switches: ['json'], fileCount: 1 }, usage);
  const { inspect } = await import('../index.js');
  const report = await inspect(files[0]!, { signal });
  console.print(switches.has('json') ? jsonText(report) : reportText(report, console.stdout.columns || 80));
  return 0;
}

/** JSON leaves some control characters as they are; a terminal must not meet them. */
function jsonText(report: object): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(report, null, 2).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)}\n`;
}
