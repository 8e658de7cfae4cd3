/** From the command line of `build` and `check` to pictures. */
import { relative, sep } from 'node:path';
import type { RenderOptions } from '../options/render-options.js';
import { openProject, type Project } from '../project/config.js';
import { assertOutputsWithin, projectRoot } from '../project/confinement.js';
import { type PictureTarget, targetsOf } from '../project/targets.js';

/** What the command line says about pictures. */
interface GivenPictures {
  readonly operands: readonly string[];
  readonly options: { readonly config: string | undefined; readonly output: readonly string[] | undefined };
  readonly render: RenderOptions;
}

/** Beside the recording. */
const DEFAULT_OUTPUTS = ['{dir}/{name}.gif'];

/**
 * The project that a command line means: the recordings it names, else what the configuration says. Options of the
 * command line win over those of the configuration.
 * @throws Cast2gifError
 */
async function projectOf({ operands, options, render }: GivenPictures, folder: string): Promise<Project> {
  if (operands.length > 0) {
    const { output: outputs = DEFAULT_OUTPUTS } = options;
    return { folder, file: undefined, entries: operands.map((pattern) => ({ pattern, outputs, options: render })) };
  }
  const project = await openProject(options.config, folder);
  const entries = project.entries.map((entry) => ({ ...entry, options: { ...entry.options, ...render } }));
  return { ...project, entries };
}

/** The project and its pictures. @throws Cast2gifError also where a configuration would write outside the project */
export async function openTargets(
  given: GivenPictures,
): Promise<{ readonly project: Project; readonly targets: readonly PictureTarget[] }> {
  const project = await projectOf(given, process.cwd());
  const targets = await targetsOf(project);
  if (project.file !== undefined) assertOutputsWithin(projectRoot(project.folder), targets);
  return { project, targets };
}

/** A path as the person at this command line would write it. */
export function shownPath(path: string): string {
  const name = relative(process.cwd(), path).split(sep).join('/');
  return name === '' || name.startsWith('../../..') ? path : name;
}
