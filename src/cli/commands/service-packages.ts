import { Cast2gifError } from '../../errors.js';

/** The oldest Node that the optional packages run on, as package.json says. */
const OLDEST_NODE = '20.19';

/** @throws Cast2gifError `helper` for an older version */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Cast2gifError('helper', `the server needs Node ${OLDEST_NODE} or later; this is ${version}`);
}

/**
 * Starts what needs the optional packages.
 * @throws Cast2gifError `helper` where they were left out of the installation, or Node is too old for them
 */
export async function withServicePackages<T>(start: () => Promise<T>): Promise<T> {
  checkNode(process.versions.node);
  try {
    return await start();
  } catch (error) {
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    const name = /'([^']+)'/.exec((error as Error).message)?.[1] ?? '';
    const problem = `the server needs ${name}, which is not installed: install cast2gif with its optional packages`;
    throw new Cast2gifError('helper', `${problem} (npm install --include=optional cast2gif)`, { cause: error });
  }
}
