/** `cast2gif owner`: who may send recordings to a server that strangers can reach. */
import { Cast2gifError } from '../../errors.js';
import type { RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import { OWNER } from './owner.js';
import { withServicePackages } from './service-packages.js';

type Store = import('../../store/store.js').Store;

/** Adds, lists or removes owners, or gives one a new token. */
export const runOwner: RunCommand<typeof OWNER.options> = async (given, { console, environment }) => {
  const [action, name] = given.operands as [keyof typeof ACTIONS, string?];
  const { values } = await readCommandSettings(OWNER.options, given, environment);
  const { defaultStoreAddress } = await import('../../store/default-store.js');
  const { openConfiguredStore } = await import('../../server/service/configured-parts.js');
  const address = values.store ?? defaultStoreAddress(environment);
  const store = await withServicePackages(() => openConfiguredStore(address));
  try {
    console.print(await ACTIONS[action](store, name));
  } finally {
    await store.close();
  }
  return 0;
};

/** Each returns what is printed. */
const ACTIONS = {
  add: async (store: Store, name?: string) => {
    const { addOwner } = await import('../../recordings/owners.js');
    return `${await addOwner(store, named(name), Date.now())}\n`;
  },
  list: async (store: Store, name?: string) => {
    if (name !== undefined) throw new Cast2gifError('usage', `list takes no name, but got ${name}`);
    const { listOwners } = await import('../../recordings/owners.js');
    const line = (owner: { name: string; addedMs: number }) =>
      `${owner.name} since ${new Date(owner.addedMs).toISOString().slice(0, 10)}\n`;
    return (await listOwners(store)).map(line).join('');
  },
  rotate: async (store: Store, name?: string) => {
    const { rotateOwner } = await import('../../recordings/owners.js');
    return `${await rotateOwner(store, named(name), Date.now())}\n`;
  },
  remove: async (store: Store, name?: string) => {
    const { removeOwner } = await import('../../recordings/owners.js');
    await removeOwner(store, named(name));
    return '';
  },
};

function named(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new Cast2gifError('usage', 'expected the name of an owner', { label: 'NAME' });
}
