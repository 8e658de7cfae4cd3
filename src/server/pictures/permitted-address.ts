/** What the signed address of a picture says, and whether it may be served: the same for the picture and for its job. */
import { Cast2gifError } from '../../errors.js';
import { readRequestOptions } from '../../options/request.js';
import { operatorOptions } from '../../options/service-settings.js';
import { readValue } from '../../options/value.js';
import type { OptionValue, ValueRow } from '../../options/value-row.js';
import type { PictureRequest } from '../../pictures/picture-service.js';
import type { ServerParts } from '../server-parts.js';
import { type AskedAddress, isSigned, readAddress, UNSIGNED } from './signed-address.js';

/** What an address may say besides options of the picture. */
const ADDRESS_ROWS = {
  expires: { kind: 'integer', flag: 'expires', minimum: 0, help: 'When it becomes invalid, in seconds since 1970' },
  pending: { kind: 'choice', flag: 'pending', choices: ['error'], help: 'What it shows while it is being made' },
} as const satisfies Record<string, ValueRow>;

/** What is wrong with an address whose signature is right and whose spelling is not. */
export const MISSPELT = 'the address is not spelled as it was signed';

/** An address that may be served. */
export interface PermittedAddress extends Omit<PictureRequest, 'castHash'> {
  readonly source: string;
  readonly expiresMs: number;
  readonly showsPoster: boolean;
}

/** @throws Cast2gifError `forbidden` for an address that is not signed, altered or expired; `usage` for a wrong option */
export async function permit(
  { keys, settings, bounds, checkPlan }: ServerParts,
  target: string,
): Promise<PermittedAddress> {
  const address = readAddress(target);
  if (address === undefined) throw new Cast2gifError('forbidden', MISSPELT);
  checkSignature(address, keys, settings.allowUnsigned);
  try {
    const { expires, pending } = readOwnOptions(address);
    const expiresMs = expires === undefined ? Infinity : expires * 1000;
    if (expiresMs <= Date.now()) throw new Cast2gifError('forbidden', 'the address has expired');
    const options = readRequestOptions(address.options, { otherNames: Object.keys(ADDRESS_ROWS), bounds });
    await checkPlan(address.format, { ...options, ...operatorOptions(settings) });
    const showsPoster = pending !== 'error' && settings.whileRendering === 'poster';
    return { format: address.format, options, source: address.source, expiresMs, showsPoster };
  } catch (error) {
    throw error instanceof Cast2gifError && error.label ? error.withLabel(plainName(error.label)) : error;
  }
}

/** An option is called by its name alone in such an address. */
function plainName(label: string): string {
  return label.replace(/^\?(.*)=$/, '$1');
}

function checkSignature(address: AskedAddress, keys: readonly Uint8Array[], allowsUnsigned: boolean): void {
  if (address.signature === UNSIGNED) {
    if (allowsUnsigned) return;
    throw new Cast2gifError('forbidden', 'this server only shows recordings at signed addresses');
  }
  if (keys.length === 0)
    throw new Cast2gifError('forbidden', 'this server has no keys, so it shows no recordings elsewhere');
  if (!isSigned(address, keys)) throw new Cast2gifError('forbidden', 'the signature is wrong');
}

function readOwnOptions({ options }: AskedAddress): { expires: number | undefined; pending: OptionValue | undefined } {
  const read = (name: keyof typeof ADDRESS_ROWS) => {
    const values = options.filter(([other]) => other === name).map(([, value]) => value);
    if (values.length > 1) throw new Cast2gifError('usage', 'expected once, but given twice', { label: name });
    return values[0] === undefined ? undefined : readValue(ADDRESS_ROWS[name], values[0], 'query', { label: name });
  };
  return { expires: read('expires') as number | undefined, pending: read('pending') };
}
