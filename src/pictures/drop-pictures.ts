/** Deletes pictures, with everything that leads to them. */
import type { Secrets } from '../store/secrets.js';
import type { Store } from '../store/store.js';
import {
  decodeJson,
  failureKey,
  latestKey,
  type PictureFacts,
  pictureFactsKey,
  pictureIndex,
  pictureKey,
  requestIdOf,
  tokenKey,
  uploadKey,
} from '../store/store-layout.js';
import type { UseMarks } from './use-marks.js';

/** What pictures are deleted with. */
export interface DropParts {
  readonly store: Store;
  readonly secrets: Secrets;
}

/** The facts first: without them the picture cannot be read. */
export async function dropPicture({ store, secrets }: DropParts, key: string): Promise<void> {
  await store.delete(tokenKey(secrets.tokenOf('picture-token', key)));
  await store.delete(failureKey(key));
  const document = await store.get(pictureFactsKey(key));
  if (document === undefined) return;
  const facts = decodeJson<PictureFacts>(document.bytes);
  await store.delete(latestKey(requestIdOf(facts)));
  await store.delete(pictureFactsKey(key));
  await store.delete(pictureKey(key, facts.extension));
  await store.delete(`${pictureIndex(facts.castHash)}${key}`);
}

/**
 * Deletes the pictures of a recording that nobody has any more. Where others have sent equal bytes only to have them
 * rendered, the pictures are theirs from now on, and go when they no longer ask for them.
 */
export async function dropPicturesOf(
  parts: DropParts & { readonly marks: Pick<UseMarks, 'mark'> },
  castHash: string,
): Promise<void> {
  const { store, marks } = parts;
  const prefix = pictureIndex(castHash);
  const isShared = (await store.head(uploadKey(castHash))) !== undefined;
  for await (const { key: at } of store.list(prefix)) {
    const key = at.slice(prefix.length);
    if (isShared) {
      await marks.mark('passing', key);
      continue;
    }
    await dropPicture(parts, key);
    await store.delete(at);
  }
}
