/** Uploads to servers that are killed at any moment, and what is left of them. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordingDocument } from '#cast2gif/recordings/recording-document.js';
import { openStore } from '#cast2gif/store/open-store.js';
import type { Store } from '#cast2gif/store/store.js';
import { castKey, decodeJson, hashOf, recordingKey } from '#cast2gif/store/store-layout.js';
import { castOf } from './cast-of.js';
import { answerOf, upload2, upload3 } from './recorder.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

const CLIENTS = 3;
/** A server is killed while it works on one of so many uploads, and so long after that upload was sent. */
const MOST_UPLOADS = 12;
const LATEST_MS = 40;

/** What was acknowledged: the bytes of recordings by their ids. */
type Acknowledged = Map<string, string>;

/** Starts and kills servers of one store. Resolves to what they have acknowledged. */
async function uploadWhileKilling(storeAddress: string, rounds: number): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  for (let round = 0; round < rounds; round++) {
    const server = await startServerProcess(storeAddress);
    const killed = once(server.child, 'exit');
    const killAt = randomInt(MOST_UPLOADS);
    let sent = 0;
    const onSent = async () => {
      if (sent++ !== killAt) return;
      await wait(randomInt(LATEST_MS));
      server.child.kill('SIGKILL');
    };
    const clients = Array.from({ length: CLIENTS }, (_, client) =>
      uploadUntilKilled(server, `${round} ${client}`, acknowledged, onSent),
    );
    await Promise.all([...clients, killed]);
  }
  return acknowledged;
}

async function uploadUntilKilled(
  { address, child }: ServerProcess,
  name: string,
  acknowledged: Acknowledged,
  onSent: () => Promise<void>,
): Promise<void> {
  for (let at = 0; child.exitCode === null && child.signalCode === null; at++) {
    const cast = castOf(`${name} ${at} ${'x'.repeat(randomInt(20_000))}`);
    const answer = (at % 2 === 0 ? upload2 : upload3)(address, cast).catch(() => undefined);
    void onSent();
    const arrived = await answer;
    if (arrived === undefined) return;
    assert.equal(arrived.status, 201, arrived.text);
    acknowledged.set(answerOf(arrived).id, cast);
  }
}

/** Every acknowledged recording is there and whole, and so is every other that can be seen. */
async function checkUploads(store: Store, acknowledged: Acknowledged): Promise<void> {
  for (const [id, cast] of acknowledged) {
    const document = await store.get(recordingKey(id));
    assert.ok(document, `${id} was acknowledged, and is lost`);
    assert.equal(decodeJson<RecordingDocument>(document.bytes).castHash, hashOf(cast));
  }
  for await (const { key } of store.list('recordings/')) {
    const document = decodeJson<RecordingDocument>((await store.get(key))!.bytes);
    const cast = await store.get(castKey(document.castHash));
    assert.ok(cast, `${key} has no bytes`);
    assert.equal(hashOf(cast.bytes), document.castHash);
    assert.equal(cast.byteLength, document.byteLength);
  }
}

/** Kills servers so often, and then shows what is left by one that is not killed. */
export async function killAndCheck(storeAddress: string, rounds: number): Promise<void> {
  const acknowledged = await uploadWhileKilling(storeAddress, rounds);
  assert.ok(acknowledged.size >= rounds, `only ${acknowledged.size} uploads in ${rounds} rounds`);
  const store = await openStore(storeAddress);
  await checkUploads(store, acknowledged);
  await store.close();
  const server = await startServerProcess(storeAddress);
  try {
    for (const [id, cast] of acknowledged) {
      const response = await fetch(`${server.address}/a/${id}.cast`);
      assert.equal(await response.text(), cast, id);
    }
  } finally {
    await server.end();
  }
}
