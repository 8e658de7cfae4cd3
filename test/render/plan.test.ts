/** What is known, and refused, before a recording is read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FontFolders } from '#cast2gif/font/installed.js';
import { type OutputTarget, type RenderOptions, render } from '#cast2gif/index.js';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import { budgetOf, maximumBytesOf } from '#cast2gif/render/budget.js';
import { RenderContext } from '#cast2gif/render/context.js';
import { planRender } from '#cast2gif/render/plan.js';
import { projectFolder } from '../support.js';

const gif: OutputTarget = { buffer: true, format: 'gif' };
const fontFolder = join(projectFolder, 'fonts/jetbrains-mono');
const recording = Buffer.from('{"version":2,"width":40,"height":9}\n[0,"o","hello"]\n[1,"o","there"]\n');

/** Counts how often each folder below one is read. */
function countReads(context: TestContext, below: string): Map<string, number> {
  const reads = new Map<string, number>();
  const { readdirSync } = fs;
  const mock = context.mock.method(fs, 'readdirSync', (folder: string | URL, options: object) => {
    const path = folder instanceof URL ? fileURLToPath(folder) : folder;
    if (path.startsWith(below)) reads.set(path, (reads.get(path) ?? 0) + 1);
    return readdirSync(folder, options);
  });
  syncBuiltinESMExports();
  context.after(() => {
    mock.mock.restore();
    syncBuiltinESMExports();
  });
  return reads;
}

after(syncBuiltinESMExports);

test('a plan cannot be changed, and holds everything that was asked for', async () => {
  const options: RenderOptions = { select: '1..2', at: '50%', marginFill: '#336699', theme: 'nord', threads: 2 };
  const plan = await planRender(options, { buffer: true, format: 'svg' }, new RenderContext());
  assert.ok(Object.isFrozen(plan) && Object.isFrozen(plan.options));
  assert.deepEqual([plan.selection?.kind, plan.still, plan.threads], ['ranges', { kind: 'percent', percent: 50 }, 2]);
  assert.deepEqual(plan.marginFill, { kind: 'colour', colour: 0x336699 });
  assert.equal(plan.theme?.palette.length, 16);
});

test('what is wrong with options or outputs is refused without a recording', async () => {
  const wrong: readonly (readonly [RenderOptions, OutputTarget])[] = [
    [{ select: 'soon' }, gif],
    [{ at: 'soon' }, gif],
    [{ marginFill: 'blue' }, gif],
    [{ theme: 'no-such-theme' }, gif],
    [{ fontFamily: ['No Such Font'] }, gif],
    [{ fontDirectories: [join(projectFolder, 'no-such-folder')] }, gif],
    [{ watermark: join(projectFolder, 'no-such.png') }, gif],
    [{ speed: 0 }, gif],
    [{ videoCodec: 'vp9' }, { buffer: true, format: 'mp4' }],
    [
      { videoCodec: 'h264', crf: 60 },
      { buffer: true, format: 'mp4' },
    ],
    [{}, { path: 'still-%m.gif' }],
    [{}, { path: 'picture.bmp' }],
  ];
  for (const [options, target] of wrong) {
    const planning = planRender(options, target, new RenderContext());
    await assert.rejects(planning, { name: 'Cast2gifError', exitStatus: 2 }, JSON.stringify([options, target]));
  }
});

test('planning loads nothing that paints, and looks for no program', () => {
  const program = `
    import { planRender } from '#cast2gif/render/plan.js';
    import { RenderContext } from '#cast2gif/render/context.js';
    await planRender({ theme: 'nord' }, { buffer: true, format: 'mp4' }, new RenderContext());
    console.log(process.report.getReport().sharedObjects.filter((path) => /canvas/.test(path)).length);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: projectFolder,
    env: { ...process.env, FFMPEG_PATH: join(projectFolder, 'no-such-ffmpeg') },
    encoding: 'utf8',
  });
  assert.equal(stdout, '0\n', stderr);
});

test('a font folder is read once, however many attempts a budget takes, and only if a name is looked up', async (context) => {
  const reads = countReads(context, fontFolder);
  const fontDirectories = [fontFolder];
  await render(recording, gif, { fontDirectories });
  assert.deepEqual([...reads], []);
  const options = { fontDirectories, fontFamily: ['JetBrains Mono'] };
  const free = (await render(recording, gif, options)).outputs[0]!.byteLength;
  assert.deepEqual([...reads.values()], [1]);
  reads.clear();
  const { concessions } = await render(recording, gif, { ...options, maxBytes: Math.round(free * 0.6) });
  assert.ok(concessions.length > 0);
  assert.deepEqual([...reads.values()], [1]);
});

test('several plans share the font folders that were read', async (context) => {
  const reads = countReads(context, fontFolder);
  const fontFolders = new FontFolders();
  for (let turn = 0; turn < 3; turn++) {
    const options = { fontDirectories: [fontFolder], fontFamily: ['JetBrains Mono'] };
    await planRender(options, gif, new RenderContext({ fontFolders }));
  }
  assert.deepEqual([...reads.values()], [1]);
});

test('a terminal that is too large is refused before it is built, and before the recording is read to its end', async () => {
  const cast = (size: string, ...events: readonly string[]) =>
    Buffer.from([`{"version":2,${size}}`, ...events, '[9,"o","the end"]'].join('\n'));
  const small = cast('"width":80,"height":24');
  const refused: readonly (readonly [Uint8Array, RenderOptions, string])[] = [
    [small, { columns: 10_000, rows: 24 }, 'option-limit'],
    [small, { columns: 2000, rows: 1000 }, 'option-limit'],
    [small, { scale: 16, fontSizePx: 512 }, 'option-limit'],
    [cast('"width":2000,"height":1000'), {}, 'limit'],
    [cast('"width":80,"height":24', '[1,"o","x"]', '[2,"r","2000x1000"]'), {}, 'limit'],
  ];
  for (const [input, options, code] of refused) {
    await assert.rejects(render(input, gif, options), { code }, JSON.stringify(options));
  }
});

test('words are made of a terminal that is too large for a picture', async () => {
  const large = Buffer.from('{"version":2,"width":2000,"height":1000}\n[1,"o","one line of text\\r\\n"]');
  const { outputs } = await render(large, [
    { buffer: true, format: 'txt' },
    { buffer: true, format: 'vtt' },
  ]);
  for (const { bytes } of outputs) assert.match(Buffer.from(bytes!).toString(), /one line of text/);
});

test('a site that does not show a format is named in a warning; texts are for elsewhere', async () => {
  const messages: string[] = [];
  const context = new RenderContext({ onWarning: ({ message }) => messages.push(message) });
  const targets = (['gif', 'svg', 'vtt'] as const).map((format) => ({ buffer: true, format }) as const);
  await planRender({ for: 'slack' }, targets, context);
  assert.deepEqual(messages, ['svg: slack does not show svg; it shows gif, png']);
});

test('a site may have another limit for videos', () => {
  const budget = budgetOf(resolveOptions({ for: 'github' }));
  assert.deepEqual([maximumBytesOf(budget, 'gif'), maximumBytesOf(budget, 'mp4')], [5 * 2 ** 20, 10_000_000]);
  const own = budgetOf(resolveOptions({ for: 'github', maxBytes: 1000 }));
  assert.equal(maximumBytesOf(own, 'mp4'), 1000);
});
