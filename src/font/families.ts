/** From names of families to the orders in which faces are tried for a character. */
import { Cast2gifError, didYouMean, quotedShort } from '../errors.js';
import { bundledFamilies } from './bundled.js';
import type { Family, FamilyRole } from './face.js';
import { FontFinder, type FontFolders } from './installed.js';

/** Which fonts to use. By default only the bundled ones, whatever is installed. */
export interface FontSetOptions {
  /**
   * Families or font files to prefer for text, best first: those in `directories`, installed ones and bundled
   * ones. The first that has letters decides the size of a cell. `monospace` means the bundled fonts.
   */
  readonly families?: readonly string[];
  /** Families or font files to prefer for emoji, best first; `emoji` means the bundled ones. */
  readonly emojiFamilies?: readonly string[];
  /** Folders with font files that the other two may name; they win over installed fonts. */
  readonly directories?: readonly string[];
  /** Where the fonts of folders are kept, so that several sets read them once. */
  readonly folders?: FontFolders | undefined;
  /** Called with names that were skipped because another one in the list was found. */
  readonly onMissing?: (message: string) => void;
}

/** Families in the order in which they are tried. */
export interface FamilyOrders {
  readonly text: readonly Family[];
  readonly emoji: readonly Family[];
}

const GENERIC_NAMES: ReadonlySet<string> = new Set(['monospace', 'emoji']);

/** @throws Cast2gifError `usage` for a family that is not found; `option-file` for a file that is not a font or a folder that is not one */
export function orderFamilies(options: FontSetOptions): FamilyOrders {
  const bundled = bundledFamilies();
  const { families = [], emojiFamilies = [], directories = [] } = options;
  if (families.length + emojiFamilies.length + directories.length === 0) return split(bundled);
  const finder = new FontFinder(directories, options.folders);
  const onMissing = options.onMissing ?? (() => {});
  const text = findFamilies(finder, families.filter(isName), onMissing);
  const emoji = findFamilies(finder, emojiFamilies.filter(isName), onMissing).map(asEmoji);
  const rest = split(bundled.filter((family) => !text.includes(family)));
  return { text: [...text, ...rest.text], emoji: [...emoji, ...rest.emoji] };
}

function split(families: readonly Family[]): FamilyOrders {
  return {
    text: families.filter((family) => family.role !== 'emoji'),
    emoji: families.filter((family) => family.role === 'emoji'),
  };
}

function isName(name: string): boolean {
  return !GENERIC_NAMES.has(name.toLowerCase());
}

/** Those in a list that exist: a list may be written for many machines. It is an error if none does. */
function findFamilies(finder: FontFinder, names: readonly string[], onMissing: (message: string) => void): Family[] {
  const found: Family[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const family = findFamily(finder, name, found.length === 0);
    if (family === undefined) missing.push(name);
    else found.push(family);
  }
  if (found.length === 0 && missing.length > 0) throw noFamily(finder, missing[0]!);
  for (const name of missing) onMissing(`no font family ${quotedShort(name)} here; skipped`);
  return found;
}

function findFamily(finder: FontFinder, name: string, isFirst: boolean): Family | undefined {
  const isCalledSo = (family: Family) => family.name.toLowerCase() === name.toLowerCase();
  return finder.find(name, isFirst) ?? bundledFamilies().find(isCalledSo);
}

function noFamily(finder: FontFinder, name: string): Cast2gifError {
  const names = [...new Set([...bundledFamilies().map((family) => family.name), ...finder.names()])].sort();
  const hint = didYouMean(name, names) || '; "cast2gif fonts" lists the bundled ones';
  return new Cast2gifError('usage', `there is no font family ${quotedShort(name)} here${hint}`);
}

/** A family without colours still draws emoji, in the text's colour. */
function asEmoji(family: Family): Family {
  const role: FamilyRole = family.role === 'emoji' ? 'emoji' : 'icons';
  return { ...family, role };
}
