/** Settings that cannot work, or that are unsafe, are refused before anything starts. */
import { asCast2gifError, Cast2gifError } from '../errors.js';
import type { ServeSettings } from '../options/service-settings.js';
import { readRetention } from '../recordings/retention.js';
import { isReachable } from './http/loopback.js';
import { readKeys } from './service/signing-keys.js';

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
  checkUploadSettings(settings);
  if (settings.posterAfterSeconds > 60) {
    throw refusal('--poster-after', 'expected at most a minute: those who embed pictures wait less');
  }
}

function checkUploadSettings(settings: ServeSettings): void {
  const { uploads, publicUrl, unclaimedTtl, userHeader, trustProxy } = settings;
  if (!uploads) {
    const label = NEED_UPLOADS.find(([name]) => settings[name] !== undefined && settings[name] !== false)?.[1];
    if (label !== undefined) throw refusal(label, 'there are no uploads that it could be about: it needs --uploads');
    return;
  }
  if (publicUrl !== undefined) checkPublicUrl(publicUrl);
  else if (isReachable(settings)) {
    throw refusal('--public-url', 'answers and pages name the server; say how, such as https://casts.example.com');
  }
  try {
    readRetention(unclaimedTtl);
  } catch (error) {
    throw asCast2gifError(error).withLabel('--unclaimed-ttl');
  }
  if (userHeader === undefined) return;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(userHeader) || STANDARD_HEADERS.test(userHeader)) {
    throw refusal('--user-header', 'expected the name of a header that the proxy adds, such as X-Forwarded-User');
  }
  if (trustProxy === undefined) {
    throw refusal('--user-header', 'anybody could send it: name the proxy with --trust-proxy');
  }
}

const NEED_UPLOADS = [
  ['publicUrl', '--public-url'],
  ['requireClaim', '--require-claim'],
  ['unclaimedTtl', '--unclaimed-ttl'],
  ['list', '--list'],
  ['userHeader', '--user-header'],
] as const;

/** Headers that clients send, or that mean something else. */
const STANDARD_HEADERS =
  /^(?:host|connection|cookie|authorization|accept|accept-\w+|content-\w+|user-agent|referer|origin|forwarded|via|x-forwarded-(?:for|host|proto)|x-real-ip|sec-.*)$/i;

function checkPublicUrl(address: string): void {
  const { search, hash, username, password } = URL.canParse(address) ? new URL(address) : { search: '?' };
  if (!search && !hash && !username && !password && !/[?#]/.test(address)) return;
  throw refusal('--public-url', 'expected an address without a query, such as https://casts.example.com');
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
