/** Recordings elsewhere, and signed addresses of their pictures. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import { type PictureAddress, signedPath } from '#cast2gif/server/pictures/signed-address.js';
import { readKeys } from '#cast2gif/server/service/signing-keys.js';
import { afterTest } from '../clean-up.js';
import { castOf } from './cast-of.js';

export const KEYS = 'the first key of the tests is long enough,the second key of the tests is long enough';
const [FIRST, second] = readKeys(KEYS);
export const SECOND = second;

export interface Origin {
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: string[];
}

/** A server that recordings are fetched from. */
export async function startOrigin(
  context: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.end(castOf('origin')),
): Promise<Origin> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(context, () => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const INTRANET: Partial<ServeSettings> = { keys: KEYS, allowPrivateSources: true };

export function pathOf(source: string, more: Partial<PictureAddress> = {}, key = FIRST!): string {
  return signedPath({ format: 'gif', options: [], source, ...more }, key);
}
