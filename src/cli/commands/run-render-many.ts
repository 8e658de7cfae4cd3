/** `cast2gif render-many`: pictures of many recordings, each made once. */
import { join } from 'node:path';
import { Cast2gifError, didYouMean, quotedShort } from '../../errors.js';
import { FORMAT_NAMES, FORMATS, type Format, isFormat } from '../../options/formats.js';
import { labelled } from '../../options/labels.js';
import type { RenderOptions } from '../../options/render-options.js';
import { BATCH_SETTINGS, type BatchSettings } from '../../options/service-settings.js';
import { OPTION_ROWS, type RenderOptionName } from '../../options/table.js';
import { type PictureTarget, targetsOf } from '../../project/targets.js';
import { type Build, buildPictures } from '../build-pictures.js';
import { remoteTasks } from '../remote-tasks.js';
import { requestedOptions } from '../request-options.js';
import type { CommandSurroundings, GivenCommand, RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import { jsonText } from './json-text.js';
import type { RENDER_MANY } from './render-many.js';
import { withServicePackages } from './service-packages.js';

type Given = GivenCommand<typeof RENDER_MANY.options>;

/** What the workers have to do at any time, unless the user says otherwise: enough for many of them. */
const JOBS_IN_QUEUE = 200;
const MOST_LOCAL_JOBS = 64;

/** Makes the pictures that are missing or stale; a run that was stopped is continued by the next. */
export const runRenderMany: RunCommand<typeof RENDER_MANY.options> = async (given, surroundings) => {
  const { console } = surroundings;
  const targets = await targetsIn(given);
  const settings = await readCommandSettings(BATCH_SETTINGS, given, surroundings.environment);
  const isRemote = settings.values.queue !== 'memory';
  const build = isRemote ? buildOnWorkers : buildHere;
  const { exitStatus, ...report } = await build(targets, given, surroundings, settings.values);
  if (given.options.json) console.print(jsonText(report));
  if (!given.quiet) console.say(summaryOf(report));
  return exitStatus;
};

type BuildMany = (
  targets: readonly PictureTarget[],
  given: Given,
  surroundings: CommandSurroundings,
  settings: BatchSettings,
) => Promise<Build>;

const buildHere: BuildMany = (targets, { quiet, verbose, options: { jobs } }, { console, signal }) => {
  if (jobs !== undefined && jobs > MOST_LOCAL_JOBS) {
    throw new Cast2gifError('usage', `expected at most ${MOST_LOCAL_JOBS} without --queue`, { label: '--jobs' });
  }
  return buildPictures(targets, { console, signal, quiet, verbose, jobs });
};

const buildOnWorkers: BuildMany = async (targets, given, { console, signal }, settings) => {
  checkForWorkers(targets, given.render);
  const batch = await withServicePackages(async () => {
    const { openRemoteBatch } = await import('../../server/service/remote-batch.js');
    return openRemoteBatch(settings, (message) => console.warn(message));
  });
  try {
    const { quiet, verbose, options } = given;
    const jobs = options.jobs ?? JOBS_IN_QUEUE;
    return await buildPictures(targets, { console, signal, quiet, verbose, jobs, doTasks: remoteTasks(batch) });
  } finally {
    await batch.close();
  }
};

/** @throws Cast2gifError `usage` for options that workers would refuse, or that would have no effect on them */
function checkForWorkers(targets: readonly PictureTarget[], render: RenderOptions): void {
  const given = Object.keys(render) as RenderOptionName[];
  const own = given.find((name) => OPTION_ROWS[name].trust !== 'request');
  if (own !== undefined) {
    throw labelled(new Cast2gifError('usage', 'cannot be set for workers (--queue)', { option: own }), 'command');
  }
  for (const format of new Set(targets.map((target) => target.format))) requestedOptions(format, render);
}

/** @throws Cast2gifError `usage`, before anything is rendered */
async function targetsIn({ operands, options, render }: Given): Promise<readonly PictureTarget[]> {
  if (options.out === undefined) throw new Cast2gifError('usage', 'expected a folder for the pictures: --out FOLDER');
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
