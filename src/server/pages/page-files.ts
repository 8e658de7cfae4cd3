/** The first page and what belongs to it, as the build has made them: read once, when somebody first asks. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { scriptData } from '../../text/script-data.js';
import type { PageFacts } from '../../web/page-facts.js';
import { type SitePages, siteLinks } from './site-links.js';

/** One file of the page. */
export interface PageFile {
  readonly bytes: Buffer;
  /** The same, compressed, where that makes it smaller. */
  readonly gzipped?: Buffer;
  readonly mediaType: string;
  /** The address says what the bytes are: they may be kept for good. */
  readonly isImmutable: boolean;
}

/** What only the server knows. */
export type ServerFacts = Omit<PageFacts, 'player' | 'example'>;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.cast': 'application/x-asciicast',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/**
 * Scripts, styles and requests of the server itself; pictures and videos that the page was given as bytes. The player
 * compiles WebAssembly. `data:` is for the player's icons.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Files of a page that was built. */
const builtFolder = new URL('../../web/page/', import.meta.url);
const PLAYER_FILES = { script: 'asciinema-player.min.js', style: 'asciinema-player.css' } as const;
const EMBED_SCRIPT = 'embed-script.js';
const compress = promisify(gzip);

/** What the build has made, and the player. */
export interface BuiltFiles {
  /** By their paths: `/assets/page-….js`. */
  readonly files: ReadonlyMap<string, PageFile>;
  /** Where a file of the build is, such as `page.js`, seen from the server's first page. */
  readonly addressOf: (name: string) => string;
  /** Addresses of the player's files, where it is installed. */
  readonly player?: NonNullable<PageFacts['player']>;
  /** What the scripts that embed a player have in common. */
  readonly embedScript: string;
}

/** Reads everything that pages consist of. */
export async function loadBuiltFiles(): Promise<BuiltFiles> {
  const names = JSON.parse(await readFile(new URL('names.json', builtFolder), 'utf8')) as Record<string, string>;
  const built = Object.values(names).map(async (name) => pageFile(name, await readFile(new URL(name, builtFolder))));
  const player = await playerFiles();
  const all = [...(await Promise.all(built)), ...(player ? [player.script, player.style] : [])];
  return {
    files: new Map(all.map(([name, file]) => [`/assets/${name}`, file] as const)),
    embedScript: await readFile(new URL(EMBED_SCRIPT, builtFolder), 'utf8'),
    addressOf: (name) => `assets/${names[name]}`,
    ...(player && { player: { script: `assets/${player.script[0]}`, style: `assets/${player.style[0]}` } }),
  };
}

/** The first page, which tells its script what the server is like. */
export async function firstPage(
  { addressOf, player }: BuiltFiles,
  serverFacts: ServerFacts,
  site: SitePages,
): Promise<PageFile> {
  const html = await readFile(new URL('index.html', builtFolder), 'utf8');
  const facts: PageFacts = { ...serverFacts, example: addressOf('demo.cast'), ...(player && { player }) };
  const filled = html.replace('{{links}}', siteLinks('', site));
  const bytes = Buffer.from(filled.replace('{{facts}}', () => scriptData(facts)));
  return { bytes, gzipped: await compress(bytes), mediaType: 'text/html; charset=utf-8', isImmutable: false };
}

async function pageFile(name: string, bytes: Buffer): Promise<readonly [string, PageFile]> {
  const gzipped = await compress(bytes);
  const isSmaller = gzipped.length < bytes.length * 0.9;
  const mediaType = MEDIA_TYPES[extname(name)]!;
  return [name, { bytes, ...(isSmaller && { gzipped }), mediaType, isImmutable: true }];
}

/** The player's files, named by their content; undefined where it is not installed. */
async function playerFiles() {
  const read = async (name: string) => {
    const bytes = await readFile(playerPath(name));
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    return pageFile(name.replace('player', `player-${hash}`), bytes);
  };
  try {
    return { script: await read(PLAYER_FILES.script), style: await read(PLAYER_FILES.style) };
  } catch {
    return undefined;
  }
}

function playerPath(name: string): string {
  return createRequire(import.meta.url).resolve(`asciinema-player/dist/bundle/${name}`);
}
