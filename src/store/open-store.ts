import { Cast2gifError, shortened } from '../errors.js';
import { openFolderStore } from './folder-store.js';
import type { Store } from './store.js';

/**
 * Opens a store by its address: `file:PATH`.
 * @throws Cast2gifError `usage` for an address of no known kind, `io` if it cannot be used
 */
export async function openStore(address: string): Promise<Store> {
  const path = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(address)?.[1];
  if (path !== undefined) return openFolderStore(path);
  throw new Cast2gifError('usage', `the store ${shortened(address)} is not known: expected file:PATH or s3://BUCKET`);
}
