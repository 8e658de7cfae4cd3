import { Cast2gifError } from '../../errors.js';

/**
 * Starts what needs the optional packages.
 * @throws Cast2gifError `helper` where they were left out of the installation
 */
export async function withServicePackages<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    const name = /'([^']+)'/.exec((error as Error).message)?.[1] ?? '';
    const problem = `the server needs ${name}, which is not installed: install cast2gif with its optional packages`;
    throw new Cast2gifError('helper', `${problem} (npm install --include=optional cast2gif)`, { cause: error });
  }
}
