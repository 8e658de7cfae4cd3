/** Settings that cannot work, or that are unsafe, are refused before anything starts. */
import { Cast2gifError } from '../errors.js';
import type { ServeSettings } from '../options/service-settings.js';
import { isReachable } from './access.js';
import { readKeys } from './signed-address.js';

/** @throws Cast2gifError `usage`, naming the settings */
export function checkServeSettings(settings: ServeSettings): void {
  readKeys(settings.keys);
  const { allowUnsigned, sources, allowPrivateSources } = settings;
  if (allowUnsigned && sources === undefined && isReachable(settings)) {
    throw refusal('--allow-unsigned', 'lets anybody have any address fetched; name the hosts with --sources');
  }
  if (allowUnsigned && allowPrivateSources && isReachable(settings)) {
    throw refusal('--allow-private-sources', 'opens the private network to anybody together with --allow-unsigned');
  }
  if (sources?.some((host) => !/^(?:\*\.)?[a-z\d_-]+(?:\.[a-z\d_-]+)*\.?$/i.test(host))) {
    throw refusal('--sources', 'expected names of hosts, such as example.com or *.example.com');
  }
  if (settings.noRender && settings.queue === 'memory') {
    throw refusal('--no-render', 'nobody would render: it needs the queue of workers, --queue redis://HOST:PORT');
  }
  if (settings.redirectLargeBytes !== undefined && !settings.store?.startsWith('s3:')) {
    throw refusal('--redirect-large', 'clients cannot read a folder: it needs a store in S3, --store s3://BUCKET');
  }
  if (settings.webhook !== undefined) checkWebhook(settings.webhook, settings.keys);
  if (settings.posterAfterSeconds > 60) {
    throw refusal('--poster-after', 'expected at most a minute: those who embed pictures wait less');
  }
}

function checkWebhook(address: string, keys: string | undefined): void {
  if (!URL.canParse(address)) throw refusal('--webhook', 'expected an address such as https://example.com/hook');
  const { username, password } = new URL(address);
  if (username !== '' || password !== '') {
    throw refusal('--webhook', 'it holds a user name or password, which everybody on this machine could read');
  }
  if (keys === undefined)
    throw refusal('--webhook', 'there is no key to derive its signatures from: set CAST2GIF_KEYS');
}

function refusal(label: string, problem: string): Cast2gifError {
  return new Cast2gifError('usage', problem, { label });
}
