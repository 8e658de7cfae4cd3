/** `cast2gif inspect`: where the bytes of a GIF are, or what is in a recording. */
import type { RunCommand } from './command.js';
import type { INSPECT } from './inspect.js';
import { reportText } from './inspect-text.js';
import { jsonText } from './json-text.js';

/** Prints the report on one file. A GIF may come before or after its recording. */
export const runInspect: RunCommand<typeof INSPECT.options> = async (given, { console, signal }) => {
  const { operands, options, render } = given;
  const [file, recording] = /\.gif$/i.test(operands[1] ?? '') ? operands.toReversed() : operands;
  const { inspect } = await import('../../index.js');
  const report = await inspect(file!, {
    ...render,
    signal,
    surface: 'command',
    costs: true,
    ...(recording !== undefined && { recording }),
  });
  console.print(options.json ? jsonText(report) : reportText(report, console.stdout.columns || 80));
  return 0;
};
