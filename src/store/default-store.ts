import { homedir } from 'node:os';
import { join } from 'node:path';

/** The store where none is named: where programs of the user keep data (XDG Base Directory Specification). */
export function defaultStoreAddress({ XDG_DATA_HOME }: Readonly<Record<string, string | undefined>>): string {
  return `file:${join(XDG_DATA_HOME?.startsWith('/') ? XDG_DATA_HOME : join(homedir(), '.local', 'share'), 'cast2gif')}`;
}
