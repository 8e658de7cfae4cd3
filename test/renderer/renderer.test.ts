import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openRenderer } from '#cast2gif/renderer/child-renderer.js';
import { type Isolation, probeIsolation } from '#cast2gif/renderer/isolation.js';
import type { RenderedFile, Renderer, RenderLimits, RenderTask } from '#cast2gif/renderer/renderer.js';
import { eventually } from '../eventually.js';
import { withoutProgram } from '../support.js';
import { LONG_CAST } from './long-cast.js';

const LIMITS: RenderLimits = {
  cpuSeconds: 60,
  wallSeconds: 120,
  memoryBytes: 1e9,
  fileBytes: 1e8,
  openFiles: 256,
  folderBytes: 2e8,
};

const SMALL = '{"version":2,"width":20,"height":4}\n[0,"o","hello"]\n[1,"o"," world"]\n';
function taskOf(cast: string, more: Partial<RenderTask> = {}): RenderTask {
  return { writeCast: (path) => writeFile(path, cast), format: 'gif', options: {}, ...more };
}

/** A screen of mixed text: its picture is larger than the least limit of a file here, and soon made. */
const noise = Array.from({ length: 4000 }, (_, at) => String.fromCharCode(65 + ((at * at * 7 + at * 3) % 57))).join('');
const NOISE = `{"version":2,"width":100,"height":40}\n[0,"o",${JSON.stringify(noise)}]\n[1,"o","more"]\n`;

interface Settings {
  readonly limits?: Partial<RenderLimits>;
  readonly spareCount?: number;
  readonly isolation?: Isolation;
  readonly rendererVersion?: string;
}

async function withRenderer(
  settings: Settings,
  action: (renderer: Renderer, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-test-'));
  const { limits, spareCount = 0, ...rest } = settings;
  const renderer = await openRenderer({
    limits: { ...LIMITS, ...limits },
    spareCount,
    temporaryFolder: folder,
    ...rest,
  });
  renderer.prepare();
  try {
    await action(renderer, folder);
  } finally {
    await renderer.close();
    const left = await readdir(folder);
    await rm(folder, { recursive: true });
    assert.deepEqual(left, [], 'nothing is left in the folder for temporary files');
  }
}

const read = async (file: RenderedFile) => readFile(file.path);

/** Processes whose arguments hold a text. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** What was killed takes a moment to be gone. */
async function untilNoneWith(text: string): Promise<void> {
  await eventually('all processes are gone', () => processesWith(text).length === 0);
}

/** Shells that were given a folder. */
function watchdogsOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words[0] === 'sh' && words.some((word) => word.startsWith(folder));
      } catch {
        return false;
      }
    })
    .map(Number);
}

const noProc: string | false = existsSync('/proc/self/environ') ? false : 'no /proc here';

const { network } = await probeIsolation();

suite('renderer', () => {
  test('a rendered file is handed over with its facts, and removed afterwards', () =>
    withRenderer({}, async (renderer) => {
      const progress: number[] = [];
      let path = '';
      const bytes = await renderer.render(
        taskOf(SMALL),
        async (file) => {
          ({ path } = file);
          assert.equal(file.frameCount, 2);
          assert.ok(file.widthPx > 100 && file.heightPx > 50 && file.durationUs > 1e6);
          assert.ok(file.cpuSeconds > 0 && file.peakMemoryBytes > 1e7);
          assert.equal(file.byteLength, (await read(file)).length);
          return read(file);
        },
        { onProgress: (value) => progress.push(value) },
      );
      assert.equal(bytes.subarray(0, 6).toString(), 'GIF89a');
      assert.equal(existsSync(path), false);
      assert.deepEqual(
        progress,
        progress.toSorted((left, right) => left - right),
      );
    }));

  test('a child whose program was replaced by another version renders nothing', () =>
    withRenderer({ rendererVersion: '0.0.1-0123456789abcdef' }, async (renderer) => {
      await assert.rejects(renderer.render(taskOf(SMALL), read), { code: 'unavailable', message: /another version/ });
    }));

  test('the bytes are those of the library, whether the child is fresh or warm', () =>
    withRenderer({ spareCount: 1 }, async (renderer) => {
      const { render } = await import('#cast2gif/render/render.js');
      const here = await render(Buffer.from(SMALL), { buffer: true, format: 'gif' });
      const both = await Promise.all([1, 2].map(() => renderer.render(taskOf(SMALL), read)));
      for (const bytes of both) assert.ok(bytes.equals(here.outputs[0]!.bytes!));
    }));

  test('errors cross processes unchanged', () =>
    withRenderer({}, async (renderer) => {
      const broken = renderer.render(
        taskOf('{"version":2,"width":20,"height":4}\nnot an event\n', { options: { strict: true } }),
        read,
      );
      await assert.rejects(broken, { code: 'recording', line: 2 });
      await assert.rejects(renderer.render(taskOf('no recording'), read), { code: 'recording' });
      await assert.rejects(
        renderer.render(taskOf(SMALL), () => Promise.reject(new Error('mine'))),
        { message: 'mine' },
      );
    }));

  test('wall time, CPU time, memory and files are bounded; the next render is unharmed', async () => {
    const cases = [
      { limits: { wallSeconds: 1 }, code: 'timeout', message: /limit of 1 s$/ },
      { limits: { cpuSeconds: 1 }, code: 'timeout', message: /limit of 1 s of CPU time$/ },
      { limits: { memoryBytes: 1.5e8 }, code: 'limit', message: /more memory than the limit of 150000000 bytes$/ },
      {
        limits: { fileBytes: 20_000 },
        code: 'limit',
        message: /larger files than the limit of 20000 bytes$/,
        cast: NOISE,
      },
    ];
    for (const { limits, code, message, cast = LONG_CAST } of cases) {
      await withRenderer({ limits }, async (renderer) => {
        await assert.rejects(renderer.render(taskOf(cast), read), { code, message }, JSON.stringify(limits));
      });
    }
  });

  test('a stopped render is gone at once', { skip: noProc }, () =>
    withRenderer({}, async (renderer, folder) => {
      const controller = new AbortController();
      const rendered = renderer.render(taskOf(LONG_CAST), read, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await assert.rejects(rendered, { code: 'aborted' });
      await untilNoneWith(folder);
    }),
  );

  test('renders, and all that they start, give way to what started them', { skip: noProc }, () =>
    withRenderer({}, async (renderer, folder) => {
      const stop = new AbortController();
      let priorities: number[] = [];
      const onProgress = () => {
        priorities = processesWith(folder).map((pid) => getPriority(pid));
        stop.abort();
      };
      await assert.rejects(renderer.render(taskOf(LONG_CAST), read, { onProgress, signal: stop.signal }), {
        code: 'aborted',
      });
      assert.ok(priorities.length > 0);
      for (const priority of priorities) assert.equal(priority, Math.min(getPriority() + 5, 19));
    }),
  );

  test('closing ends what is running', { skip: noProc }, async () => {
    await withRenderer({ spareCount: 2 }, async (renderer, folder) => {
      const rendered = renderer.render(taskOf(LONG_CAST), read, { onProgress: () => void renderer.close() });
      await assert.rejects(rendered, { code: 'aborted' });
      await renderer.close();
      await untilNoneWith(folder);
    });
  });

  test('helper programs end with the render', { skip: withoutProgram('ffmpeg', '-version') || noProc }, () =>
    withRenderer({ limits: { wallSeconds: 4 } }, async (renderer, folder) => {
      // A stand-in that never ends and starts another that does not either.
      const script = join(folder, '..', `slow-${process.pid}.sh`);
      await writeFile(script, '#!/bin/sh\nsleep 1000 &\nsleep 1000\n', { mode: 0o755 });
      try {
        const rendered = renderer.render(taskOf(SMALL, { format: 'mp4', options: { ffmpegPath: script } }), read);
        await assert.rejects(rendered, { code: 'timeout' });
        await untilNoneWith(folder);
      } finally {
        await rm(script);
      }
    }),
  );

  test('a render cannot reach the network', {
    skip: !network && 'this system allows no namespaces',
  }, async () => {
    const server = createServer();
    let connections = 0;
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const folder = await mkdtemp(join(tmpdir(), 'cast2gif-test-'));
    const script = join(folder, 'curious.sh');
    const call = `require('net').connect(${port}, '127.0.0.1').on('error', (e) => { console.error(e.code); process.exit(1); })`;
    await writeFile(script, `#!/bin/sh\nexec '${process.execPath}' -e "${call}"\n`, { mode: 0o755 });
    try {
      await withRenderer({}, async (renderer) => {
        const rendered = renderer.render(taskOf(SMALL, { format: 'mp4', options: { ffmpegPath: script } }), read);
        await assert.rejects(rendered, { code: 'helper' });
      });
      assert.equal(connections, 0);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });

  test('without isolation it still renders', () =>
    withRenderer({ isolation: { network: false, limits: false } }, async (renderer) => {
      assert.ok((await renderer.render(taskOf(SMALL), read)).length > 0);
    }));

  test('without isolation wall time is bounded', () =>
    withRenderer({ isolation: { network: false, limits: false }, limits: { wallSeconds: 1 } }, (renderer) =>
      assert.rejects(renderer.render(taskOf(LONG_CAST), read), { code: 'timeout' }),
    ));

  /** A process that is busy with a render in a folder; it is killed by the action, or at the end. */
  async function withBusyParent(action: (parent: ChildProcess, folder: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'cast2gif-test-'));
    const program = fileURLToPath(new URL('./busy-parent.js', import.meta.url));
    const parent = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(parent.stdout, 'data');
      await action(parent, folder);
      parent.kill('SIGKILL');
      await eventually(
        'the parent’s renders and their folder are gone',
        async () => processesWith(folder).length === 0 && (await readdir(folder)).length === 0,
      );
    } finally {
      parent.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  }

  test('when the parent is killed, its busy child and its folder go too', { skip: noProc }, () =>
    withBusyParent(async (_parent, folder) => assert.notDeepEqual(processesWith(folder), [])),
  );

  test('a killed watchdog is replaced, and its successor knows the renders', { skip: noProc }, () =>
    withBusyParent(async (_parent, folder) => {
      const [first] = watchdogsOf(folder);
      process.kill(first!, 'SIGKILL');
      await eventually('there is another watchdog', () => watchdogsOf(folder).some((pid) => pid !== first));
    }),
  );

  test('what a killed renderer left is removed by the next', () =>
    withRenderer({}, async (_renderer, folder) => {
      const { pid } = spawnSync(process.execPath, ['--version']);
      const left = await mkdtemp(join(folder, `cast2gif-renders-${pid}-`));
      const other = await openRenderer({ limits: LIMITS, spareCount: 0, temporaryFolder: folder });
      await other.close();
      assert.equal(existsSync(left), false);
      assert.equal((await readdir(folder)).length, 1);
    }));
});
