/** Which recordings flash more than WCAG 2.3.1 allows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportText } from '#cast2gif/cli/commands/inspect-text.js';
import { inspect } from '#cast2gif/index.js';

const COLUMNS = 60;
const ROWS = 20;

/** Fills a block of the screen with two backgrounds in turn. */
function flashing(changesPerSecond: number, colours: readonly [string, string], [columns, rows] = [COLUMNS, ROWS]) {
  const events = Array.from({ length: changesPerSecond * 3 }, (_, at) => {
    const fill = Array.from({ length: rows }, (__, row) => `\u001b[${row + 1};1H${' '.repeat(columns)}`).join('');
    return JSON.stringify([0.1 + at / changesPerSecond, 'o', `\u001b[48;2;${colours[at % 2]}m${fill}`]);
  });
  return Buffer.from([`{"version": 2, "width": ${COLUMNS}, "height": ${ROWS}}`, ...events, ''].join('\n'));
}

async function reportOn(recording: Buffer) {
  const report = await inspect(recording, { theme: 'asciinema' });
  assert.ok(report.kind === 'recording');
  return report;
}

const kindsIn = async (recording: Buffer) => (await reportOn(recording)).flashes.map(({ kind }) => kind);

const BLACK_AND_WHITE = ['0;0;0', '255;255;255'] as const;

test('a screen that turns black and white ten times a second is reported with its time', async () => {
  const report = await reportOn(flashing(10, BLACK_AND_WHITE));
  assert.deepEqual(
    report.flashes.map(({ kind }) => kind),
    ['general'],
  );
  const { fromUs, toUs } = report.flashes[0]!;
  assert.ok(fromUs < 500_000 && toUs > 2_500_000 && toUs <= report.outputDurationUs, `${fromUs} to ${toUs}`);
  assert.match(reportText(report, 100), /^Flashes +flashes more than three times in a second/m);
});

test('three flashes a second are allowed, four are not', async () => {
  assert.deepEqual(await kindsIn(flashing(5, BLACK_AND_WHITE)), []);
  assert.deepEqual(await kindsIn(flashing(8, BLACK_AND_WHITE)), ['general']);
  assert.match(reportText(await reportOn(flashing(5, BLACK_AND_WHITE)), 100), /^Flashes +at most three in a second/m);
});

test('what is small, faint or bright on both sides does not flash', async () => {
  assert.deepEqual(await kindsIn(flashing(10, BLACK_AND_WHITE, [8, 4])), []);
  assert.deepEqual(await kindsIn(flashing(10, ['0;0;0', '60;60;60'])), []);
  assert.deepEqual(await kindsIn(flashing(10, ['232;232;232', '255;255;255'])), []);
});

test('a quarter of the field is enough', async () => {
  assert.deepEqual(await kindsIn(flashing(10, BLACK_AND_WHITE, [20, 10])), ['general']);
});

test('saturated red flashes where lightness hardly changes', async () => {
  assert.deepEqual(await kindsIn(flashing(10, ['160;0;0', '60;60;60'])), ['red']);
  assert.deepEqual(await kindsIn(flashing(10, ['0;0;160', '60;60;60'])), []);
});
