import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { collectFrames } from '#cast2gif/frames/collect.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import { openSource } from '#cast2gif/io/source.js';
import { CellStore } from '#cast2gif/terminal/cell-store.js';
import { ScreenReader } from '#cast2gif/terminal/screen-reader.js';
import { Terminal } from '#cast2gif/terminal/terminal.js';
import { recordingsIn } from '../support.js';
import { TEST_COLOURS } from './replay.js';

for (const path of recordingsIn('recordings')) {
  test(`frames of ${basename(path)} add up to the last screen, and times to the duration`, async () => {
    const recording = await openRecording(await openSource(path));
    const { columns, rows } = recording.header;
    const common = { columns, rows, colours: TEST_COLOURS, cursor: 'recorded' } as const;
    const spool = createByteSpool();
    const sequence = await collectFrames(recording.events(), {
      ...common,
      fpsCap: 30,
      lastFrameDurationUs: 3e6,
      spool,
    });
    const terminal = Terminal.create(common);
    for await (const batch of recording.events()) {
      for (const event of batch) {
        if (event.kind === 'output') terminal.write(event.data);
        else if (event.kind === 'resize') terminal.resize(event.columns, event.rows);
        else if (event.kind === 'restart') terminal.restart(event.columns, event.rows);
      }
    }
    await recording.close();

    const grid = new Map<number, number>();
    let timeUs = 0;
    let count = 0;
    for (const frame of sequence.frames()) {
      assert.equal(frame.timeUs, timeUs);
      assert.ok(frame.durationUs > 0);
      timeUs += frame.durationUs;
      count += 1;
      let last = -1;
      for (let at = 0; at < frame.changeCount; at += 1) {
        assert.ok(frame.positions[at]! > last, 'positions rise');
        last = frame.positions[at]!;
        grid.set(last, frame.cellIds[at]!);
      }
    }
    assert.equal(timeUs, sequence.durationUs);
    assert.equal(count, sequence.frameCount);

    const store = new CellStore(TEST_COLOURS.foreground, TEST_COLOURS.background);
    const reader = new ScreenReader(terminal, store, false);
    reader.read();
    const compared = new Set<number>();
    for (const [at, id] of reader.ids.entries()) {
      const position = Math.floor(at / reader.columns) * 65_536 + (at % reader.columns);
      const shown = grid.get(position) ?? 0;
      if (compared.has(shown * 1e6 + id)) continue;
      compared.add(shown * 1e6 + id);
      assert.deepEqual(sequence.cells.cell(shown), store.cell(id));
    }
    await sequence.close();
  });
}
