/** What made an output: the facts that its note holds. */
import { canonicalOptions, dependsOn } from '../options/canonical.js';
import { type Format, formatRow } from '../options/formats.js';
import { OPTION_ROWS, type RenderOptionName, type ResolvedOptions } from '../options/table.js';
import { createChecksum, fieldOf } from '../provenance/checksum.js';
import { DIGITS, noteWithoutChecksum, type Provenance } from '../provenance/note.js';
import { rendererVersion } from '../provenance/renderer-version.js';
import type { ThemeColours } from '../theme/theme.js';
import type { RenderPlan } from './plan.js';

/** Bytes with a known hash. */
export interface HashedInput {
  /** SHA-256 of the recording as stored, in hex. */
  sha256(): Promise<string>;
}

/** What makes an output of this format from a recording. */
export async function provenanceOf(format: Format, input: HashedInput, plan: RenderPlan): Promise<Provenance> {
  const [version = '', renderer = ''] = splitLast(await rendererVersion());
  const recording = (await input.sha256()).slice(0, DIGITS.recording);
  return { version, renderer: renderer.slice(0, DIGITS.renderer), recording, options: optionsHash(format, plan) };
}

/** The notes of a run's outputs, by format, each up to its checksum; none for formats that hold none. */
export async function notesOf(input: HashedInput, plan: RenderPlan): Promise<ReadonlyMap<Format, string>> {
  const notes = new Map<Format, string>();
  if (!plan.options.provenance) return notes;
  for (const { format } of plan.outputs) {
    if (!formatRow(format).holdsNotes) continue;
    notes.set(format, noteWithoutChecksum(await provenanceOf(format, input, plan)));
  }
  return notes;
}

/** A path differs from machine to machine, so what the files hold stands for it. */
function optionsHash(format: Format, plan: RenderPlan): string {
  const canonical = canonicalOptions(format, plan.options).filter(([name]) => !NAMES_OF_FILES.has(name));
  const hash = createChecksum().update(JSON.stringify(canonical));
  for (const [option, contentOf] of FILE_CONTENTS) {
    const content = dependsOn(format, option) ? contentOf(plan) : undefined;
    if (content !== undefined) hash.update(option).update(content);
  }
  return fieldOf(hash, 'options');
}

/** What is in the files that options may name; undefined where none is named. */
const FILE_CONTENTS: readonly (readonly [RenderOptionName, (plan: RenderPlan) => string | Uint8Array | undefined])[] = [
  ['theme', ({ theme }) => theme && coloursText(theme)],
  ['themeLight', ({ themesByScheme: { light } }) => light && coloursText(light)],
  ['themeDark', ({ themesByScheme: { dark } }) => dark && coloursText(dark)],
  ['watermark', ({ watermark }) => watermark?.bytes],
  ['fontFamily', ({ options, fonts }) => (namesFonts(options) ? fonts.fingerprint : undefined)],
];

function coloursText({ foreground, background, cursor, palette }: ThemeColours): string {
  return JSON.stringify({ foreground, background, cursor, palette });
}

function namesFonts({ fontFamily, emojiFontFamily, fontDirectories }: ResolvedOptions): boolean {
  return [fontFamily, emojiFontFamily, fontDirectories].some((names) => names !== undefined);
}

/** Options that may name a file, as `canonicalOptions` calls them. */
const NAMES_OF_FILES: ReadonlySet<string> = new Set(
  (
    [
      'theme',
      'themeLight',
      'themeDark',
      'watermark',
      'fontFamily',
      'emojiFontFamily',
      'fontDirectories',
    ] satisfies RenderOptionName[]
  ).map((option) => OPTION_ROWS[option].query ?? OPTION_ROWS[option].flag),
);

function splitLast(text: string): string[] {
  const at = text.lastIndexOf('-');
  return [text.slice(0, at), text.slice(at + 1)];
}
