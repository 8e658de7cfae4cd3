/** Every command by its name, which must be the first word of the command line. In the order that help shows. */
import { BUILD } from './build.js';
import { CHECK } from './check.js';
import type { Command } from './command.js';
import { COMPLETION } from './completion.js';
import { EDIT } from './edit.js';
import { EMBED } from './embed.js';
import { EXPORT } from './export.js';
import { FONTS } from './fonts.js';
import { IMPORT } from './import.js';
import { INSPECT } from './inspect.js';
import { OWNER } from './owner.js';
import { REC } from './rec.js';
import { REMOVE } from './remove.js';
import { RENDER_MANY } from './render-many.js';
import { SERVE } from './serve.js';
import { SIGN } from './sign.js';
import { SWEEP } from './sweep.js';
import { THEMES } from './themes.js';
import { WORKER } from './worker.js';

const TABLE = {
  build: BUILD,
  check: CHECK,
  'render-many': RENDER_MANY,
  inspect: INSPECT,
  rec: REC,
  edit: EDIT,
  embed: EMBED,
  themes: THEMES,
  fonts: FONTS,
  serve: SERVE,
  worker: WORKER,
  sign: SIGN,
  owner: OWNER,
  sweep: SWEEP,
  remove: REMOVE,
  import: IMPORT,
  export: EXPORT,
  completion: COMPLETION,
} as const satisfies Record<string, Command>;

/** The table with its literal types. */
export type CommandTable = typeof TABLE;

/** Name of a command. */
export type CommandName = keyof CommandTable;

/** Every command, whatever its own options are. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = TABLE;

/** All names, in the order that help shows. */
export const COMMAND_NAMES = Object.keys(TABLE) as readonly CommandName[];

/** Whether a word is the name of a command. */
export function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(TABLE, word);
}
