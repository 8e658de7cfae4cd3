/** Whether a picture is what its recording and options would give today, mostly without rendering it. */
import { readFile } from 'node:fs/promises';
import { HashedSource } from '../io/hashed-source.js';
import { ioError } from '../io/io-error.js';
import { openSource } from '../io/source.js';
import { formatRow } from '../options/formats.js';
import type { Provenance, ProvenanceNote } from '../provenance/note.js';
import { readNote } from '../provenance/read-note.js';
import type { RenderContext } from '../render/context.js';
import { planRender } from '../render/plan.js';
import { provenanceOf } from '../render/provenance.js';
import { render } from '../render/render.js';
import type { StaleReason } from './stale-reasons.js';
import type { PictureTarget } from './targets.js';

/** Checks whether pictures are up to date; use one for many pictures, as it reads each recording once. */
export class FreshnessCheck {
  readonly #context: RenderContext;
  readonly #hashes = new Map<string, Promise<string>>();

  constructor(context: RenderContext) {
    this.#context = context;
  }

  /**
   * Why a picture is stale; empty where it is fresh. Renders only where the picture does not say what made it, or
   * another version of the renderer did.
   * @throws Cast2gifError where the picture could not be made: options, recording, files
   */
  async reasonsOf(target: PictureTarget): Promise<readonly StaleReason[]> {
    const sha256 = await this.#hashOf(target.recording);
    const bytes = await readIfThere(target.output);
    if (bytes === undefined) return ['missing'];
    if (target.options.provenance === false || !formatRow(target.format).holdsNotes) {
      return bytes.equals(await this.#render(target)) ? [] : ['content'];
    }
    const found = readNote(bytes);
    if (found === undefined) return ['edited'];
    const { note, isIntact } = found;
    const now = await this.#provenanceOf(target, sha256);
    const changed = (['recording', 'options'] as const).filter((fact) => note[fact] !== now[fact]);
    if (changed.length > 0) return changed;
    if (!isIntact) return ['edited'];
    const isSameRenderer = note.version === now.version && note.renderer === now.renderer;
    return isSameRenderer || (await this.#givesTheSame(target, note)) ? [] : ['renderer'];
  }

  async #provenanceOf({ output, format, options }: PictureTarget, sha256: string): Promise<Provenance> {
    const plan = await planRender(options, { path: output, format }, this.#context);
    return provenanceOf(format, { sha256: async () => sha256 }, plan);
  }

  /** Another version of the renderer may still give the same bytes, apart from the note. */
  async #givesTheSame(target: PictureTarget, { checksum }: ProvenanceNote): Promise<boolean> {
    return readNote(await this.#render(target))?.note.checksum === checksum;
  }

  async #render({ recording, format, options }: PictureTarget): Promise<Buffer> {
    const { signal } = this.#context;
    const { outputs } = await render(recording, { buffer: true, format }, { ...options, signal });
    return Buffer.from(outputs[0]!.bytes!);
  }

  #hashOf(recording: string): Promise<string> {
    const known = this.#hashes.get(recording) ?? hashOfFile(recording, this.#context.signal);
    this.#hashes.set(recording, known);
    return known;
  }
}

async function hashOfFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  const source = new HashedSource(await openSource(path, { signal }));
  try {
    return await source.sha256();
  } finally {
    await source.close();
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ioError(`cannot read ${path}`, error, 'input');
  }
}
