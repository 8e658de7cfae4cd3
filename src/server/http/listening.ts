import type { AddressInfo } from 'node:net';
import { Cast2gifError } from '../../errors.js';
import { ioError } from '../../io/io-error.js';

/** @throws Cast2gifError `io` where the port cannot be used */
export async function listening<T>(started: Promise<T>, host: string, port: number): Promise<T> {
  try {
    return await started;
  } catch (error) {
    if (error instanceof Cast2gifError) throw error;
    throw ioError(`cannot listen on ${host}, port ${port}`, error);
  }
}

/** `http://127.0.0.1:8000`. */
export function addressOf(server: { address(): AddressInfo | string | null }, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
