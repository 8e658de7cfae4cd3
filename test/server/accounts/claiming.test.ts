/** Who may take over what a recorder has uploaded, and how they are known. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import { addOwner, removeOwner, rotateOwner } from '#cast2gif/recordings/owners.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { problemOf, serve, type TestServer } from '../harness.js';
import { addRecording, FormBrowser, INSTALL_ID, OTHER_INSTALL_ID } from '../owner-session.js';
import { recordingsOf } from '../uploaded.js';

const DAY_MS = 86_400_000;

async function serveWithOwners(context: TestContext, settings: Partial<ServeSettings> = {}) {
  const server = await serve(context, { uploads: true, noRender: false, ...settings });
  const store = await openStore(server.store);
  const [ana, bo] = [await addOwner(store, 'Ana', Date.now()), await addOwner(store, 'bo', Date.now())];
  return { server, store, ana, bo };
}

const claimWith = (server: TestServer, token: string | undefined, installId = INSTALL_ID) =>
  server.fetch(`/connect/${installId}`, {
    method: 'POST',
    redirect: 'manual',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

test('the page of an installation is the same for every id, claimed or not, and is kept nowhere', async (context) => {
  const { server, ana } = await serveWithOwners(context);
  await claimWith(server, ana);
  const pages = new Set<string>();
  for (const id of [INSTALL_ID, OTHER_INSTALL_ID, INSTALL_ID.toUpperCase(), 'anything', '1', '%00']) {
    const response = await server.fetch(`/connect/${id}`);
    assert.equal(response.status, 200, id);
    assert.equal(response.headers.get('cache-control'), 'private, no-store');
    assert.match(response.headers.get('content-security-policy')!, /^default-src 'none'; .*form-action 'self'/);
    pages.add((await response.text()).replace(/name="form" value="[^"]+"/, ''));
  }
  assert.equal(pages.size, 1);
});

test('a token claims an installation: once, for good, with all its recordings', async (context) => {
  const { server, ana, bo } = await serveWithOwners(context, { unclaimedTtl: ['7', '30'] });
  const hidden = await addRecording(server, 'old', { uploadedMs: Date.now() - 8 * DAY_MS });
  const later = await addRecording(server, 'new');
  for (const [token, status] of [
    [undefined, 401],
    [`${ana}x`, 401],
  ] as const) {
    const refused = await claimWith(server, token);
    assert.equal(refused.status, status);
    assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
    assert.equal((await problemOf(refused)).code, 'unauthorized');
  }
  for (const _ of ['first', 'again']) {
    const claimed = await claimWith(server, ana);
    assert.deepEqual([claimed.status, claimed.headers.get('location')], [303, '/me']);
  }
  assert.equal((await claimWith(server, bo)).status, 409);
  const recordings = await recordingsOf(server);
  for (const { id } of [hidden, later]) assert.equal((await recordings.find(id))!.owner, 'Ana');
  const response = await server.fetch('/me', { headers: { authorization: `Bearer ${ana}` } });
  const html = await response.text();
  assert.equal(response.status, 200);
  for (const { id } of [hidden, later]) assert.ok(html.includes(`href="a/${id}"`));
  assert.equal((await claimWith(server, ana, 'not-an-id')).status, 422);
  // The recorder writes its id in lower case; who types it may not.
  assert.equal((await claimWith(server, bo, OTHER_INSTALL_ID.toUpperCase())).status, 303);
  assert.equal(await recordings.installations.ownerOf(OTHER_INSTALL_ID), 'bo');
});

test('of several who claim at once one gets it', async (context) => {
  const { server, ana, bo } = await serveWithOwners(context);
  const claims = await Promise.all([ana, bo, ana, bo].map((token) => claimWith(server, token)));
  const statuses = claims.map(({ status }) => status);
  const winner = statuses[0] === 303 ? ana : bo;
  assert.deepEqual(
    statuses,
    [ana, bo, ana, bo].map((token) => (token === winner ? 303 : 409)),
  );
});

test('a form signs in and claims; the session ends with its token', async (context) => {
  const { server, store, ana } = await serveWithOwners(context);
  const browser = new FormBrowser(server);
  await browser.open(`/connect/${INSTALL_ID}`);
  const wrong = await browser.send(`/connect/${INSTALL_ID}`, { token: 'c2g_wrong' });
  assert.equal(wrong.status, 401);
  assert.match(await wrong.text(), /role="alert">This token is not valid/);
  const claimed = await browser.send(`/connect/${INSTALL_ID}`, { token: ` ${ana}\n` });
  assert.deepEqual([claimed.status, claimed.headers.get('location')], [303, '/me']);
  const [cookie] = claimed.headers.getSetCookie();
  assert.match(cookie!, /^cast2gif-session=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  assert.ok(!cookie!.includes(ana));
  assert.match((await browser.open('/me')).html, /Signed in as <b>Ana<\/b>/);
  // Signed in, the next computer is one click.
  await browser.open(`/connect/${OTHER_INSTALL_ID}`);
  assert.equal((await browser.send(`/connect/${OTHER_INSTALL_ID}`)).status, 303);
  await rotateOwner(store, 'Ana', Date.now());
  assert.equal((await browser.open('/me')).status, 401);
});

test('a session ends when its owner is removed, signs out, or its cookie was changed', async (context) => {
  const { server, store, ana, bo } = await serveWithOwners(context);
  const signedIn = async (token: string) => {
    const browser = new FormBrowser(server);
    assert.equal((await browser.open('/me')).status, 401);
    assert.equal((await browser.send('/me/sign-in', { token })).status, 303);
    assert.equal((await browser.open('/me')).status, 200);
    return browser;
  };
  const leaving = await signedIn(ana);
  assert.equal((await leaving.send('/me/sign-out')).status, 303);
  assert.equal((await leaving.open('/me')).status, 401);
  const forging = await signedIn(ana);
  const [hash, expires, signature] = forging.cookies.get('cast2gif-session')!.split('.');
  for (const value of [`${hash}.${Number(expires) + 1}.${signature}`, `${hash}.${expires}.`, `${hash}`, 'x']) {
    forging.cookies.set('cast2gif-session', value);
    assert.equal((await forging.open('/me')).status, 401, value);
  }
  const removed = await signedIn(bo);
  await removeOwner(store, 'bo');
  assert.equal((await removed.open('/me')).status, 401);
});

test('what pages elsewhere send in the name of an owner is refused', async (context) => {
  const { server, ana, bo } = await serveWithOwners(context);
  const { id } = await addRecording(server, 'mine', { title: 'Mine' });
  await claimWith(server, ana);
  const browser = new FormBrowser(server);
  await browser.open('/me');
  await browser.send('/me/sign-in', { token: ana });
  await browser.open('/me');
  const attempts: [path: string, fields: Record<string, string>, headers: Record<string, string>][] = [
    [`/connect/${OTHER_INSTALL_ID}`, {}, { 'sec-fetch-site': 'cross-site' }],
    [`/connect/${OTHER_INSTALL_ID}`, {}, { 'sec-fetch-site': 'same-site' }],
    [`/connect/${OTHER_INSTALL_ID}`, {}, { origin: 'https://evil.example' }],
    [`/connect/${OTHER_INSTALL_ID}`, { form: '' }, {}],
    [`/connect/${OTHER_INSTALL_ID}`, { form: '', token: bo }, {}],
    [`/connect/${OTHER_INSTALL_ID}`, { token: bo }, { origin: 'https://evil.example' }],
    [`/me/recordings/${id}`, { title: 'Theirs' }, { 'sec-fetch-site': 'cross-site' }],
    [`/me/recordings/${id}/delete`, { form: 'x' }, {}],
    [`/me/recordings/${id}/delete`, {}, { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['/me/sign-out', {}, { 'sec-fetch-site': 'cross-site' }],
  ];
  for (const [path, fields, headers] of attempts) {
    assert.equal((await browser.send(path, fields, headers)).status, 403, JSON.stringify([path, fields, headers]));
  }
  // A mark is of use only to whom it was shown.
  const other = new FormBrowser(server);
  await other.open(`/connect/${OTHER_INSTALL_ID}`);
  browser.mark = other.mark;
  assert.equal((await browser.send(`/connect/${OTHER_INSTALL_ID}`)).status, 403);
  const recordings = await recordingsOf(server);
  assert.equal(await recordings.installations.ownerOf(OTHER_INSTALL_ID), undefined);
  assert.equal((await recordings.find(id))!.title, 'Mine');
  // Without the header that names the site, the origin tells.
  await browser.open('/me');
  const own = await browser.send(`/connect/${OTHER_INSTALL_ID}`, {}, { origin: server.address });
  assert.equal(own.status, 303);
});

test('many wrong tokens are refused before they are looked at', async (context) => {
  const { server, ana } = await serveWithOwners(context);
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++) statuses.push((await claimWith(server, `wrong-token-${count}-xxxx`)).status);
  assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429]);
  const refused = await claimWith(server, ana);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal(await (await recordingsOf(server)).installations.ownerOf(INSTALL_ID), undefined);
});

test('a user that a trusted proxy names needs no token; from elsewhere the header says nothing', async (context) => {
  const settings = { uploads: true, publicUrl: 'https://casts.example.com/sub', userHeader: 'X-Forwarded-User' };
  const server = await serve(context, { ...settings, trustProxy: ['127.0.0.1'] });
  const { id } = await addRecording(server, 'mine');
  const user = { 'x-forwarded-user': Buffer.from('Zoë').toString('latin1'), 'x-forwarded-for': '203.0.113.7' };
  const browser = new FormBrowser(server);
  await browser.open(`/sub/connect/${INSTALL_ID}`, user);
  assert.equal((await browser.send(`/sub/connect/${INSTALL_ID}`, { form: '' }, user)).status, 403);
  const claimed = await browser.send(
    `/sub/connect/${INSTALL_ID}`,
    {},
    { ...user, origin: 'https://casts.example.com' },
  );
  assert.deepEqual([claimed.status, claimed.headers.get('location')], [303, '/sub/me']);
  assert.equal((await (await recordingsOf(server)).find(id))!.owner, 'Zoë');
  const { html } = await browser.open('/sub/me', user);
  assert.ok(html.includes(`href="a/${id}"`) && !html.includes('Sign out'));
  for (const name of ['', 'a\tb', '../x', 'Zoë, Bo']) {
    const sent = { 'x-forwarded-user': Buffer.from(name).toString('latin1') };
    assert.equal((await browser.open('/sub/me', sent)).status, 401, name);
  }

  const elsewhere = await serve(context, { ...settings, trustProxy: ['10.0.0.0/8'] });
  assert.equal((await new FormBrowser(elsewhere).open('/sub/me', user)).status, 401);
});

test('of two users that a request names, neither counts, whatever the header is called', async (context) => {
  for (const userHeader of ['X-Forwarded-User', 'From']) {
    const settings = { uploads: true, publicUrl: 'https://casts.example.com', userHeader, trustProxy: ['127.0.0.1'] };
    const server = await serve(context, settings);
    const statusFor = async (users: string[]) => {
      const sent = request(`${server.address}/me`, { headers: { [userHeader]: users }, agent: false }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    assert.deepEqual([await statusFor(['Ana']), await statusFor(['Ana', 'Bo'])], [200, 401]);
  }
});

test('cookies belong to the path of the server alone, and over https are never sent without it', async (context) => {
  const publicUrl = 'https://casts.example.com/sub/';
  const { server, ana } = await serveWithOwners(context, { publicUrl });
  const browser = new FormBrowser(server);
  await browser.open('/sub/me');
  const signedIn = await browser.send('/sub/me/sign-in', { token: ana });
  assert.equal(signedIn.headers.get('location'), '/sub/me');
  assert.match(signedIn.headers.getSetCookie()[0]!, /; Path=\/sub; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
});
