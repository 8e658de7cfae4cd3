/** Links to objects, on whatever serves S3. */
import assert from 'node:assert/strict';
import type { Store } from '#cast2gif/store/store.js';

/** The address with one character of its signature changed. */
function altered(address: string): string {
  return address.replace(/(?<=X-Amz-Signature=)./, (digit) => (digit === '0' ? '1' : '0'));
}

/** @param isStrict whether the service checks signatures and times, and says of an object what a link asks it to say */
export async function assertLinks(store: Store, isStrict: boolean): Promise<void> {
  const bytes = new Uint8Array(3000).map((_, at) => at % 251);
  await store.create('pictures/a.gif', bytes);
  const terms = { seconds: 60, mediaType: 'image/gif', cacheControl: 'public, max-age=300' };
  const address = await store.link!('pictures/a.gif', terms);
  const whole = await fetch(address);
  assert.equal(whole.status, 200);
  assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), bytes);
  const part = await fetch(address, { headers: { range: 'bytes=10-19' } });
  assert.equal(part.status, 206);
  assert.deepEqual(new Uint8Array(await part.arrayBuffer()), bytes.subarray(10, 20));
  assert.equal(new URL(address).searchParams.get('X-Amz-Expires'), '60');
  assert.equal(new URL(address).searchParams.get('response-content-type'), 'image/gif');
  if (!isStrict) return;
  assert.equal(whole.headers.get('content-type'), 'image/gif');
  assert.equal(whole.headers.get('cache-control'), 'public, max-age=300');
  assert.equal((await fetch(altered(address))).status, 403);
  assert.equal((await fetch(address.replace('image%2Fgif', 'text%2Fhtml'))).status, 403);
  const short = await store.link!('pictures/a.gif', { ...terms, seconds: 1 });
  while ((await fetch(short)).status === 200);
  assert.equal((await fetch(short)).status, 403);
}
