/** Which installation of the recorder a request comes from, and whose that is. */
import type { FastifyRequest } from 'fastify';
import type { Cast2gifError } from '../../errors.js';
import { installIdOf } from '../../recordings/installations.js';
import { bearerTokenOf } from '../accounts/bearer-token.js';
import { knownViewer } from '../accounts/sign-in.js';
import { baseAddressOf } from '../http/base-address.js';
import { HttpError } from '../http/problem.js';
import type { ServerParts } from '../server-parts.js';

type Parts = Pick<ServerParts, 'service' | 'settings'>;

/** An installation, and who has claimed it. */
export interface Installation {
  readonly id: string;
  /** Undefined: nobody yet. */
  readonly owner: string | undefined;
}

/** The page that claims an installation. */
export function connectAddress(request: FastifyRequest, { settings }: Parts, installId: string): string {
  return `${baseAddressOf(request, settings)}/connect/${installId}`;
}

/**
 * The install id: recorders send it as the password of Basic authentication (RFC 7617), beside a user name that means
 * nothing.
 * @throws Cast2gifError `unauthorized`
 */
export function installIdIn({ headers }: FastifyRequest): string {
  const encoded = /^Basic ([\w+/=-]{1,1000})$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const password = Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':');
  const installId = installIdOf(password);
  if (installId !== undefined) return installId;
  const problem = 'expected the install id of an asciinema recorder, a UUID, as the password';
  throw new HttpError('unauthorized', problem, { headers: { 'www-authenticate': 'Basic realm="cast2gif"' } });
}

/** @throws Cast2gifError `unauthorized` without an install id */
export async function installationOf(request: FastifyRequest, { service }: Parts): Promise<Installation> {
  const id = installIdIn(request);
  return { id, owner: await service.recordings!.installations.ownerOf(id) };
}

/** The error for what only a claimed installation may do. */
export function claimRequired(request: FastifyRequest, parts: Parts, installId: string): Cast2gifError {
  const address = connectAddress(request, parts, installId);
  return new ClaimRequired(`nobody has claimed this installation of the recorder yet; open ${address} to do so`);
}

/** An installation is known, but nobody stands behind it. */
export class ClaimRequired extends HttpError {
  constructor(problem: string) {
    super('unauthorized', problem, { headers: { 'www-authenticate': 'Basic realm="cast2gif"' } });
  }
}

/**
 * The owner who asks, by a token or by a claimed installation.
 * @throws Cast2gifError `unauthorized`; `rate-limit` for many wrong tokens
 */
export async function ownerBehind(request: FastifyRequest, parts: ServerParts): Promise<string> {
  if (bearerTokenOf(request) !== undefined) return (await knownViewer(request, parts))!.owner;
  const { id, owner } = await installationOf(request, parts);
  if (owner === undefined) throw claimRequired(request, parts, id);
  return owner;
}
