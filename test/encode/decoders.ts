/** Decoders that others wrote, run on what our encoders made. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Calls `use` with the path of a file that holds `bytes`, and removes it afterwards. */
export function withFile<T>(name: string, bytes: Uint8Array | string, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every frame of a file as ffmpeg decodes it, none repeated, in a raw pixel format. */
export function decodeFrames(path: string, frameBytes: number, pixelFormat = 'rgb24'): Buffer[] {
  const raw = execFileSync(
    'ffmpeg',
    [
      '-v',
      'fatal',
      '-i',
      path,
      '-vsync',
      'passthrough',
      '-sws_flags',
      'accurate_rnd+full_chroma_int',
      '-f',
      'rawvideo',
      '-pix_fmt',
      pixelFormat,
      '-',
    ],
    { maxBuffer: 2 ** 30 },
  );
  return Array.from({ length: Math.floor(raw.length / frameBytes) }, (_, index) =>
    raw.subarray(index * frameBytes, (index + 1) * frameBytes),
  );
}

/** ffprobe's JSON for the given sections, such as `-show_streams`. */
// biome-ignore lint/suspicious/noExplicitAny: ffprobe's output has no types
export function probe(path: string, ...sections: string[]): any {
  return JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-of', 'json', ...sections, path], { encoding: 'utf8' }));
}

/** Runs Python code that prints JSON; Pillow is its usual business. */
export function python<T>(code: string, ...parameters: string[]): T {
  return JSON.parse(execFileSync('python3', ['-c', code, ...parameters], { encoding: 'utf8', maxBuffer: 2 ** 30 }));
}

/** A reason to skip a test that needs Python with Pillow, or false. */
export function withoutPillow(): string | false {
  return spawnSync('python3', ['-c', 'import PIL.Image'], { stdio: 'ignore' }).status === 0
    ? false
    : 'python3 with Pillow is not installed';
}
