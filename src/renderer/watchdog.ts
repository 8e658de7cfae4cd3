import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+ GROUP` and `- GROUP`; when its input ends, because its parent has, kills the groups that are left and removes
 * the folder.
 */
const SCRIPT = `
groups=
while read -r verb group; do
  rest=
  for each in $groups; do [ "$each" = "$group" ] || rest="$rest $each"; done
  groups=$rest
  [ "$verb" = + ] && groups="$groups $group"
done
for each in $groups; do kill -s KILL -- "-$each" 2>/dev/null; done
rm -rf -- "$1"`;

/**
 * A small process that outlives this one, however it ends, and then ends the renders that are left: a busy child cannot
 * watch over its parent. It is no child's parent and uses next to no memory. Windows has none.
 */
export class Watchdog {
  readonly #process: ChildProcess | undefined;

  /** @param folder what is removed at last, with everything in it */
  constructor(folder: string) {
    if (process.platform === 'win32') return;
    this.#process = spawn('sh', ['-c', SCRIPT, 'sh', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
    });
    this.#process.on('error', () => {});
    this.#process.stdin!.on('error', () => {});
    this.#process.unref();
    // The types do not say that a pipe is a socket.
    (this.#process.stdin as unknown as { unref(): void }).unref();
  }

  add(group: number): void {
    this.#process?.stdin?.write(`+ ${group}\n`);
  }

  remove(group: number): void {
    this.#process?.stdin?.write(`- ${group}\n`);
  }

  /** Resolves when it has cleaned up. */
  async end(): Promise<void> {
    const watching = this.#process;
    if (watching === undefined || watching.exitCode !== null) return;
    await new Promise<void>((resolve) => {
      watching.ref();
      watching.once('exit', () => resolve());
      watching.stdin!.end();
    });
  }
}
