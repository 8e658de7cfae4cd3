/** The address of the server in answers and pages, and what of it requests repeat. */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ServeSettings } from '../../options/service-settings.js';
import { namesLoopback } from './loopback.js';

type Addressed = Pick<ServeSettings, 'publicUrl'>;

/**
 * What every absolute address begins with, without a slash at its end: `https://casts.example.com/sub`. It is what
 * --public-url says. Without that, the server is for this machine alone, and it is the name that was asked; a name that
 * does not mean this machine is not repeated.
 */
export function baseAddressOf({ headers, raw }: FastifyRequest, { publicUrl }: Addressed): string {
  if (publicUrl !== undefined) return new URL(publicUrl).href.replace(/\/+$/, '');
  const { host } = headers;
  if (host !== undefined && namesLoopback(host) && URL.canParse(`http://${host}`)) return `http://${host}`;
  const { localAddress = '127.0.0.1', localPort = 80 } = raw.socket;
  return `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

/** Where the cookies of the server belong. */
export interface CookieScope {
  /** `/`, or the path of the server behind a proxy. */
  readonly path: string;
  /** Whether browsers reach the server over https alone. */
  readonly isSecure: boolean;
}

/** The scope of cookies that are set with the answer to a request. */
export function cookieScopeOf(request: FastifyRequest, settings: Addressed): CookieScope {
  const { pathname, protocol } = new URL(baseAddressOf(request, settings));
  return { path: pathname, isSecure: protocol === 'https:' };
}

/** The path of an address below that of the server: `/sub/me`. @param path begins with a slash */
export function pathBelow(request: FastifyRequest, settings: Addressed, path: string): string {
  return new URL(baseAddressOf(request, settings) + path).pathname;
}

/**
 * Takes away from the address of a request what the recorder repeats of its setting: a path in --public-url, and a
 * slash at the end of that (`/sub//api/asciicasts`).
 */
export function createRewrite({ publicUrl }: Addressed): (request: Pick<IncomingMessage, 'url'>) => string {
  const basePath = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
  return ({ url = '/' }) => {
    const rest = url.startsWith(basePath) ? url.slice(basePath.length) : undefined;
    const isBelow = basePath !== '' && rest !== undefined && /^(?:[/?]|$)/.test(rest);
    const path = isBelow ? rest.replace(/^(?!\/)/, '/') : url;
    return path.replace(/^\/{2,}(?=(?:api|connect)\/)/, '/');
  };
}
