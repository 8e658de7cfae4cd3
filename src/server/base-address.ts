/** The address of the server in answers and pages, and what of it requests repeat. */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ServeSettings } from '../options/service-settings.js';
import { namesLoopback } from './access.js';

type Addressed = Pick<ServeSettings, 'publicUrl'>;

/**
 * What every absolute address begins with, without a slash at its end: `https://casts.example.com/sub`. It is what
 * --public-url says. Without that, the server is for this machine alone, and it is the name that was asked; a name that
 * does not mean this machine is not repeated.
 */
export function baseAddressOf({ headers, raw }: FastifyRequest, { publicUrl }: Addressed): string {
  if (publicUrl !== undefined) return new URL(publicUrl).href.replace(/\/+$/, '');
  const { host } = headers;
  if (host !== undefined && namesLoopback(host)) return `http://${host}`;
  const { localAddress = '127.0.0.1', localPort = 80 } = raw.socket;
  return `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
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
