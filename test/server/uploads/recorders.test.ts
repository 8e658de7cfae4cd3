/** The real recorders of series 2, with nothing changed but the address of the server. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../cli/run.js';
import { withoutProgram } from '../../support.js';
import { castOf } from '../cast-of.js';
import { EchoRenderer, serve, type TestServer } from '../harness.js';
import { INSTALL_ID } from '../recorder.js';
import { type RecorderOptions, runRecorder } from '../recorder-program.js';

const latest = process.env.CAST2GIF_ASCIINEMA24;

/** Debian's, and the last of the series. */
const RECORDERS = [
  { name: 'asciinema of the path', program: 'asciinema', skip: withoutProgram('asciinema') },
  {
    name: 'asciinema 2.4',
    program: latest ?? '',
    skip: latest === undefined ? 'CAST2GIF_ASCIINEMA24 names no asciinema 2.4; .ci/run installs one' : false,
  },
];

type Settings = Parameters<typeof serve>[1];

interface Surroundings extends RecorderOptions {
  readonly running: TestServer;
  /** Writes a file; resolves to what the recorder says of its upload, and what it ends with. */
  upload(content: string | Uint8Array): Promise<{ readonly status: number | null; readonly text: string }>;
}

async function begin(context: TestContext, program: string, settings: Settings = {}): Promise<Surroundings> {
  const running = await serve(context, { uploads: true, ...settings }, { renderer: new EchoRenderer() });
  const options = { server: running.address, folder: temporaryFolder(context) };
  const upload = (content: string | Uint8Array) => {
    writeFileSync(join(options.folder, 'demo.cast'), content);
    return runRecorder(program, ['upload', 'demo.cast'], options);
  };
  return { ...options, running, upload };
}

for (const { name, program, skip } of RECORDERS) {
  test(`${name}: upload prints where the recording is, and that is there`, { skip }, async (context) => {
    const { upload, running } = await begin(context, program, { unclaimedTtl: ['7', '30'] });
    const { status, text } = await upload(castOf('hello'));
    assert.equal(status, 0, text);
    const page = new RegExp(`^    (${running.address}/a/[0-9a-z]{20})$`, 'm').exec(text)?.[1];
    assert.ok(page, text);
    assert.match(text, new RegExp(`^    ${page}\\.gif$`, 'm'));
    assert.match(text, /It will be hidden on .* and removed on .* To keep it, open:/);
    assert.match(text, new RegExp(`^    ${running.address}/connect/${INSTALL_ID}$`, 'm'));
    assert.equal(await (await fetch(`${page}.cast`)).text(), castOf('hello'));
  });

  test(`${name}: auth names a page that is there`, { skip }, async (context) => {
    const { running, ...options } = await begin(context, program);
    for (const server of [running.address, `${running.address}/`]) {
      const { status, text } = await runRecorder(program, ['auth'], { ...options, server });
      assert.equal(status, 0, text);
      const address = /^http\S+\/connect\/\S+$/m.exec(text)?.[0];
      assert.ok(address, text);
      assert.equal((await fetch(address)).status, 200, address);
    }
  });

  test(`${name}: the setting may end with a slash, or have a path`, { skip }, async (context) => {
    const publicUrl = 'https://casts.example.com/sub';
    const { running, folder } = await begin(context, program, { publicUrl });
    writeFileSync(join(folder, 'demo.cast'), castOf('hello'));
    for (const base of ['/', '/sub', '/sub/']) {
      const server = `${running.address}${base}`;
      const { status, text } = await runRecorder(program, ['upload', 'demo.cast'], { server, folder });
      assert.equal(status, 0, text);
      assert.match(text, /^ {4}https:\/\/casts\.example\.com\/sub\/a\/[0-9a-z]{20}$/m);
    }
  });

  test(`${name}: what is wrong is said in words`, { skip }, async (context) => {
    const settings = { maxUploadBytes: 2 ** 20, unclaimedRecordings: 2 };
    const { upload, running, folder } = await begin(context, program, settings);
    const cases: [content: string | Uint8Array, expected: RegExp][] = [
      [
        'hello\n',
        /upload failed: Invalid asciicast: line 1: not a recording.*; expected asciicast version 1, 2 or 3$/m,
      ],
      ['{"version":2,"width":20,"height":4}\n'.replace('20', '-1'), /Invalid asciicast: line 1: width is -1; expected/],
      // More than a connection holds: all of it is read before the answer.
      [
        new Uint8Array(20 * 2 ** 20),
        /upload failed: Sorry, (?:your asciicast is too big|the size of your recording exceeds)/,
      ],
    ];
    for (const [content, expected] of cases) {
      const { status, text } = await upload(content);
      assert.equal(status, 1, text);
      assert.match(text, expected);
    }
    const options = { server: running.address, folder, installId: 'not-an-id' };
    assert.match((await runRecorder(program, ['upload', 'demo.cast'], options)).text, /Invalid or revoked install ID/);
    for (const each of ['one', 'two']) assert.equal((await upload(castOf(each))).status, 0);
    const { status, text } = await upload(castOf('three'));
    assert.equal(status, 1, text);
    assert.match(
      text,
      /upload failed: .*nobody has claimed may keep 2 recordings here; claim it at http\S+\/connect\//,
    );
  });

  test(`${name}: too many, and claims that are required, are said in words`, { skip }, async (context) => {
    const often = await begin(context, program, { uploadsPerMinute: 2 });
    for (const each of ['one', 'two']) assert.equal((await often.upload(castOf(each))).status, 0);
    assert.match(
      (await often.upload(castOf('three'))).text,
      /more than 2 uploads a minute .*; try again in \d+ seconds/,
    );
    const strict = await begin(context, program, { requireClaim: true });
    const { status, text } = await strict.upload(castOf('one'));
    assert.equal(status, 1);
    assert.match(text, /nobody has claimed this installation.*; open http\S+\/connect\/\S+ to do so/);
  });
}
