import { randomBytes } from 'node:crypto';
import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Cast2gifError } from '../errors.js';
import { isRunning } from '../io/process-identity.js';

/** Nobody holds a lock longer: what is done under it takes milliseconds. */
const LONGEST_HOLD_MS = 10_000;
const PATIENCE_MS = 20_000;

/** What a lock file says about its holder. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly nonce: string;
}

/**
 * Runs an action while no other process runs one under the same lock. A lock whose holder was killed is taken over.
 * @param action hears from `isHeld` whether the lock is still its own, which it asks before what cannot be taken back
 * @throws Cast2gifError `io` if the lock stays taken
 */
export async function withFileLock<T>(
  path: string,
  action: (isHeld: () => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const nonce = randomBytes(12).toString('hex');
  await acquire(path, nonce);
  const isHeld = async () => (await holderOf(path))?.nonce === nonce;
  try {
    return await action(isHeld);
  } finally {
    if (await isHeld()) await unlink(path).catch(() => {});
  }
}

async function acquire(path: string, nonce: string): Promise<void> {
  // Linked into place, so that a lock always says whose it is.
  const ticket = `${path}.${nonce}`;
  const holder: Holder = { host: hostname(), pid: process.pid, nonce };
  await writeFile(ticket, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
  try {
    await linkWhenFree(ticket, path);
  } finally {
    await unlink(ticket);
  }
}

async function linkWhenFree(ticket: string, path: string): Promise<void> {
  for (const startedMs = performance.now(); performance.now() - startedMs < PATIENCE_MS; ) {
    try {
      return await link(ticket, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!(await breakIfAbandoned(path))) await wait(2 + Math.random() * 8);
  }
  throw new Cast2gifError('io', 'another process does not finish writing to the store');
}

async function breakIfAbandoned(path: string): Promise<boolean> {
  const seen = await holderOf(path);
  if (!(await isAbandoned(path, seen))) return false;
  // Renaming has one winner; what it moved may have become the lock of somebody else meanwhile.
  const moved = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, moved);
    const taken = await holderOf(moved);
    if (taken?.nonce === seen?.nonce) await unlink(moved);
    else await rename(moved, path);
    return true;
  } catch {
    return false;
  }
}

async function isAbandoned(path: string, holder: Holder | undefined): Promise<boolean> {
  if (holder !== undefined && holder.host === hostname() && !isRunning(holder.pid)) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs > LONGEST_HOLD_MS;
  } catch {
    return false;
  }
}

/** Undefined: there is no lock. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
