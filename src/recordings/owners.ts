/** Who may use a server as its own: each owner has tokens, which are kept nowhere; the store has their hashes. */
import { Cast2gifError } from '../errors.js';
import { randomToken } from '../store/secrets.js';
import type { Store } from '../store/store.js';
import { decodeJson, encodeJson, hashOf, ownerKey } from '../store/store-layout.js';

/** The document of a token. */
interface OwnerRecord {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly addedMs: number;
}

/** A token as a listing shows it. */
export interface OwnerToken extends OwnerRecord {
  /** SHA-256 of the token, lower-case hexadecimal. */
  readonly hash: string;
}

/** So that a token is recognised where it does not belong: in a log, in a repository. */
const TOKEN_START = 'c2g_';
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,99}$/u;
const FOLDER = 'owners/';

/**
 * Makes a token for an owner, who may have several.
 * @returns the token: it cannot be read again
 * @throws Cast2gifError `usage` for a name that is none
 */
export async function addOwner(store: Store, name: string, nowMs: number): Promise<string> {
  if (!isOwnerName(name)) {
    throw new Cast2gifError('usage', 'expected a name of letters, digits and . _ @ + -, at most 100 characters');
  }
  const token = `${TOKEN_START}${randomToken()}`;
  await store.create(ownerKey(hashOf(token)), encodeJson({ name, addedMs: nowMs } satisfies OwnerRecord));
  return token;
}

/** All tokens, in the order of their owners' names. */
export async function listOwners(store: Store): Promise<OwnerToken[]> {
  const tokens: OwnerToken[] = [];
  for await (const { key } of store.list(FOLDER)) {
    const document = await store.get(key);
    if (document !== undefined) {
      tokens.push({ ...decodeJson<OwnerRecord>(document.bytes), hash: key.slice(FOLDER.length) });
    }
  }
  return tokens.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

/**
 * Makes a new token for an owner and all earlier ones invalid, at once for every server.
 * @returns the token: it cannot be read again
 * @throws Cast2gifError `not-found` where there is no such owner
 */
export async function rotateOwner(store: Store, name: string, nowMs: number): Promise<string> {
  const earlier = await tokensOf(store, name);
  const token = await addOwner(store, name, nowMs);
  await forgetTokens(store, earlier);
  return token;
}

/**
 * Makes all tokens of an owner invalid, at once for every server. What they have claimed stays theirs.
 * @throws Cast2gifError `not-found` where there is no such owner
 */
export async function removeOwner(store: Store, name: string): Promise<void> {
  await forgetTokens(store, await tokensOf(store, name));
}

async function tokensOf(store: Store, name: string): Promise<OwnerToken[]> {
  const tokens = (await listOwners(store)).filter((token) => token.name === name);
  if (tokens.length > 0) return tokens;
  throw new Cast2gifError('not-found', `there is no owner called ${name}`);
}

async function forgetTokens(store: Store, tokens: readonly OwnerToken[]): Promise<void> {
  for (const { hash } of tokens) await store.delete(ownerKey(hash));
}

/** The name of the owner whose token it is; undefined for one that is not valid. */
export async function ownerOfToken(store: Store, token: string): Promise<string | undefined> {
  return ownerOfTokenHash(store, hashOf(token));
}

/** The same, for those who know only the token's SHA-256. */
export async function ownerOfTokenHash(store: Store, tokenHash: string): Promise<string | undefined> {
  const document = await store.get(ownerKey(tokenHash));
  return document && decodeJson<OwnerRecord>(document.bytes).name;
}

/** Whether a text can be the name of an owner. */
export function isOwnerName(text: string): boolean {
  return NAME.test(text);
}
