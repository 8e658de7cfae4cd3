/** The settings of a command, from its flags, the environment and its file. */
import { readFile } from 'node:fs/promises';
import { Cast2gifError } from '../../errors.js';
import { ioError } from '../../io/io-error.js';
import { readSettings, type SettingSources, type Settings, type SettingTable } from '../../options/settings.js';
import type { OptionValue } from '../../options/value-row.js';

/** What a command with settings is given; `config` names its file. */
interface GivenSettings {
  readonly given: Readonly<Partial<Record<string, OptionValue>>>;
}

/** @throws Cast2gifError `usage` */
export async function readCommandSettings<const Rows extends SettingTable>(
  rows: Rows,
  { given }: GivenSettings,
  environment: SettingSources['environment'],
): Promise<Settings<Rows>> {
  const { config, printSettings: _, ...flags } = given;
  const file = typeof config === 'string' ? { name: config, values: await readConfig(config) } : undefined;
  return readSettings(rows, { flags, environment, ...(file !== undefined && { file }) });
}

async function readConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw ioError(`cannot read ${path}`, error, 'option-file');
  }
  const values = parsed(text);
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return { ...values };
  throw new Cast2gifError('usage', 'expected a JSON object with settings', { label: path });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
