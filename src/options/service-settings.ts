/** The settings of the service, in one table: flags, environment variables, file, help and docs/serving.md follow from it. */
import type { RenderOptions } from './render-options.js';
import type { ServiceBounds } from './request.js';
import type { SettingRow, SettingTable } from './settings.js';
import { OPTION_ROWS, RENDER_OPTION_NAMES, type RenderOptionName } from './table.js';
import type { OptionValue, ValuesOf } from './value-row.js';

/** Where the service keeps what it has made. */
const STORE_SETTINGS = {
  store: {
    kind: 'text',
    flag: 'store',
    placeholder: 'ADDRESS',
    defaultText: "file: and the folder cast2gif where the user's programs keep data",
    help: 'Where recordings and pictures are kept: file:FOLDER, or s3://BUCKET with credentials in the usual variables (AWS_ACCESS_KEY_ID and others)',
  },
  keepSeconds: {
    kind: 'duration',
    flag: 'keep',
    minimum: 1,
    default: 3600,
    help: 'How long a recording that was only sent to be rendered, and its pictures, are kept after they were last asked for',
  },
  storeMaxBytes: {
    kind: 'bytes',
    flag: 'store-max',
    minimum: 1,
    default: 10 * 2 ** 30,
    help: 'How much pictures may take up; those that have not been asked for longest go first, and are made again when needed',
  },
} as const satisfies SettingTable;

/** How servers and workers on several machines find each other. */
const QUEUE_SETTINGS = {
  queue: {
    kind: 'text',
    flag: 'queue',
    placeholder: 'ADDRESS',
    default: 'memory',
    help: 'Where renders wait: memory, or for several machines Redis, redis://HOST:PORT, shared by servers and workers',
  },
  queuePassword: {
    kind: 'text',
    flag: 'queue-password',
    secret: true,
    help: 'Password of the Redis that --queue names',
  },
} as const satisfies SettingTable;

/** How a long-running program is monitored and stopped. */
const RUNNING_SETTINGS = {
  metricsPort: {
    kind: 'integer',
    flag: 'metrics-port',
    minimum: 0,
    maximum: 65_535,
    defaultText: 'no metrics',
    help: 'Port for the metrics that Prometheus collects; 0 takes a free one',
  },
  metricsHost: {
    kind: 'text',
    flag: 'metrics-host',
    placeholder: 'HOST',
    default: '127.0.0.1',
    help: 'Address that the metrics are served on',
  },
  logLevel: {
    kind: 'choice',
    flag: 'log-level',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    help: 'What is logged to standard error, as lines of JSON',
  },
  graceSeconds: {
    kind: 'duration',
    flag: 'grace',
    minimum: 0,
    default: 10,
    help: 'How long renders may take to finish once the service is asked to stop',
  },
} as const satisfies SettingTable;

/** What renders may use. */
const RENDER_SETTINGS = {
  concurrency: {
    kind: 'integer',
    flag: 'concurrency',
    minimum: 1,
    maximum: 256,
    defaultText: 'one per core',
    help: 'How many renders run at once',
  },
  spares: {
    kind: 'integer',
    flag: 'spares',
    minimum: 0,
    maximum: 16,
    default: 1,
    help: 'How many child processes wait, ready to render at once; each holds some 100 MB of memory',
  },
  renderCpuSeconds: {
    kind: 'duration',
    flag: 'render-cpu',
    minimum: 1,
    default: 60,
    help: 'Most CPU time of a render',
  },
  renderWallSeconds: { kind: 'duration', flag: 'render-wall', minimum: 1, default: 120, help: 'Longest render' },
  renderMemoryBytes: {
    kind: 'bytes',
    flag: 'render-memory',
    minimum: 200 * 2 ** 20,
    default: 2 ** 30,
    help: 'Most memory of a render, ffmpeg included',
  },
  renderOpenFiles: {
    kind: 'integer',
    flag: 'render-files',
    minimum: 64,
    default: 256,
    help: 'Most open files of a render',
  },
  renderDiskBytes: {
    kind: 'bytes',
    flag: 'render-disk',
    minimum: 2 ** 20,
    default: 500 * 2 ** 20,
    help: 'Most temporary files of a render together',
  },
} as const satisfies SettingTable;

/** Recordings at other addresses: which ones the server fetches. */
const SOURCE_SETTINGS = {
  keys: {
    kind: 'text',
    flag: 'keys',
    secret: true,
    help: 'Keys that sign addresses of recordings elsewhere, separated by commas, at least 32 bytes each; the first signs, all verify',
  },
  allowUnsigned: {
    kind: 'boolean',
    flag: 'allow-unsigned',
    default: false,
    help: 'Accept unsigned addresses of recordings',
  },
  sources: {
    kind: 'text',
    list: 'commas',
    flag: 'sources',
    placeholder: 'HOSTS',
    defaultText: 'any public host',
    help: 'Hosts that recordings may be fetched from, separated by commas; *.example.com means all below example.com',
  },
  sourceTtlSeconds: {
    kind: 'duration',
    flag: 'source-ttl',
    minimum: 0,
    default: 300,
    help: 'How long a recording that was fetched counts as fresh, and how long others may keep its picture',
  },
  fetchTimeoutSeconds: { kind: 'duration', flag: 'fetch-timeout', minimum: 0.1, default: 10, help: 'Longest fetch' },
  allowPrivateSources: {
    kind: 'boolean',
    flag: 'allow-private-sources',
    default: false,
    help: 'Also fetch from private networks and from this machine, for an intranet; link-local addresses, where clouds serve credentials, only if --sources names them',
  },
} as const satisfies SettingTable;

/** Where the server listens, and who may ask for what. */
const HTTP_SETTINGS = {
  host: { kind: 'text', flag: 'host', placeholder: 'HOST', default: '127.0.0.1', help: 'Address to listen on' },
  port: { kind: 'integer', flag: 'port', minimum: 0, maximum: 65_535, default: 8000, help: 'Port; 0 takes a free one' },
  publicRender: {
    kind: 'boolean',
    flag: 'public-render',
    default: false,
    help: 'Let anybody who can reach the server have recordings rendered; needed if it listens on more than this machine',
  },
  answerWithinSeconds: {
    kind: 'duration',
    flag: 'answer-within',
    minimum: 0.05,
    default: 25,
    help: 'How long POST /render waits for a picture before it answers with a job',
  },
  posterAfterSeconds: {
    kind: 'duration',
    flag: 'poster-after',
    minimum: 0.05,
    default: 8,
    help: 'How long the address of a picture waits, from its arrival, before it shows a still in place of a picture that is not ready',
  },
  whileRendering: {
    kind: 'choice',
    flag: 'while-rendering',
    choices: ['poster', 'error'],
    default: 'poster',
    help: 'What the address of a picture that is not ready shows: a still, or an error for sites that copy a picture once',
  },
  maxUploadBytes: {
    kind: 'bytes',
    flag: 'max-upload-bytes',
    minimum: 1,
    default: 10 * 2 ** 20,
    help: 'Largest recording as it is sent or fetched, before it is decompressed',
  },
  noRender: {
    kind: 'boolean',
    flag: 'no-render',
    default: false,
    help: 'Only answer, and leave the renders to workers; needs a queue in Redis',
  },
  queueSize: {
    kind: 'integer',
    flag: 'queue-size',
    minimum: 0,
    default: 100,
    help: 'How many renders may wait; more are refused with status 429',
  },
  ratePerMinute: {
    kind: 'integer',
    flag: 'rate-limit',
    minimum: 1,
    unit: 'a minute',
    default: 120,
    help: 'How many requests a minute from one address may upload, fetch or start a render; pictures that exist do not count',
  },
  trustProxy: {
    kind: 'text',
    list: 'commas',
    flag: 'trust-proxy',
    placeholder: 'ADDRESSES',
    defaultText: 'none',
    help: 'Proxies in front of the server whose X-Forwarded-For and X-Forwarded-Proto are trusted: a list of addresses, networks or loopback',
  },
  memoryCacheBytes: {
    kind: 'bytes',
    flag: 'memory-cache',
    minimum: 0,
    default: 32 * 2 ** 20,
    help: 'Memory for pictures that are asked for often',
  },
  webhook: {
    kind: 'address',
    flag: 'webhook',
    placeholder: 'ADDRESS',
    help: 'Where to POST to when a job that was promised (status 202) is done or has failed; signed with a key derived from the first of CAST2GIF_KEYS',
  },
  allowPrivateWebhook: {
    kind: 'boolean',
    flag: 'allow-private-webhook',
    default: false,
    help: 'Let --webhook name a private network or this machine',
  },
  redirectLargeBytes: {
    kind: 'bytes',
    flag: 'redirect-large',
    minimum: 0,
    defaultText: 'never',
    help: 'Redirect to the S3 store, by a link that is valid for some minutes, for pictures that are larger; clients must be able to reach it',
  },
} as const satisfies SettingTable;

/** Whether recordings can be uploaded to stay, whose they are, and how long they stay. */
const UPLOAD_SETTINGS = {
  uploads: {
    kind: 'boolean',
    flag: 'uploads',
    default: false,
    help: 'Take the uploads of asciinema recorders, and show each recording on a page with its pictures',
  },
  publicUrl: {
    kind: 'address',
    flag: 'public-url',
    placeholder: 'ADDRESS',
    defaultText: 'the one that was asked, on this machine alone',
    help: 'Address of the server as its visitors know it; answers and pages name it',
  },
  requireClaim: {
    kind: 'boolean',
    flag: 'require-claim',
    default: false,
    help: 'Take uploads only from installations of the recorder that an owner has claimed',
  },
  unclaimedTtl: {
    kind: 'text',
    list: 'commas',
    flag: 'unclaimed-ttl',
    placeholder: 'DAYS',
    defaultText: 'for ever',
    help: 'How many days recordings stay that nobody has claimed: 30 removes them after 30 days; 7,30 also hides them after 7, until they are claimed',
  },
  list: {
    kind: 'boolean',
    flag: 'list',
    default: false,
    help: 'List public recordings at /explore',
  },
  userHeader: {
    kind: 'text',
    flag: 'user-header',
    placeholder: 'NAME',
    defaultText: 'none',
    help: 'Header in which a proxy that --trust-proxy names says who the user is: an owner who needs no token',
  },
  uploadsPerMinute: {
    kind: 'integer',
    flag: 'upload-rate',
    minimum: 1,
    unit: 'a minute',
    default: 30,
    help: 'How many recordings a minute one address, or one installation of the recorder, may upload',
  },
  unclaimedRecordings: {
    kind: 'integer',
    flag: 'unclaimed-recordings',
    minimum: 1,
    default: 1000,
    help: 'How many recordings an installation of the recorder that nobody has claimed may keep on the server',
  },
} as const satisfies SettingTable;

/** Limits that also follow from those of the terminal. */
const FOLLOWS: Readonly<Partial<Record<RenderOptionName, RenderOptionName>>> = {
  columns: 'maxColumns',
  rows: 'maxRows',
};

/** Options with a limit that the service has a default of its own for: `maxFrames`. */
const LIMIT_OPTIONS = RENDER_OPTION_NAMES.filter((name) => OPTION_ROWS[name].service?.default !== undefined);

/** Numbers that a request may only set within tighter bounds: `scale`. */
const BOUNDED_OPTIONS = RENDER_OPTION_NAMES.filter(
  (name) => FOLLOWS[name] === undefined && OPTION_ROWS[name].service !== undefined && !LIMIT_OPTIONS.includes(name),
);

const LIMIT_SETTINGS: SettingTable = Object.fromEntries(LIMIT_OPTIONS.map((name) => [name, limitRow(name)]));

const BOUND_SETTINGS: SettingTable = Object.fromEntries(BOUNDED_OPTIONS.flatMap(boundRows));

function limitRow(name: RenderOptionName): SettingRow {
  const { kind, flag, unit, minimum, maximum, aboveMinimum, help, service } = OPTION_ROWS[name];
  const given = { unit, minimum, maximum, aboveMinimum };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { kind, flag, help, default: service!.default!, ...known };
}

/** `min-font-size` and `max-font-size`: the bounds of a request, within those of the command line. */
function boundRows(name: RenderOptionName): [string, SettingRow][] {
  const { flag, minimum = 0, maximum = Number.MAX_SAFE_INTEGER, unit, service = {} } = OPTION_ROWS[name];
  const row = (what: 'min' | 'max', size: string, value: number): [string, SettingRow] => [
    `${what}:${name}`,
    {
      kind: 'number',
      flag: `${what}-${flag}`,
      ...(unit !== undefined && { unit }),
      minimum,
      maximum,
      default: value,
      help: `${size} ${flag} that a request may ask for`,
    },
  ];
  const rows: [string, SettingRow][] = [];
  if (service.minimum !== undefined) rows.push(row('min', 'Smallest', service.minimum));
  if (service.maximum !== undefined) rows.push(row('max', 'Largest', service.maximum));
  return rows;
}

/** Settings of whatever program renders: the server and workers. */
const WORK_SETTINGS = { ...QUEUE_SETTINGS, ...RENDER_SETTINGS, ...RUNNING_SETTINGS };

/** Every setting of `cast2gif serve`. */
export const SERVE_SETTINGS = {
  ...HTTP_SETTINGS,
  ...UPLOAD_SETTINGS,
  ...SOURCE_SETTINGS,
  ...STORE_SETTINGS,
  ...WORK_SETTINGS,
  ...LIMIT_SETTINGS,
  ...BOUND_SETTINGS,
};

/** The same under the headings of help and documentation. */
export const SERVE_GROUPS = {
  Server: HTTP_SETTINGS,
  'Uploaded recordings': UPLOAD_SETTINGS,
  'Recordings at other addresses': SOURCE_SETTINGS,
  Store: STORE_SETTINGS,
  Queue: QUEUE_SETTINGS,
  Renders: RENDER_SETTINGS,
  Running: RUNNING_SETTINGS,
  Limits: { ...LIMIT_SETTINGS, ...BOUND_SETTINGS },
} as const satisfies Readonly<Record<string, SettingTable>>;

/** Every setting of `cast2gif worker`. Its limits and bounds must be those of the servers. */
export const WORKER_SETTINGS = {
  store: STORE_SETTINGS.store,
  ...WORK_SETTINGS,
  ...LIMIT_SETTINGS,
  ...BOUND_SETTINGS,
};

/** The same under the headings of help. */
export const WORKER_GROUPS = {
  Store: { store: STORE_SETTINGS.store },
  Queue: QUEUE_SETTINGS,
  Renders: RENDER_SETTINGS,
  Running: RUNNING_SETTINGS,
  Limits: { ...LIMIT_SETTINGS, ...BOUND_SETTINGS },
} as const satisfies Readonly<Record<string, SettingTable>>;

/** Where `cast2gif render-many` has workers render. */
export const BATCH_SETTINGS = {
  queue: {
    ...QUEUE_SETTINGS.queue,
    defaultText: 'memory: on this machine',
    help: 'Have workers render: the Redis of their queue, redis://HOST:PORT',
  },
  queuePassword: QUEUE_SETTINGS.queuePassword,
  store: {
    kind: 'text',
    flag: 'store',
    placeholder: 'ADDRESS',
    defaultText: 'none',
    help: 'With --queue: the store of the workers, s3://BUCKET or file:FOLDER',
  },
  keepSeconds: { ...STORE_SETTINGS.keepSeconds, help: 'With --queue: what the servers of that store have for --keep' },
} as const satisfies SettingTable;

/** The values of the settings that have names of their own. */
export type WorkerSettings = ValuesOf<typeof WORK_SETTINGS> & Pick<ValuesOf<typeof STORE_SETTINGS>, 'store'>;
/** The values of `BATCH_SETTINGS`. */
export type BatchSettings = ValuesOf<typeof BATCH_SETTINGS>;
/** The values of the server's settings that have names of their own. */
export type ServeSettings = ValuesOf<typeof HTTP_SETTINGS> &
  ValuesOf<typeof UPLOAD_SETTINGS> &
  ValuesOf<typeof SOURCE_SETTINGS> &
  ValuesOf<typeof STORE_SETTINGS> &
  WorkerSettings;

/** All values by name, those of limits and bounds among them. */
type SettingValues = Readonly<Record<string, OptionValue | undefined>>;

/** Limits that the operator sets for every render. */
export function operatorOptions(settings: SettingValues): RenderOptions {
  const limits: Record<string, OptionValue | undefined> = {};
  for (const name of LIMIT_OPTIONS) limits[name] = settings[name] ?? OPTION_ROWS[name].service?.default;
  return { ...limits, maxCpuSeconds: settings.renderCpuSeconds as number | undefined };
}

/** The bounds of what a request may ask for. */
export function requestBounds(settings: SettingValues): ServiceBounds {
  const bounds: Partial<Record<RenderOptionName, { minimum?: number; maximum?: number }>> = {};
  const set = (name: RenderOptionName, bound: 'minimum' | 'maximum', value: OptionValue | undefined) => {
    if (typeof value === 'number') bounds[name] = { ...bounds[name], [bound]: value };
  };
  for (const name of BOUNDED_OPTIONS) {
    set(name, 'minimum', settings[`min:${name}`]);
    set(name, 'maximum', settings[`max:${name}`]);
  }
  for (const [name, limit] of Object.entries(FOLLOWS)) set(name as RenderOptionName, 'maximum', settings[limit]);
  return bounds;
}
