/**
 * Owners who have signed in with a browser. A session is a cookie that says with whose token it was begun, and until
 * when it is valid, signed with a secret of the store: it is kept nowhere, every server that uses the store knows it,
 * and it ends with its token.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ownerOfTokenHash } from '../../recordings/owners.js';
import { randomToken, type Secrets, type SecretUse } from '../../store/secrets.js';
import type { Store } from '../../store/store.js';
import { hashOf } from '../../store/store-layout.js';
import type { CookieScope } from '../http/base-address.js';

const SESSION_COOKIE = 'cast2gif-session';
/** Tells the browsers apart that have not signed in, so that a form is of use only to the one it was shown in. */
const VISIT_COOKIE = 'cast2gif-visit';
const SESSION_SECONDS = 30 * 86_400;
const SESSION = /^([0-9a-f]{64})\.(\d{1,13})\.([\w-]{43})$/;
const VISIT = /^[\w-]{43}$/;

/** What sessions are made of. */
export interface SessionsParts {
  readonly store: Store;
  readonly secrets: Secrets;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes and reads the cookies of sessions, and the marks of the forms that are shown in them. */
export class Sessions {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /** The cookie that begins a session. @param token a valid one */
  begin(token: string, scope: CookieScope): string {
    const claims = `${hashOf(token)}.${this.#parts.now() + SESSION_SECONDS * 1000}`;
    return cookie(SESSION_COOKIE, `${claims}.${this.#sign('cookie', claims)}`, SESSION_SECONDS, scope);
  }

  /** The cookie that ends a session. */
  end(scope: CookieScope): string {
    return cookie(SESSION_COOKIE, '', 0, scope);
  }

  /** Whose session a request belongs to; undefined for none, or for one that is over. */
  async ownerOf(request: FastifyRequest): Promise<string | undefined> {
    const [, tokenHash, expiresMs, signature] = SESSION.exec(cookieOf(request, SESSION_COOKIE) ?? '') ?? [];
    if (tokenHash === undefined || signature === undefined) return undefined;
    if (!isEqual(signature, this.#sign('cookie', `${tokenHash}.${expiresMs}`))) return undefined;
    if (Number(expiresMs) <= this.#parts.now()) return undefined;
    return ownerOfTokenHash(this.#parts.store, tokenHash);
  }

  /** The cookie by which a browser is known that has none yet, for forms that are shown before anybody has signed in. */
  visit(request: FastifyRequest, scope: CookieScope): { readonly id: string; readonly cookie?: string } {
    const known = visitOf(request);
    if (known !== undefined) return { id: known };
    const id = randomToken();
    return { id, cookie: cookie(VISIT_COOKIE, id, SESSION_SECONDS, scope) };
  }

  /** What a form carries, so that it is known to be of this server: pages elsewhere cannot know it. */
  formMark(visitId: string, owner: string | undefined): string {
    return this.#sign('form', `${visitId} ${owner ?? ''}`);
  }

  /** Whether a form was shown to whoever sends it. */
  isOwnForm(request: FastifyRequest, owner: string | undefined, mark: string): boolean {
    const visitId = visitOf(request);
    return visitId !== undefined && isEqual(mark, this.formMark(visitId, owner));
  }

  #sign(use: SecretUse, text: string): string {
    return createHmac('sha256', this.#parts.secrets.keyFor(use)).update(text).digest('base64url');
  }
}

function visitOf(request: FastifyRequest): string | undefined {
  const id = cookieOf(request, VISIT_COOKIE);
  return id !== undefined && VISIT.test(id) ? id : undefined;
}

/** Whether two texts are equal; how long that takes does not depend on how much of them is. */
function isEqual(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function cookie(name: string, value: string, seconds: number, { path, isSecure }: CookieScope): string {
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}
