/** What a webhook says, signed as https://www.standardwebhooks.com describes it. */
import { createHmac, hkdfSync } from 'node:crypto';
import type { JobDocument } from './job-document.js';

const KEY_BYTES = 32;

/** The key of webhooks, from the operator's own key (HKDF with SHA-256, RFC 5869; no salt). */
export function webhookKeyOf(key: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), 'cast2gif webhook', KEY_BYTES));
}

/** @param nowMs when this attempt is made, in milliseconds since 1970 */
export function webhookMessage(id: string, document: JobDocument, key: Uint8Array, nowMs: number) {
  const type = document.state === 'done' ? 'job.done' : 'job.failed';
  const { progress: _, ...data } = document;
  const body = JSON.stringify({ type, timestamp: new Date(nowMs).toISOString(), data });
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'cast2gif',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return { headers, body };
}
