import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Is given a folder and groups; reads `+ GROUP` and `- GROUP`. When its input ends, because its parent has, it kills the
 * groups that are left and removes the folder.
 */
const SCRIPT = `
folder=$1
shift
groups=$*
while read -r verb group; do
  rest=
  for each in $groups; do [ "$each" = "$group" ] || rest="$rest $each"; done
  groups=$rest
  [ "$verb" = + ] && groups="$groups $group"
done
for each in $groups; do kill -s KILL -- "-$each" 2>/dev/null; done
rm -rf -- "$folder"`;

/** One that never lives long is not started again and again, but with the next render. */
const MOST_RESTARTS = 20;

/**
 * A small process that outlives this one, however it ends, and then ends the renders that are left: a busy child cannot
 * watch over its parent. It is no child's parent and uses next to no memory. If it is killed, another takes its place.
 * Windows has none.
 */
export class Watchdog {
  readonly #folder: string;
  readonly #groups = new Set<number>();
  #process: ChildProcess | undefined;
  #restarts = 0;
  #isEnded = false;

  /** @param folder what is removed at last, with everything in it */
  constructor(folder: string) {
    this.#folder = folder;
    this.#start();
  }

  #start(): void {
    if (process.platform === 'win32' || this.#isEnded) return;
    const watching = spawn('sh', ['-c', SCRIPT, 'sh', this.#folder, ...[...this.#groups].map(String)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
    });
    watching.on('error', () => {});
    watching.stdin.on('error', () => {});
    watching.once('exit', () => {
      this.#process = undefined;
      if (this.#restarts++ < MOST_RESTARTS) this.#start();
    });
    watching.unref();
    // The types do not say that a pipe is a socket.
    (watching.stdin as unknown as { unref(): void }).unref();
    this.#process = watching;
  }

  #tell(verb: '+' | '-', group: number): void {
    this.#process?.stdin?.write(`${verb} ${group}\n`);
  }

  add(group: number): void {
    if (this.#process === undefined) this.#start();
    this.#groups.add(group);
    this.#tell('+', group);
  }

  remove(group: number): void {
    this.#groups.delete(group);
    this.#tell('-', group);
  }

  /** Resolves when it has cleaned up. */
  async end(): Promise<void> {
    this.#isEnded = true;
    const watching = this.#process;
    if (watching?.pid === undefined) return;
    await new Promise<void>((resolve) => {
      watching.ref();
      watching.once('exit', () => resolve());
      watching.stdin!.end();
    });
  }
}
