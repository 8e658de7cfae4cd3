/** Uploads as recorders make them, and what these show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addOwner } from '#cast2gif/recordings/owners.js';
import { surveyRecording } from '#cast2gif/recordings/recording-survey.js';
import { Recordings } from '#cast2gif/recordings/recordings.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { castKey } from '#cast2gif/store/store-layout.js';
import { eventually } from '../../eventually.js';
import { keysBelow } from '../backend.js';
import { castOf } from '../cast-of.js';
import { EchoRenderer, serve, type TestServer } from '../harness.js';
import { answerOf, basic, INSTALL_ID, send, upload2, upload3 } from '../recorder.js';

const OTHER_ID = '9da34ff4-9bf7-45d4-aa88-98c933b15a40';
const renderer = new EchoRenderer();

async function recordingsOf({ store: address }: TestServer) {
  const store = await openStore(address);
  return { store, recordings: new Recordings({ store, retention: {}, now: Date.now, survey: surveyRecording }) };
}

async function claim(server: TestServer, installId: string, owner: string): Promise<void> {
  await (await recordingsOf(server)).recordings.installations.claim(installId, owner, Date.now());
}

test('both recorders are told where the recording is, and how it is kept', async (context) => {
  const server = await serve(context, { uploads: true, unclaimedTtl: ['7', '30'] }, { renderer });
  const { store, recordings } = await recordingsOf(server);
  for (const upload of [upload2, upload3]) {
    const cast = castOf(upload.name);
    const answer = await upload(server.address, cast);
    assert.equal(answer.status, 201, answer.text);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    const { id, url, file_url: file, audio_url: audio, title, description, visibility, message } = answerOf(answer);
    assert.deepEqual(
      { url, file, audio, title, description, visibility },
      {
        url: `${server.address}/a/${id}`,
        file: `${server.address}/a/${id}.cast`,
        ...{ audio: null, title: null, description: null, visibility: 'unlisted' },
      },
    );
    assert.equal(answer.headers.location, url);
    assert.match(message, new RegExp(`^    ${url}$`, 'm'));
    assert.match(message, new RegExp(`^    ${url}\\.gif$`, 'm'));
    const { uploadedMs, castHash } = (await recordings.find(id))!;
    const day = (days: number) => new Date(uploadedMs + days * 86_400_000).toISOString().slice(0, 10);
    assert.match(message, new RegExp(`hidden on ${day(7)} .*and removed on ${day(30)} .*To keep it, open:`));
    assert.match(message, new RegExp(`^    ${server.address}/connect/${INSTALL_ID}$`, 'm'));
    assert.equal(Buffer.from((await store.get(castKey(castHash)))!.bytes).toString(), cast);
  }
});

test('3.x says what it is about behind the file', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const fields = {
    title: 'Déjà vu',
    description: '*Look*',
    visibility: 'private',
    audio_url: 'https://example.com/a.mp3',
  };
  const answer = answerOf(await upload3(server.address, castOf('x'), { fields }));
  const { title, description, visibility, audio_url, message } = answer;
  assert.deepEqual({ title, description, visibility, audio_url }, fields);
  assert.match(message, /private, and nobody sees it until it is yours/);
  await claim(server, INSTALL_ID, 'Ana');
  const { message: claimed } = answerOf(await upload3(server.address, castOf('x')));
  assert.doesNotMatch(claimed, /connect|private/);
});

test('recordings come compressed, in any version, slightly broken, or as they are', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const { gzipSync } = await import('node:zlib');
  const v3 = '{"version":3,"term":{"cols":20,"rows":4}}\n[0.1,"o","x"]\n[0.1,"m","here"]\n';
  const v1 = '{"version":1,"width":20,"height":4,"stdout":[[0.1,"x"]]}';
  for (const cast of [v3, v1, gzipSync(v3), castOf('x').slice(0, -4), `${castOf('x')}broken\n`]) {
    assert.equal((await upload2(server.address, cast)).status, 201);
  }
  for (const type of [undefined, 'application/octet-stream', 'application/json', 'text/plain']) {
    const headers = { authorization: basic(INSTALL_ID), ...(type && { 'content-type': type }) };
    const answer = await send(`${server.address}/api/v1/recordings`, v1, { headers });
    assert.equal(answer.status, 201, `${type} ${answer.text}`);
  }
});

test('what cannot be kept is refused in words that each recorder shows', async (context) => {
  const server = await serve(context, { uploads: true, maxUploadBytes: 20_000 }, { renderer });
  const tooLarge = castOf('x'.repeat(20_000));
  const refusals: [cast: string, plain: [number, RegExp], v1: [number, string, RegExp]][] = [
    ['', [422, /empty/], [422, 'validation_failed', /empty/]],
    ['hello\n', [422, /^line 1: not a recording.*; expected asciicast/], [422, 'validation_failed', /^line 1: /]],
    ['\n{"version":9}\n', [422, /^line 2: .*version 9.*expected 1, 2 or 3/], [422, 'validation_failed', /^line 2: /]],
    ['{"version":2,"width":-1}\n', [422, /^line 1: width is -1; expected/], [422, 'validation_failed', /width/]],
    [tooLarge, [413, /larger than the limit/], [413, 'content_too_large', /larger than the limit of 19\.5 kB|20/]],
  ];
  for (const [cast, [status, text], [v1Status, type, message]] of refusals) {
    const plain = await upload2(server.address, cast);
    assert.equal(plain.status, status, plain.text);
    assert.match(String(plain.headers['content-type']), /^text\/plain/);
    assert.match(plain.text, text);
    assert.doesNotMatch(plain.text, /\n/);
    const v1 = await upload3(server.address, cast);
    assert.equal(v1.status, v1Status, v1.text);
    const document = JSON.parse(v1.text);
    assert.equal(document.type, type);
    assert.match(document.message, message);
  }
  const wrong = await upload3(server.address, castOf('x'), { fields: { visibility: 'secret' } });
  assert.deepEqual(
    [wrong.status, JSON.parse(wrong.text).message],
    [422, 'visibility: expected public, unlisted, private, not "secret"'],
  );
  assert.deepEqual(await keysBelow(server.store, 'recordings/'), []);
  assert.deepEqual(await keysBelow(server.store, 'casts/'), []);
});

test('without an install id nothing is taken, however much is sent', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const large = Buffer.alloc(12 * 2 ** 20);
  for (const installId of ['', 'x', `${INSTALL_ID}x`, `x:${INSTALL_ID}`]) {
    for (const upload of [upload2, upload3]) {
      const { status, headers } = await upload(server.address, large, { installId });
      assert.equal(status, 401);
      assert.match(String(headers['www-authenticate']), /^Basic/);
    }
  }
  const headers = { authorization: `Bearer ${INSTALL_ID}` };
  assert.equal((await upload2(server.address, castOf('x'), { headers })).status, 401);
});

test('GET is refused, so that a recorder that was redirected does not take it for success', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  for (const path of ['/api/asciicasts', '/api/v1/recordings', '//api/asciicasts', '/api/v1/recordings/x']) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await send(`${server.address}${path}`, undefined, { method, headers: {} });
      assert.equal(answer.status, 405, path);
      assert.match(String(answer.headers.allow), /POST|PUT/);
    }
  }
});

test('without --uploads there is none of it', async (context) => {
  const server = await serve(context, {}, { renderer });
  for (const upload of [upload2, upload3]) assert.equal((await upload(server.address, castOf('x'))).status, 404);
});

test('a slash at the end of the setting, and a path in the public address, lead to the same place', async (context) => {
  const publicUrl = 'https://casts.example.com/sub/';
  const server = await serve(context, { uploads: true, publicUrl }, { renderer });
  for (const base of ['', '/', '/sub', '/sub/']) {
    const { url, message } = answerOf(await upload2(`${server.address}${base}`, castOf(base)));
    assert.match(url, /^https:\/\/casts\.example\.com\/sub\/a\/[0-9a-z]{20}$/);
    assert.match(message, /https:\/\/casts\.example\.com\/sub\/connect\//);
  }
});

test('without a public address, a host that is not this machine is not repeated', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const { url } = answerOf(await upload2(server.address, castOf('x'), { headers: { host: 'evil.example' } }));
  assert.ok(url.startsWith(server.address));
});

test('where claims are required, the answer says how', async (context) => {
  const server = await serve(context, { uploads: true, requireClaim: true }, { renderer });
  const plain = await upload2(server.address, castOf('x'));
  assert.equal(plain.status, 400);
  const connect = `${server.address}/connect/${INSTALL_ID}`;
  assert.ok(plain.text.includes(connect), plain.text);
  const v1 = await upload3(server.address, castOf('x'));
  assert.equal(v1.status, 401);
  const { type, message } = JSON.parse(v1.text);
  assert.equal(type, 'account_required');
  assert.ok(message.includes(connect));
  await claim(server, INSTALL_ID, 'Ana');
  for (const upload of [upload2, upload3]) assert.equal((await upload(server.address, castOf('x'))).status, 201);
  assert.equal((await upload2(server.address, castOf('x'), { installId: OTHER_ID })).status, 400);
});

test('an unclaimed installation keeps only so many recordings', async (context) => {
  const server = await serve(context, { uploads: true, unclaimedRecordings: 2 }, { renderer });
  for (const text of ['a', 'b']) assert.equal((await upload2(server.address, castOf(text))).status, 201);
  const plain = await upload2(server.address, castOf('c'));
  assert.equal(plain.status, 400);
  assert.match(plain.text, /may keep 2 recordings here; claim it at http.*\/connect\/.* to upload more/);
  const v1 = await upload3(server.address, castOf('c'));
  assert.deepEqual([v1.status, JSON.parse(v1.text).type], [403, 'upload_limit_reached']);
  assert.equal((await upload2(server.address, castOf('c'), { installId: OTHER_ID })).status, 201);
  await claim(server, INSTALL_ID, 'Ana');
  assert.equal((await upload2(server.address, castOf('c'))).status, 201);
});

test('an installation, and an address, upload only so many a minute', async (context) => {
  const settings = { uploads: true, uploadsPerMinute: 3, trustProxy: ['loopback'], publicUrl: 'https://c.example' };
  const server = await serve(context, settings, { renderer });
  const from = (address: string, installId: string) => {
    const headers = { 'x-forwarded-for': address };
    return upload3(server.address, castOf('x'), { installId, headers });
  };
  const ids = Array.from({ length: 4 }, (_, at) => INSTALL_ID.replace(/..$/, `0${at}`));
  for (let at = 0; at < 3; at++) assert.equal((await from(`192.0.2.${at}`, INSTALL_ID)).status, 201);
  const ofInstallation = await from('192.0.2.9', INSTALL_ID);
  assert.equal(ofInstallation.status, 429);
  const { type, message } = JSON.parse(ofInstallation.text);
  assert.equal(type, 'rate-limit');
  assert.match(message, /more than 3 uploads a minute from this installation; try again in \d+ seconds/);
  const seconds = Number(ofInstallation.headers['retry-after']);
  assert.ok(seconds > 0 && seconds <= 60);
  for (const id of ids.slice(0, 3)) assert.equal((await from('2001:db8::1', id)).status, 201);
  assert.equal((await from('2001:db8::2', ids[3]!)).status, 429);
  // The older recorder shows the words at this status alone.
  const headers = { 'x-forwarded-for': '2001:db8::3' };
  const plain = await upload2(server.address, castOf('x'), { installId: ids[3]!, headers });
  assert.deepEqual([plain.status, /from this address/.test(plain.text)], [400, true]);
  assert.ok(Number(plain.headers['retry-after']) > 0);
});

test('owners change, replace and delete what they have uploaded', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const { store, recordings } = await recordingsOf(server);
  const { id, url } = answerOf(await upload3(server.address, castOf('x')));
  const path = `/api/v1/recordings/${id}`;
  const json = (method: string, body: object, authorization = basic(INSTALL_ID)) =>
    send(`${server.address}${path}`, JSON.stringify(body), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
    });
  const unclaimed = await json('PATCH', { title: 'No' });
  assert.deepEqual([unclaimed.status, JSON.parse(unclaimed.text).type], [401, 'account_required']);
  await claim(server, INSTALL_ID, 'Ana');
  await claim(server, OTHER_ID, 'Bo');
  assert.equal((await json('PATCH', { title: 'No' }, basic(OTHER_ID))).status, 404);

  const patched = await json('PATCH', { title: 'One', visibility: 'public', description: 'Text' });
  assert.equal(patched.status, 200);
  const { message: _, ...rest } = answerOf(patched);
  assert.deepEqual(rest, {
    ...{ id, url, file_url: `${url}.cast`, audio_url: null },
    ...{ title: 'One', description: 'Text', visibility: 'public' },
  });
  const token = await addOwner(store, 'Ana', Date.now());
  assert.equal(answerOf(await json('PUT', { title: null }, `Bearer ${token}`)).title, null);
  const form = await upload3(server.address, undefined, { method: 'PATCH', fields: { title: 'Two' } }, path);
  assert.equal(answerOf(form).title, 'Two');

  const before = (await recordings.find(id))!;
  const put = await upload3(server.address, castOf('y'), { method: 'PUT', fields: { title: 'Three' } }, path);
  assert.deepEqual([put.status, answerOf(put).title, answerOf(put).visibility], [200, 'Three', 'public']);
  const after = (await recordings.find(id))!;
  assert.notEqual(after.castHash, before.castHash);
  assert.equal(await store.head(castKey(before.castHash)), undefined);

  for (const [body, status] of [
    [{ visibility: 'x' }, 422],
    [{ title: 5 }, 422],
    [{ audio_url: 'x' }, 422],
  ] as const) {
    assert.equal((await json('PATCH', body)).status, status);
  }
  const broken = await upload3(server.address, 'hello', { method: 'PUT' }, path);
  assert.equal(broken.status, 422);
  const wrong = await upload3(server.address, castOf('z'), { method: 'PUT', fields: { visibility: 'x' } }, path);
  assert.deepEqual([wrong.status, (await recordings.find(id))!.castHash], [422, after.castHash]);
  const deleted = await json('DELETE', {});
  assert.deepEqual([deleted.status, deleted.text], [204, '']);
  assert.equal((await json('DELETE', {})).status, 404);
  assert.deepEqual(await keysBelow(server.store, 'casts/'), []);
});

test('nobody can try many tokens on the recordings of others', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const headers = { authorization: `Bearer c2g_${'x'.repeat(43)}` };
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt++) {
    const answer = await send(`${server.address}/api/v1/recordings/x`, undefined, { method: 'DELETE', headers });
    statuses.push(answer.status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
});

test('streams are refused with the message that the recorder shows', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const headers = { authorization: basic(INSTALL_ID), 'content-type': 'application/json' };
  for (const [method, path, body] of [
    ['POST', '/api/v1/streams', '{"live":true}'],
    ['GET', '/api/v1/user/streams?prefix=x&limit=10', undefined],
    ['PATCH', '/api/v1/streams/1', '{"live":false}'],
  ] as const) {
    const answer = await send(`${server.address}${path}`, body, { method, headers });
    assert.equal(answer.status, 404);
    assert.match(JSON.parse(answer.text).message, /takes no live streams.*asciinema upload/);
  }
});

test('pictures are made when there is time, and refuse no upload when there is none', async (context) => {
  const busy = new EchoRenderer();
  busy.holds = ({ format }) => format === 'txt';
  const settings = { uploads: true, publicRender: true, concurrency: 1, queueSize: 1 };
  const server = await serve(context, settings, { renderer: busy });
  const held = server.fetch('/render?format=txt', { method: 'POST', body: castOf('held') });
  await eventually('a render has begun', () => busy.tasks.length === 1);
  for (const text of ['a', 'b', 'c']) assert.equal((await upload2(server.address, castOf(text))).status, 201);
  assert.equal(busy.tasks.length, 1);
  busy.release();
  assert.equal((await held).status, 200);
  await eventually(
    'nothing is left below wanted/',
    async () => (await keysBelow(server.store, 'wanted/')).length === 0,
  );
  const made = busy.tasks.slice(1).map(({ format, options }) => `${format} ${options.select ?? ''}`);
  for (const format of ['png ', 'gif ']) assert.equal(made.filter((each) => each === format).length, 3, format);
});

test('one upload that takes long to read keeps nobody else waiting for an answer', async (context) => {
  const server = await serve(context, { uploads: true }, { renderer });
  const events = Array.from({ length: 150_000 }, (_, at) => `[${at / 1000},"o",${JSON.stringify('x'.repeat(50))}]\n`);
  const large = upload2(server.address, `{"version":2,"width":20,"height":4}\n${events.join('')}`);
  let isDone = false;
  const ended = large.finally(() => {
    isDone = true;
  });
  let answers = 0;
  while (!isDone) {
    await server.fetch('/health').then((response) => response.text());
    answers += 1;
  }
  assert.equal((await ended).status, 201);
  assert.ok(answers > 5, `only ${answers} answers meanwhile`);
});
