import { Cast2gifError, shortened } from '../errors.js';
import { openFolderStore } from './folder-store.js';
import type { Store } from './store.js';

/**
 * Opens a store by its address: `file:PATH`, `s3://BUCKET` or `s3://BUCKET/PREFIX`.
 * @param environment where the credentials of S3 are
 * @throws Cast2gifError `usage` for an address of no known kind, `io` if it cannot be used
 */
export async function openStore(
  address: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Store> {
  const path = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(address)?.[1];
  if (path !== undefined) return openFolderStore(path);
  if (address.startsWith('s3:')) {
    const { openS3Store } = await import('./s3-store.js');
    return openS3Store(address, environment);
  }
  throw new Cast2gifError('usage', `the store ${shortened(address)} is not known: expected file:PATH or s3://BUCKET`);
}
