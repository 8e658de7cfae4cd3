import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cast2gifError } from '../errors.js';
import { availableThreads } from '../io/cores.js';
import { ioError } from '../io/io-error.js';
import { isRunning } from '../io/process-identity.js';
import { FORMATS } from '../options/formats.js';
import { rendererVersion } from '../provenance/renderer-version.js';
import { type Isolation, probeIsolation } from './isolation.js';
import { RenderProcess, type RenderSurroundings } from './render-process.js';
import type { RenderedFile, Renderer, RenderLimits, RenderTask, RenderWatch } from './renderer.js';
import { Watchdog } from './watchdog.js';

/** The name of each renderer's folder ends with the number of its process, and letters that make it its own. */
const FOLDER_NAME = /^cast2gif-renders-(\d+)-\w+$/;

/** How renders are run and limited. */
export interface ChildRendererSettings {
  readonly limits: RenderLimits;
  /** How many children wait, having imported the library. */
  readonly spareCount: number;
  /** Where the folders of renders are made; the system's folder for temporary files unless given. */
  readonly temporaryFolder?: string;
  /** What the system allows, where that is not to be tried out. */
  readonly isolation?: Isolation;
  /** What children have to be; that of this process unless given. */
  readonly rendererVersion?: string;
}

/** Starts a renderer, and removes what one left that was killed together with its watchdog. */
export async function openRenderer(settings: ChildRendererSettings): Promise<Renderer> {
  const parent = settings.temporaryFolder ?? tmpdir();
  try {
    await removeAbandoned(parent);
    const folder = await mkdtemp(join(parent, `cast2gif-renders-${process.pid}-`));
    const isolation = settings.isolation ?? (await probeIsolation());
    const { limits, spareCount } = settings;
    const version = settings.rendererVersion ?? (await rendererVersion());
    return new ChildRenderer({ folder, limits, isolation, watchdog: new Watchdog(folder) }, spareCount, version);
  } catch (error) {
    throw ioError('cannot prepare a folder for renders', error);
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = FOLDER_NAME.exec(name)?.[1];
    // Those of other users cannot be removed, and need not be.
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(parent, name), { recursive: true }).catch(() => {});
  }
}

class ChildRenderer implements Renderer {
  readonly isolation: Isolation;
  readonly #surroundings: RenderSurroundings;
  readonly #spareCount: number;
  readonly #version: string;
  /** Started, perhaps still importing. */
  readonly #spares: Promise<RenderProcess>[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(surroundings: RenderSurroundings, spareCount: number, version: string) {
    this.isolation = surroundings.isolation;
    this.#surroundings = surroundings;
    this.#spareCount = spareCount;
    this.#version = version;
  }

  render<T>(task: RenderTask, consume: (file: RenderedFile) => Promise<T>, watch: RenderWatch = {}): Promise<T> {
    if (this.#closing.signal.aborted) throw new Cast2gifError('unavailable', 'the renderer is closed');
    const rendered = this.#render(task, consume, watch);
    const ended = rendered.then(
      () => {},
      () => {},
    );
    this.#running.add(ended);
    this.prepare();
    void ended.then(() => {
      this.#running.delete(ended);
      this.prepare();
    });
    return rendered;
  }

  async #render<T>(task: RenderTask, consume: (file: RenderedFile) => Promise<T>, watch: RenderWatch): Promise<T> {
    const { signal, onProgress = () => {} } = watch;
    const stop = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    const child = await (this.#spares.shift() ?? this.#start());
    try {
      const castPath = join(child.folder, 'recording.cast');
      const path = join(child.folder, `picture.${FORMATS[task.format].extensions[0]}`);
      await task.writeCast(castPath);
      const { format, options } = task;
      const file = { castPath, picturePath: path, format, options };
      const message = { kind: 'render', rendererVersion: this.#version, ...file } as const;
      const { result, ...cost } = await child.render(message, onProgress, stop);
      return await consume({ path, ...result, ...cost });
    } finally {
      await child.end();
    }
  }

  prepare(): void {
    if (this.#closing.signal.aborted) return;
    while (this.#spares.length < this.#wantedSpares()) this.#spares.push(this.#startSpare());
  }

  /** Children that start must not take the cores from those that render, and from this process. */
  #wantedSpares(): number {
    const rendering = this.#running.size;
    return rendering === 0 ? this.#spareCount : Math.min(this.#spareCount, availableThreads() - rendering - 1);
  }

  #startSpare(): Promise<RenderProcess> {
    const spare = this.#start();
    spare.then(
      (child) => child.warm(),
      () => {},
    );
    return spare;
  }

  #start(): Promise<RenderProcess> {
    return RenderProcess.start(this.#surroundings).catch((error) => {
      throw ioError('cannot start a render', error);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
    await Promise.allSettled(this.#spares.splice(0).map(async (spare) => (await spare).end()));
    await this.#surroundings.watchdog.end();
    await rm(this.#surroundings.folder, { recursive: true, force: true });
  }
}
