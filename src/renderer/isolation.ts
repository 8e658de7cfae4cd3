import { spawn } from 'node:child_process';
import type { RenderLimits } from './renderer.js';

/** What this system lets a render be kept from. */
export interface Isolation {
  /** A render has no network. */
  readonly network: boolean;
  /** The system bounds the CPU time, memory, files and file sizes of a render's processes. */
  readonly limits: boolean;
}

/** A namespace with no network interface; it needs no privilege where the system allows it at all. */
const WITHOUT_NETWORK = ['unshare', '--map-root-user', '--net', '--'];

const PROBE_MS = 5_000;

/** Tries out what this system allows: some containers and systems do not. */
export async function probeIsolation(): Promise<Isolation> {
  if (process.platform === 'win32') return { network: false, limits: false };
  const [unshare, ...unshareArguments] = WITHOUT_NETWORK;
  const [network, limits] = await Promise.all([
    process.platform === 'linux' && works(unshare!, [...unshareArguments, 'true']),
    works('sh', ['-c', 'ulimit -t 60 && ulimit -d 1000000 && ulimit -f 1000000 && ulimit -n 64']),
  ]);
  return { network, limits };
}

function works(program: string, programArguments: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    spawn(program, programArguments, { stdio: 'ignore', timeout: PROBE_MS })
      .on('error', () => resolve(false))
      .on('exit', (status) => resolve(status === 0));
  });
}

/** The command line that runs Node with a program, isolated as far as it goes. */
export function isolatedCommand(
  { network, limits: hasLimits }: Isolation,
  limits: RenderLimits,
  nodeArguments: readonly string[],
): readonly [program: string, programArguments: readonly string[]] {
  const node = [...(network ? WITHOUT_NETWORK : []), process.execPath, ...nodeArguments];
  if (!hasLimits) return [node[0]!, node.slice(1)];
  return ['sh', ['-c', `${limitScript(limits)} exec "$@"`, 'sh', ...node]];
}

/** Limits are of each process. The soft one of CPU time sends a signal that says why; the hard one kills. */
function limitScript({ cpuSeconds, memoryBytes, fileBytes, openFiles }: RenderLimits): string {
  const seconds = Math.ceil(cpuSeconds);
  const limits = ['-c 0', `-S -t ${seconds}`, `-H -t ${seconds + 1}`];
  limits.push(`-d ${Math.ceil(memoryBytes / 1024)}`, `-f ${Math.ceil(fileBytes / 512)}`, `-n ${openFiles}`);
  return limits.map((limit) => `ulimit ${limit};`).join(' ');
}
