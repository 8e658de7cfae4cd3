/** `cast2gif render-many`: pictures of many recordings, each made once. */
import { join } from 'node:path';
import { Cast2gifError, didYouMean, quotedShort } from '../../errors.js';
import { FORMAT_NAMES, FORMATS, type Format, isFormat } from '../../options/formats.js';
import { type PictureTarget, targetsOf } from '../../project/targets.js';
import { type Build, buildPictures } from '../build-pictures.js';
import type { GivenCommand, RunCommand } from './command.js';
import { jsonText } from './json-text.js';
import type { RENDER_MANY } from './render-many.js';

type Given = GivenCommand<typeof RENDER_MANY.options>;

export const runRenderMany: RunCommand<typeof RENDER_MANY.options> = async (given, { console, signal }) => {
  const { quiet, verbose, options } = given;
  const targets = await targetsIn(given);
  const { exitStatus, ...report } = await buildPictures(targets, {
    console,
    signal,
    quiet,
    verbose,
    jobs: options.jobs,
  });
  if (options.json) console.print(jsonText(report));
  if (!quiet) console.say(summaryOf(report));
  return exitStatus;
};

/** @throws Cast2gifError `usage`, before anything is rendered */
async function targetsIn({ operands, options, render }: Given): Promise<readonly PictureTarget[]> {
  if (options.out === undefined) throw new Cast2gifError('usage', 'where to? expected --out FOLDER');
  const outputs = formatsOf(options.formats).map((format) =>
    join(options.out!, '{subfolder}', `{name}.${FORMATS[format].extensions[0]}`),
  );
  const entries = operands.map((pattern) => ({ pattern, outputs, options: render }));
  const advice = 'give one of them another name, or let a quoted pattern keep their folders apart';
  return targetsOf({ folder: process.cwd(), entries }, advice);
}

function formatsOf(names: readonly string[]): readonly Format[] {
  if (names.length === 0) throw wrongFormats('expected at least one');
  const unknown = names.find((name) => !isFormat(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, FORMAT_NAMES);
    throw wrongFormats(`expected ${FORMAT_NAMES.join(', ')}, not ${quotedShort(unknown)}${hint}`);
  }
  return [...new Set(names.filter(isFormat))];
}

function wrongFormats(problem: string): Cast2gifError {
  return new Cast2gifError('usage', problem, { label: '--formats' });
}

function summaryOf({ fresh, built, failed }: Omit<Build, 'exitStatus'>): string {
  return `${built.length} made, ${fresh} up to date, ${failed.length} failed`;
}
