/** What is in deploy/ fits the program: every flag and variable is one of the table's, every value is taken. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { readCommandLine } from '#cast2gif/cli/commands/command-line.js';
import { COMMANDS } from '#cast2gif/cli/commands/command-table.js';
import { SERVE_SETTINGS, type ServeSettings, WORKER_SETTINGS } from '#cast2gif/options/service-settings.js';
import { readSettings, variableOf } from '#cast2gif/options/settings.js';
import { checkServeSettings } from '#cast2gif/server/settings-check.js';
import { projectFolder } from './support.js';

const folder = join(projectFolder, 'deploy');
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.|Dockerfile/.test(name));

const TABLES = { serve: SERVE_SETTINGS, worker: WORKER_SETTINGS } as const;
const VARIABLES = new Set(Object.values(TABLES).flatMap((table) => Object.values(table).map(variableOf)));
const S3_VARIABLES = /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|(DEFAULT_)?REGION|ENDPOINT_URL(_S3)?)$/;

type Environment = Record<string, string>;

/** Starts everything but the program. @returns its settings */
function settingsOf(words: readonly string[], environment: Environment): Record<string, unknown> {
  const [name, ...rest] = words;
  assert.ok(name === 'serve' || name === 'worker', words.join(' '));
  const given = readCommandLine(name, COMMANDS[name], rest)!;
  const { values } = readSettings(TABLES[name], { flags: given.given, environment });
  if (name === 'serve') checkServeSettings(values as ServeSettings);
  else assert.ok(environment.CAST2GIF_QUEUE?.startsWith('redis://'));
  return { ...values };
}

interface Container {
  readonly args: string[];
  readonly env: { name: string; value: string }[];
  readonly envFrom: unknown[];
  readonly securityContext: { readOnlyRootFilesystem: boolean; allowPrivilegeEscalation: boolean };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Environment;
  readonly stringData?: Environment;
  readonly spec?: {
    readonly template?: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: { readonly runAsNonRoot: boolean };
        readonly containers: Container[];
      };
    };
  };
}

interface ComposeService {
  readonly image: string;
  readonly command: string[];
  readonly environment: Environment;
  readonly read_only: boolean;
}

function documentsIn<T>(name: string): T[] {
  return parseAllDocuments(textOf(name), { merge: true }).map((document) => {
    assert.deepEqual(document.errors, [], name);
    return document.toJS() as T;
  });
}

const IMAGE_ENVIRONMENT: Environment = Object.fromEntries(
  [...textOf('Dockerfile').matchAll(/\b(CAST2GIF_\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
);

test('every variable is one of the table, in deploy/ and in docs/operating.md', () => {
  const texts = [...files.map(textOf), readFileSync(join(projectFolder, 'docs/operating.md'), 'utf8')];
  const names = new Set(texts.flatMap((text) => text.match(/\b(?:CAST2GIF|AWS)_[A-Z0-9_]*[A-Z0-9]\b/g) ?? []));
  assert.ok(names.size > 10);
  for (const name of names) assert.ok(VARIABLES.has(name) || S3_VARIABLES.test(name), name);
});

test('the flags that docs/operating.md names are flags of the server, the worker or render-many', () => {
  const text = readFileSync(join(projectFolder, 'docs/operating.md'), 'utf8');
  const tables = [...Object.values(TABLES), COMMANDS['render-many'].options];
  const flags = new Set(tables.flatMap((table) => Object.values(table).map(({ flag }) => `--${flag}`)));
  const others = ['--print-settings', '--map-root-user', '--net'];
  for (const [flag] of text.matchAll(/--[a-z][a-z-]+/g)) assert.ok(flags.has(flag) || others.includes(flag), flag);
});

test('the image is not root’s', () => {
  const lines = textOf('Dockerfile').split('\n');
  assert.ok(lines.lastIndexOf('USER node') > lines.findLastIndex((line) => line.startsWith('RUN')));
  assert.equal(settingsOf(['serve'], IMAGE_ENVIRONMENT).store, 'file:/data');
});

test('the services of the compose file can start', () => {
  const [compose] = documentsIn<{ services: Record<string, ComposeService> }>('compose.yaml');
  const own = Object.values(compose!.services).filter(({ image }) => image === 'cast2gif');
  assert.equal(own.length, 2);
  for (const { command, environment, read_only: isReadOnly } of own) {
    const given = Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:-(.*)\}/, '$1')]);
    settingsOf(command, { ...IMAGE_ENVIRONMENT, ...Object.fromEntries(given) });
    assert.equal(isReadOnly, true);
  }
});

test('the deployments of the Kubernetes manifests can start, and have time to stop', () => {
  const manifests = files
    .filter((name) => name.startsWith('kubernetes'))
    .flatMap((name) => documentsIn<Manifest>(name));
  const shared = Object.assign({}, ...manifests.flatMap(({ data, stringData }) => [data ?? {}, stringData ?? {}]));
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  assert.equal(deployments.length, 2);
  for (const { spec } of deployments) {
    const { containers, securityContext, terminationGracePeriodSeconds } = spec!.template!.spec;
    const [container] = containers;
    const own = Object.fromEntries(container!.env.map(({ name, value }) => [name, value]));
    const { graceSeconds } = settingsOf(container!.args, { ...IMAGE_ENVIRONMENT, ...shared, ...own });
    assert.ok(terminationGracePeriodSeconds > Number(graceSeconds) + 10);
    assert.equal(securityContext.runAsNonRoot, true);
    assert.equal(container!.securityContext.readOnlyRootFilesystem, true);
    assert.equal(container!.securityContext.allowPrivilegeEscalation, false);
  }
});

test('the systemd units can start, and have time to stop', () => {
  const units = files.filter((name) => name.endsWith('.service'));
  assert.equal(units.length, 2);
  for (const unit of units) {
    const text = textOf(unit);
    const words = /^ExecStart=\/usr\/bin\/env cast2gif (.*)$/m.exec(text)![1]!.split(' ');
    const environment = Object.fromEntries(
      [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
    );
    const { graceSeconds } = settingsOf(words, { CAST2GIF_QUEUE: 'redis://redis:6379', ...environment });
    assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)![1]) > Number(graceSeconds) + 10, unit);
    for (const line of ['DynamicUser=yes', 'ProtectSystem=strict', 'NoNewPrivileges=yes'])
      assert.ok(text.includes(line));
  }
});
