import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { MOST_BYTES, shownTranscript } from '#cast2gif/server/recordings/shown-transcript.js';

/** A transcript of cues of a line each. */
function vttOf(lines: readonly string[]) {
  const bytes = Buffer.from(`WEBVTT\n${lines.map((line) => `\n00:00:00.000 --> 00:00:01.000\n${line}\n`).join('')}`);
  return {
    byteLength: bytes.length,
    open: async (range?: { start: number; end: number }) => ({
      stream: Readable.from([bytes.subarray(range?.start, range?.end)]),
    }),
  };
}

const line = fc.stringMatching(/^[a-zé漢😀]{1,12}$/u);

test('a transcript is shown whole, without its times', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      assert.deepEqual(await shownTranscript(vttOf(lines)), { text: lines.join('\n'), isWhole: true });
    }),
  );
});

test('of one that is too long, whole lines from its beginning, and as many as there is room for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 7 }), async (few) => {
      const lines = Array.from({ length: 20_000 }, (_, at) => `${few[at % few.length]} ${at}`);
      const { text, isWhole } = await shownTranscript(vttOf(lines));
      const shown = text.split('\n');
      assert.equal(isWhole, false);
      assert.deepEqual(shown, lines.slice(0, shown.length));
      const rest = vttOf(lines.slice(0, shown.length + 2));
      assert.ok(vttOf(shown).byteLength <= MOST_BYTES && rest.byteLength > MOST_BYTES);
    }),
    { numRuns: 20 },
  );
});
