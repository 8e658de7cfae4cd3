/**
 * `npm run bench:uploads`: many recorders upload at once while visitors look at pages, and pictures are made when there
 * is time; then every upload is read back. `--quick` does less of it; `--kill` also kills servers during uploads, which
 * takes some minutes.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openStore } from '#cast2gif/store/open-store.js';
import { killAndCheck } from '#test/server/crashing-server.js';
import { percentile } from './measure.js';
import { cleanUp, folder, say, startServer, stop } from './service-processes.js';
import { castOfUpload } from './upload-clients.js';

const isQuick = process.argv.includes('--quick');
const UPLOADS = isQuick ? 500 : 5000;
const CLIENTS = 50;
const KILLS = isQuick ? 20 : 200;
/** One visitor's pause between two looks. */
const PAUSE_MS = 20;

const WORDS = [
  ...['--uploads', '--unclaimed-ttl', '7,30', '--upload-rate', '1000000', '--unclaimed-recordings', '1000000'],
  ...['--log-level', 'error'],
];

/** What was acknowledged: the number of an upload by its id. */
const acknowledged = new Map<string, number>();
const latenciesMs: Readonly<Record<'page' | 'oEmbed', number[]>> = { page: [], oEmbed: [] };

/** Uploads from a process of its own, whose work delays no visitor. */
async function uploadAll(address: string): Promise<void> {
  const program = fileURLToPath(new URL('./upload-clients.js', import.meta.url));
  const words = [program, address, String(UPLOADS), String(CLIENTS)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const [number, id] = line.split(' ');
    acknowledged.set(id!, Number(number));
  }
}

/** Looks at what has been uploaded until the signal fires. */
async function visit(address: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const ids = [...acknowledged.keys()];
    const id = ids[Math.floor(Math.random() * ids.length)];
    if (id === undefined) continue;
    const page = `${address}/a/${id}`;
    await look(page, latenciesMs.page);
    await look(`${address}/oembed?url=${encodeURIComponent(page)}`, latenciesMs.oEmbed);
  }
}

async function look(url: string, latencies: number[]): Promise<void> {
  const startedMs = performance.now();
  const response = await fetch(url);
  await response.arrayBuffer();
  latencies.push(performance.now() - startedMs);
  if (response.status !== 200) throw new Error(`${url}: status ${response.status}`);
}

/** How many acknowledged uploads are not there, or are others. */
async function countLost(address: string): Promise<number> {
  let lost = 0;
  for (const [id, number] of acknowledged) {
    const text = await (await fetch(`${address}/a/${id}.cast`)).text();
    if (text !== castOfUpload(number)) lost += 1;
  }
  return lost;
}

async function countBelow(storeAddress: string, prefix: string): Promise<number> {
  const store = await openStore(storeAddress);
  let count = 0;
  for await (const _ of store.list(prefix)) count += 1;
  await store.close();
  return count;
}

async function benchUploads(): Promise<void> {
  const store = `file:${folder}/uploads`;
  const server = await startServer([...WORDS, '--store', store]);
  const done = new AbortController();
  const startedMs = performance.now();
  const visitors = visit(server.address, done.signal);
  await uploadAll(server.address);
  const seconds = (performance.now() - startedMs) / 1000;
  done.abort();
  await visitors;
  say(`uploads from ${CLIENTS} clients, acknowledged`, String(acknowledged.size), String(UPLOADS));
  say('uploads a second', (acknowledged.size / seconds).toFixed(0));
  for (const [what, times] of Object.entries(latenciesMs)) {
    say(
      `${what} meanwhile, ${times.length} times, 99 of 100 within`,
      `${percentile(times, 0.99).toFixed(0)} ms`,
      '< 100 ms',
    );
  }
  say('acknowledged and lost', String(await countLost(server.address)), '0');
  const waiting = await countBelow(store, 'wanted/');
  say('pictures still to be made when the last was read back', String(waiting));
  await stop(server);
}

try {
  await benchUploads();
  if (process.argv.includes('--kill')) {
    await killAndCheck(`file:${folder}/killed`, KILLS);
    say('servers killed during uploads, without a loss', String(KILLS), String(KILLS));
  }
} finally {
  cleanUp();
}
