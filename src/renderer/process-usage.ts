import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a process and all its descendants use. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Memory that is theirs alone. */
  readonly memoryBytes: number;
  /** Files in a folder, and those without a name that they hold open. */
  readonly fileBytes: number;
}

/** Ticks of /proc in a second, on every Linux there is. */
const CLOCK_TICKS = 100;

/** Reads what a process tree uses now; where the system does not say (no /proc), only the files of the folder. */
export async function readUsage(pid: number, folder: string): Promise<ProcessUsage> {
  const pids = await descendantsOf(pid);
  const files = new Map<number, number>();
  await addFolder(folder, files);
  await Promise.all(pids.map((each) => addOpenFiles(each, files)));
  const parts = await Promise.all(
    pids.map(async (each) => [await cpuSecondsOf(each), await memoryBytesOf(each)] as const),
  );
  return {
    cpuSeconds: parts.reduce((sum, [seconds]) => sum + seconds, 0),
    memoryBytes: parts.reduce((sum, [, bytes]) => sum + bytes, 0),
    fileBytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
  };
}

async function descendantsOf(pid: number): Promise<number[]> {
  const found = [pid];
  for (const each of found) {
    const tasks = await orEmpty(readdir(`/proc/${each}/task`));
    for (const task of tasks) {
      const children = await readFile(`/proc/${each}/task/${task}/children`, 'utf8').catch(() => '');
      found.push(...children.split(' ').filter(Boolean).map(Number));
    }
  }
  return found;
}

/** User and system time, its own and that of children that have ended (proc(5), fields 14 to 17). */
async function cpuSecondsOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / CLOCK_TICKS;
}

async function memoryBytesOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Adds the files below a folder, by the number of their inode. */
async function addFolder(folder: string, files: Map<number, number>): Promise<void> {
  for (const name of await orEmpty(readdir(folder, { recursive: true }))) {
    const info = await lstat(join(folder, name)).catch(() => undefined);
    if (info?.isFile()) files.set(info.ino, info.blocks * 512);
  }
}

async function addOpenFiles(pid: number, files: Map<number, number>): Promise<void> {
  for (const descriptor of await orEmpty(readdir(`/proc/${pid}/fd`))) {
    const info = await stat(`/proc/${pid}/fd/${descriptor}`).catch(() => undefined);
    // What has a name elsewhere (fonts, the program) was there before.
    if (info?.isFile() && info.nlink === 0) files.set(info.ino, info.blocks * 512);
  }
}

async function orEmpty<T>(list: Promise<T[]>): Promise<T[]> {
  return list.catch(() => []);
}
