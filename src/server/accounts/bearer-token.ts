/** The token that a program sends for its owner. */
import type { FastifyRequest } from 'fastify';
import { ownerOfToken } from '../../recordings/owners.js';
import type { Store } from '../../store/store.js';

/** The token that a request shows (RFC 6750), valid or not. */
export function bearerTokenOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\w.~+/=-]{16,512})$/i.exec(headers.authorization ?? '')?.[1];
}

/** The owner whose token a request shows; undefined without one that is valid. */
export async function ownerOfBearer(request: FastifyRequest, store: Store): Promise<string | undefined> {
  const token = bearerTokenOf(request);
  return token === undefined ? undefined : ownerOfToken(store, token);
}
