/** Recordings of a server of a test, as uploads leave them. */
import { addOwner } from '#cast2gif/recordings/owners.js';
import { surveyRecording } from '#cast2gif/recordings/recording-survey.js';
import { Recordings, type StoredRecording, type UploadTerms } from '#cast2gif/recordings/recordings.js';
import { openStore } from '#cast2gif/store/open-store.js';
import type { TestServer } from './harness.js';

const INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01';
export const DAY_MS = 86_400_000;

/** The recordings in a server's store, seen by another process. */
export async function recordingsOf({ store }: Pick<TestServer, 'store'>): Promise<Recordings> {
  return new Recordings({ store: await openStore(store), retention: {}, now: Date.now, survey: surveyRecording });
}

/** Puts a recording where the server finds it. */
export async function upload(
  server: Pick<TestServer, 'store'>,
  cast: Uint8Array | string,
  terms: Partial<UploadTerms> = {},
): Promise<StoredRecording> {
  return (await recordingsOf(server)).upload(Buffer.from(cast), { installId: INSTALL_ID, ...terms });
}

/** Claims an installation for a new owner. Resolves to the headers of a request of theirs. */
export async function claim(
  server: Pick<TestServer, 'store'>,
  owner: string,
  installId = INSTALL_ID,
): Promise<{ authorization: string }> {
  const token = await addOwner(await openStore(server.store), owner, Date.now());
  await (await recordingsOf(server)).installations.claim(installId, owner, Date.now());
  return { authorization: `Bearer ${token}` };
}
