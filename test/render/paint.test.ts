/** What is painted, and what is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GlyphRequest } from '#cast2gif/font/font-set.js';
import type { RenderOptions } from '#cast2gif/index.js';
import type { Format } from '#cast2gif/options/formats.js';
import { RenderContext } from '#cast2gif/render/context.js';
import { encodeWithin, NO_TOOLS } from '#cast2gif/render/encode.js';
import { openInput } from '#cast2gif/render/input.js';
import { paint } from '#cast2gif/render/paint.js';
import { planRender, type RenderPlan } from '#cast2gif/render/plan.js';
import { replayRecording } from '#cast2gif/render/replay.js';

const FRAMES = ['a', 'b', 'c', 'd'];
const recording = Buffer.from(
  [
    '{"version":2,"width":20,"height":3}',
    ...FRAMES.map((letter, second) => JSON.stringify([second, 'o', `\x1b[H${letter}`])),
    '[4,"m","end"]',
  ].join('\n'),
);

/** Encodes, and says which characters were painted. */
async function painted(formats: readonly Format[], options: RenderOptions = {}) {
  const context = new RenderContext();
  const outputs = formats.map((format) => ({ buffer: true, format }) as const);
  const plan = await planRender({ cursor: 'none', ...options }, outputs, context);
  const seen = new Set<string>();
  const fonts = new Proxy(plan.fonts, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        if (name === 'rasterise') seen.add((given[0] as GlyphRequest).grapheme);
        return member.apply(target, given);
      };
    },
  });
  const watched: RenderPlan = { ...plan, fonts };
  try {
    const replay = await replayRecording(await openInput(recording, watched, context), watched, context);
    const attempt = await encodeWithin(await paint(replay, watched, context), watched, NO_TOOLS, context);
    await attempt.encoding!.discard();
    return { characters: [...seen].sort().join(''), frameCount: attempt.encoding!.outline.frameCount };
  } finally {
    await context.close();
  }
}

test('texts are made without painting anything, also under a budget', async () => {
  for (const options of [{}, { for: 'github' }, { at: '2' }] as const) {
    assert.equal((await painted(['txt', 'vtt'], options)).characters, '');
  }
  assert.equal((await painted(['svg'])).characters, '');
});

test('a still paints what it shows, not the whole film', async () => {
  assert.deepEqual(await painted(['png'], { at: '1.5' }), { characters: 'b', frameCount: 1 });
  assert.deepEqual(await painted(['txt', 'png'], { at: '1.5', for: 'github' }), { characters: 'b', frameCount: 1 });
});

test('a film is painted whole, whatever else is made of it', async () => {
  const characters = FRAMES.join('');
  assert.deepEqual(await painted(['gif']), { characters, frameCount: FRAMES.length });
  assert.deepEqual(await painted(['vtt', 'gif', 'png'], { at: '1.5' }), { characters, frameCount: FRAMES.length });
});
