/** What runs each command, loaded when it is asked for. */
import type { RunCommand } from './command.js';
import type { CommandName, CommandTable } from './command-table.js';

const LOADERS: { readonly [N in CommandName]: () => Promise<RunCommand<CommandTable[N]['options']>> } = {
  build: async () => (await import('./run-build.js')).runBuild,
  check: async () => (await import('./run-check.js')).runCheck,
  'render-many': async () => (await import('./run-render-many.js')).runRenderMany,
  inspect: async () => (await import('./run-inspect.js')).runInspect,
  embed: async () => (await import('./run-embed.js')).runEmbed,
  edit: async () => (await import('./run-edit.js')).runEdit,
  rec: async () => (await import('./run-rec.js')).runRec,
  themes: async () => (await import('./run-themes.js')).runThemes,
  fonts: async () => (await import('./run-fonts.js')).runFonts,
  serve: async () => (await import('./run-serve.js')).runServe,
  worker: async () => (await import('./run-worker.js')).runWorker,
  sign: async () => (await import('./run-sign.js')).runSign,
  owner: async () => (await import('./run-owner.js')).runOwner,
  sweep: async () => (await import('./run-sweep.js')).runSweep,
  remove: async () => (await import('./run-remove.js')).runRemove,
  import: async () => (await import('./run-import.js')).runImport,
  export: async () => (await import('./run-export.js')).runExport,
  completion: async () => (await import('./run-completion.js')).runCompletion,
};

/** The function that does the work of a command. It must be given values of that command's own rows. */
export async function loadCommand(name: CommandName): Promise<RunCommand> {
  return (await LOADERS[name]()) as RunCommand;
}
