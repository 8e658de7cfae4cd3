/** `cast2gif sign`: the address of a picture of a recording elsewhere. */
import { Cast2gifError } from '../../errors.js';
import { requestedOptions } from '../request-options.js';
import type { CommandSurroundings, RunCommand } from './command.js';
import type { SIGN } from './sign.js';

/** Prints the signed address. */
export const runSign: RunCommand<typeof SIGN.options> = async (given, { console, environment }) => {
  const { base, format, expiresIn, whilePending } = given.options;
  if (base === undefined) throw new Cast2gifError('usage', 'expected the address of the server: --base https://host');
  const source = given.operands[0]!;
  checkNoCredentials(source);
  const { signedPath } = await import('../../server/pictures/signed-address.js');
  const own: [string, string][] = [];
  if (expiresIn !== undefined) own.push(['expires', String(Math.ceil(Date.now() / 1000 + expiresIn))]);
  if (whilePending !== undefined) own.push(['pending', whilePending]);
  const options = [...requestedOptions(format, given.render), ...own];
  const path = signedPath({ format, options, source }, await signingKey(environment));
  console.print(`${base.replace(/\/+$/, '')}${path}\n`);
  return 0;
};

/** An address is public, so it must not hold credentials; the server refuses such addresses, too. */
function checkNoCredentials(address: string): void {
  const { username, password } = new URL(address);
  if (username === '' && password === '') return;
  throw new Cast2gifError('usage', 'the address holds a user name or password, which anyone could read', {
    label: 'ADDRESS',
  });
}

async function signingKey(environment: CommandSurroundings['environment']): Promise<Uint8Array> {
  const { readKeys } = await import('../../server/service/signing-keys.js');
  const [key] = readKeys(environment.CAST2GIF_KEYS || undefined);
  if (key === undefined) throw new Cast2gifError('usage', 'there is no key to sign with: set CAST2GIF_KEYS');
  return key;
}
