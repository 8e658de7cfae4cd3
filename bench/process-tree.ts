/** What the children of a server use, as Linux tells it. */
import { readdirSync, readFileSync } from 'node:fs';

/** All that a process has started, and what those have. */
export function descendantsOf(pid: number): number[] {
  const found = [pid];
  for (const each of found) {
    for (const task of orNone(() => readdirSync(`/proc/${each}/task`))) {
      const children = orNone(() => readFileSync(`/proc/${each}/task/${task}/children`, 'utf8').split(' '));
      found.push(...children.filter(Boolean).map(Number));
    }
  }
  return found.slice(1);
}

function orNone(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** CPU time of a process (proc(5)), in hundredths of a second. */
function ticksOf(pid: number): number {
  const [stat = ''] = orNone(() => [readFileSync(`/proc/${pid}/stat`, 'utf8')]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** What the children of a process use until it is stopped: CPU seconds, and most memory that is theirs alone. */
export function watchChildren(pid: number) {
  const ticks = new Map<number, number>();
  let peakMegabytes = 0;
  const look = () => {
    let kilobytes = 0;
    for (const child of descendantsOf(pid)) {
      const [status = ''] = orNone(() => [readFileSync(`/proc/${child}/status`, 'utf8')]);
      ticks.set(child, ticksOf(child) || (ticks.get(child) ?? 0));
      kilobytes += Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0);
    }
    peakMegabytes = Math.max(peakMegabytes, kilobytes / 1000);
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    return { cpuSeconds: [...ticks.values()].reduce((sum, each) => sum + each, 0) / 100, peakMegabytes };
  };
}

/** Resolves when the children of a process rest: the next that waits has been made ready. */
export async function untilIdle(pid: number): Promise<void> {
  const used = () => descendantsOf(pid).reduce((sum, child) => sum + ticksOf(child), 0);
  for (let [before, quiet] = [used(), 0]; quiet < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = used();
    quiet = now === before ? quiet + 1 : 0;
    before = now;
  }
}
