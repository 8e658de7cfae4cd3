/** Identifies the process that something belongs to, even after it has ended and its number is in use again. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Index of the start time (field 22 of /proc/PID/stat) among the fields after the program's name, which is field 2. */
const START_FIELD = 22 - 3;

let own: string | undefined;

/** This process, in words that can be part of a file's name: `HOST-PID-START`. */
export function ownIdentity(): string {
  own ??= `${hostIdentity()}-${process.pid}-${startOf(process.pid) ?? 0}`;
  return own;
}

/** What `ownIdentity` gives, as a pattern without groups. */
export const IDENTITY_PATTERN = '[0-9a-f]{12}-\\d+-\\d+';

/**
 * Whether a process has ended for certain: one of another host, or of a container with process numbers of its own,
 * counts as running.
 */
export function hasEnded(identity: string): boolean {
  const [host, pid, start] = identity.split('-');
  if (host !== hostIdentity()) return false;
  if (!isRunning(Number(pid))) return true;
  const startNow = startOf(Number(pid));
  return start !== '0' && startNow !== undefined && startNow !== start;
}

function hostIdentity(): string {
  const facts = [hostname(), read(() => readFileSync('/etc/machine-id', 'latin1')), read(pidNamespace)];
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 12);
}

const pidNamespace = (): string => readlinkSync('/proc/self/ns/pid');

/** In ticks since the system was started; undefined where the system has no such file. */
function startOf(pid: number): string | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The program's name, in parentheses, may hold blanks and parentheses.
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD];
  return start !== undefined && /^\d+$/.test(start) ? start : undefined;
}

/** Whether there is a process of this number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process must not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function read(reader: () => string): string | undefined {
  try {
    return reader();
  } catch {
    return undefined;
  }
}
