/** Fonts that do not come with the program: files, folders and what is installed. Used only when asked for by name. */
import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Cast2gifError, shortened } from '../errors.js';
import { FACE_STYLES, type Face, type FaceStyle, type Family, type FamilyRole } from './face.js';
import { CharacterMap } from './opentype/character-map.js';
import { type FontTables, visitFontFile } from './opentype/font-file.js';
import { readMeasures } from './opentype/measures.js';
import { type FontNames, readNames } from './opentype/names.js';

const FONT_FILE = /\.(ttf|otf|ttc|otc|woff2)$/i;
/** More files than any machine has fonts, so that a folder given by mistake (`/`) does not take minutes. */
const MAXIMUM_FILES = 20_000;
const MAXIMUM_DEPTH = 8;

/** One font of a file, known by its names alone. */
interface FoundFont extends FontNames {
  readonly path: string;
  readonly index: number;
}

/**
 * Fonts of folders, which are read when they are first needed, and once: a caller that plans many pictures keeps one of
 * these for all of them.
 */
export class FontFolders {
  readonly #fonts = new Map<string, readonly FoundFont[]>();

  /** All fonts below the folders, in a stable order. */
  fontsIn(folders: readonly string[]): readonly FoundFont[] {
    const key = folders.join('\0');
    const fonts = this.#fonts.get(key) ?? scanFolders(folders);
    this.#fonts.set(key, fonts);
    return fonts;
  }
}

/** Looks families up by name, first in the folders given, then among the installed fonts. */
export class FontFinder {
  readonly #directories: readonly string[];
  readonly #folders: FontFolders;

  /** @throws Cast2gifError `option-file` if one of the folders is missing or not a folder */
  constructor(directories: readonly string[], folders = new FontFolders()) {
    for (const directory of directories) assertFolder(directory);
    this.#directories = directories;
    this.#folders = folders;
  }

  /** The family of that name, ignoring letter case, or of a font file at that path; undefined if there is none. */
  find(name: string, isFirst: boolean): Family | undefined {
    if (FONT_FILE.test(name)) return this.#fromFile(name, isFirst);
    const fonts = matching(this.#given(), name);
    const chosen = fonts.length > 0 ? fonts : matching(this.#readInstalled(), name);
    return chosen.length > 0 ? openFamily(chosen, isFirst) : undefined;
  }

  /** Names of all families it could find, sorted. */
  names(): string[] {
    const all = [...this.#given(), ...this.#readInstalled()].flatMap((font) => font.families.slice(0, 1));
    return [...new Set(all)].sort();
  }

  #fromFile(path: string, isFirst: boolean): Family {
    return readable(path, () => openFamily(fontsOf(path).slice(0, 1), isFirst));
  }

  #given(): readonly FoundFont[] {
    return this.#folders.fontsIn(this.#directories);
  }

  #readInstalled(): readonly FoundFont[] {
    return this.#folders.fontsIn(installedFolders().filter(isFolder));
  }
}

/** Where systems keep their fonts. */
function installedFolders(): string[] {
  const home = homedir();
  const { env, platform } = process;
  if (platform === 'darwin') return [join(home, 'Library/Fonts'), '/Library/Fonts', '/System/Library/Fonts'];
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA ?? join(home, 'AppData/Local');
    return [join(local, 'Microsoft/Windows/Fonts'), join(env.WINDIR ?? 'C:/Windows', 'Fonts')];
  }
  const own = env.XDG_DATA_HOME ?? join(home, '.local/share');
  const shared = (env.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(':');
  return [join(home, '.fonts'), ...[own, ...shared].map((folder) => join(folder, 'fonts'))];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function assertFolder(path: string): void {
  if (!isFolder(path))
    throw new Cast2gifError('option-file', `the font folder ${shortened(path, 300)} does not exist or is not a folder`);
}

/** All fonts below the folders, in a stable order. Files that are not fonts, broken or unreadable are skipped. */
function scanFolders(folders: readonly string[]): FoundFont[] {
  const paths = folders.flatMap((folder) => fontPaths(folder, 0)).slice(0, MAXIMUM_FILES);
  return paths.flatMap((path) => {
    try {
      return fontsOf(path);
    } catch {
      return [];
    }
  });
}

function fontPaths(folder: string, depth: number): string[] {
  if (depth > MAXIMUM_DEPTH) return [];
  let entries: ReturnType<typeof readFolder>;
  try {
    entries = readFolder(folder);
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return fontPaths(path, depth + 1);
    return FONT_FILE.test(entry.name) ? [path] : [];
  });
}

function readFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
}

function fontsOf(path: string): FoundFont[] {
  const found: FoundFont[] = [];
  visitFontFile(path, (font, index) => found.push({ ...readNames(font), path, index }));
  return found;
}

function matching(fonts: readonly FoundFont[], name: string): FoundFont[] {
  const wanted = name.toLowerCase();
  return fonts.filter((font) => font.families.some((family) => family.toLowerCase() === wanted));
}

/** The weight each style should have, and the range that is accepted. */
const STYLE_WEIGHTS: Record<FaceStyle, { italic: boolean; weight: number; least: number; most: number }> = {
  regular: { italic: false, weight: 400, least: 1, most: 1000 },
  bold: { italic: false, weight: 700, least: 600, most: 1000 },
  italic: { italic: true, weight: 400, least: 1, most: 599 },
  boldItalic: { italic: true, weight: 700, least: 600, most: 1000 },
};

/** Opens the best font for each style; there is at least one font. */
function openFamily(fonts: readonly FoundFont[], isFirst: boolean): Family {
  const chosen = FACE_STYLES.flatMap((style) => {
    const font = bestFont(fonts, style);
    return font === undefined ? [] : [{ style, font }];
  });
  const faces = (chosen.length > 0 ? chosen : [{ style: 'regular' as const, font: fonts[0]! }]).map(openFace);
  return {
    name: fonts[0]!.families[0] ?? fonts[0]!.path,
    role: roleOf(fonts[0]!, faces[0]!, isFirst),
    faces: faces.map(({ face }) => face),
  };
}

function bestFont(fonts: readonly FoundFont[], style: FaceStyle): FoundFont | undefined {
  const { italic, weight, least, most } = STYLE_WEIGHTS[style];
  const fitting = fonts.filter((font) => font.italic === italic && font.weight >= least && font.weight <= most);
  const distance = (font: FoundFont) => Math.abs(font.weight - weight) + 1000 * Math.abs(font.width - 5);
  return fitting.sort((one, other) => distance(one) - distance(other))[0];
}

interface OpenedFace {
  readonly face: Face;
  readonly fixedPitch: boolean;
}

function openFace({ style, font }: { style: FaceStyle; font: FoundFont }): OpenedFace {
  return withFont(font, (tables) => {
    const characters = new CharacterMap(tables.table('cmap'));
    const measures = readMeasures(tables, characters.glyphOf(ZERO) || 1);
    const post = tables.table('post');
    return {
      face: {
        ...measures,
        // Faces of older fonts do not say how high their letters are.
        capHeight: measures.capHeight || measures.unitsPerEm * 0.7,
        xHeight: measures.xHeight || measures.unitsPerEm * 0.52,
        id: `${font.path}#${font.index}`,
        style,
        coverage: characters.coverage(),
        read: () => withFont(font, (again) => again.file()),
      },
      fixedPitch: post.length > 0 && post.readUInt32BE(12) !== 0,
    };
  });
}

function withFont<T>(font: FoundFont, use: (tables: FontTables) => T): T {
  let result: { value: T } | undefined;
  readable(font.path, () =>
    visitFontFile(font.path, (tables, index) => {
      if (index === font.index) result = { value: use(tables) };
    }),
  );
  if (result === undefined) throw new Cast2gifError('option-file', `the font file ${font.path} has changed`);
  return result.value;
}

/** @throws Cast2gifError `option-file` where a font cannot be read */
function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Cast2gifError) throw cause;
    const reason = shortened(cause instanceof Error ? cause.message : String(cause), 300);
    throw new Cast2gifError('option-file', `cannot read the font file ${shortened(path, 300)}: ${reason}`, { cause });
  }
}

const ZERO = 0x30;
const LETTER = 0x41;
const HAN_ONE = 0x4e00;

function roleOf(font: FoundFont, { face, fixedPitch }: OpenedFace, isFirst: boolean): FamilyRole {
  if (!face.coverage.has(LETTER)) return font.coloured ? 'emoji' : 'icons';
  if (isFirst || fixedPitch) return 'text';
  return face.coverage.has(HAN_ONE) ? 'cjk' : 'letters';
}
