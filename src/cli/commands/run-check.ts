/** `cast2gif check`: which pictures are not what their recordings and options give. */
import { EXIT_STALE, printable } from '../../errors.js';
import { type ProjectState, stateOf } from '../../project/project-state.js';
import { STALE_REASONS } from '../../project/stale-reasons.js';
import { openTargets, shownPath } from '../project-targets.js';
import type { CHECK } from './check.js';
import type { RunCommand } from './command.js';
import { jsonText } from './json-text.js';

/** Renders only where a picture does not say what made it, or another version did. */
export const runCheck: RunCommand<typeof CHECK.options> = async (given, { console, signal }) => {
  const { targets } = await openTargets(given);
  const state = await stateOf(targets, signal);
  if (given.options.json) console.print(jsonText(reportOf(state)));
  else if (!given.quiet) for (const line of linesOf(state)) console.print(`${printable(line)}\n`);
  for (const { target, error } of state.broken) console.complain(`${shownPath(target.output)}: ${error.message}`);
  return state.broken[0]?.error.exitStatus ?? (state.stale.length > 0 ? EXIT_STALE : 0);
};

/** The report for programs. */
function reportOf({ freshCount, stale, broken }: ProjectState): object {
  return {
    fresh: freshCount,
    stale: stale.map(({ target, reasons }) => ({
      output: shownPath(target.output),
      recording: shownPath(target.recording),
      reasons,
    })),
    failed: broken.map(({ target, error }) => ({
      output: shownPath(target.output),
      recording: shownPath(target.recording),
      error: error.message,
    })),
  };
}

function linesOf({ freshCount, stale, broken }: ProjectState): string[] {
  const lines = stale.map(
    ({ target, reasons }) =>
      `${shownPath(target.output)}: ${reasons.map((reason) => STALE_REASONS[reason]).join(', ')}`,
  );
  const count = freshCount + stale.length + broken.length;
  if (lines.length === 0 && broken.length === 0) return [`${count} picture${count === 1 ? '' : 's'} up to date`];
  return [...lines, `${stale.length} of ${count} stale; make again with "cast2gif build" and the same arguments`];
}
