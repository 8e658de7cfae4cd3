import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import type { SettingRow } from '#cast2gif/options/settings.js';
import { flagRows, groupsMarkdown, readSettings, settingsText, variableOf } from '#cast2gif/options/settings.js';

const ROWS = {
  port: { kind: 'integer', flag: 'port', minimum: 0, maximum: 65_535, default: 8000, help: 'Port to listen on' },
  storeMaxBytes: { kind: 'bytes', flag: 'store-max', minimum: 1, help: 'Largest store' },
  keepSeconds: { kind: 'duration', flag: 'keep', minimum: 1, default: 3600, help: 'How long pictures are kept' },
  keys: { kind: 'text', list: 'commas', flag: 'keys', secret: true, help: 'Keys of signatures' },
  public: { kind: 'boolean', flag: 'public-render', default: false, help: 'Let strangers render' },
} as const satisfies Record<string, SettingRow>;

const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof Cast2gifError && error.exitStatus === 2 && pattern.test(error.message);

test('a flag wins over a variable, that over the file, that over the default', () => {
  const environment = { CAST2GIF_PORT: '2', CAST2GIF_STORE_MAX: '2MB', CAST2GIF_KEYS: 'a,b', CAST2GIF_KEEP: '' };
  const file = { name: 'serve.json', values: { port: 3, 'store-max': '3MB', 'public-render': true } };
  const { values, origins } = readSettings(ROWS, { flags: { port: 1 }, environment, file });
  const expected = { port: 1, storeMaxBytes: 2 ** 21, keepSeconds: 3600, keys: ['a', 'b'], public: true };
  assert.deepEqual(values, expected);
  assert.deepEqual(origins, {
    ...{ port: 'flag', storeMaxBytes: 'variable', keepSeconds: 'default', keys: 'variable', public: 'file' },
  });
  const port: number = values.port;
  const most: number | undefined = values.storeMaxBytes;
  assert.deepEqual([port, most], [1, 2 ** 21]);
});

test('what is wrong is named by where it was set, and a secret is never repeated', () => {
  const environment = {};
  assert.throws(
    () => readSettings(ROWS, { flags: {}, environment: { CAST2GIF_PORT: 'x' } }),
    usage(/^CAST2GIF_PORT: expected a whole number from 0 to 65535, not "x"$/),
  );
  const inFile = (values: object) => ({ flags: {}, environment, file: { name: 'serve.json', values: { ...values } } });
  assert.throws(() => readSettings(ROWS, inFile({ port: -1 })), usage(/^serve\.json: port: expected .* not -1$/));
  assert.throws(
    () => readSettings(ROWS, inFile({ prot: 1 })),
    usage(/^serve\.json: unknown setting prot, did you mean/),
  );
  assert.throws(() => readSettings(ROWS, inFile({ keys: 5 })), usage(/^serve\.json: keys: (?!.*5)/));
});

test('settings are shown with their origin, secrets only as set', () => {
  const settings = readSettings(ROWS, { flags: { keepSeconds: 60 }, environment: { CAST2GIF_KEYS: 'hush' } });
  assert.equal(
    settingsText(ROWS, settings),
    'port = 8000 (default)\nstore-max = not set (default)\nkeep = 1m (--keep)\nkeys = set (CAST2GIF_KEYS)\n' +
      'public-render = false (default)\n',
  );
  assert.deepEqual(Object.keys(flagRows(ROWS)), ['port', 'storeMaxBytes', 'keepSeconds', 'public']);
  assert.equal(variableOf(ROWS.public), 'CAST2GIF_PUBLIC_RENDER');
  const documented = groupsMarkdown({ Store: ROWS });
  assert.match(documented, /^### Store\n\n\| flag /);
  assert.match(documented, /^\| `--store-max SIZE` \| `CAST2GIF_STORE_MAX` \| – \| ≥ 1 \| Largest store \|$/m);
});
