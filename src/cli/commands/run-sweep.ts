/** `cast2gif sweep`: removes what nobody has claimed in time. */
import { asCast2gifError } from '../../errors.js';
import type { RunCommand } from './command.js';
import { readCommandSettings } from './command-settings.js';
import { withRecordings } from './store-recordings.js';
import { SWEEP } from './sweep.js';

type StoredRecording = import('../../recordings/recordings.js').StoredRecording;

/** Prints what is removed, or would be. */
export const runSweep: RunCommand<typeof SWEEP.options> = async (given, { console, environment }) => {
  const { isDryRun, settings } = await settingsOf(given, environment);
  const { sweepOrphans } = await import('../../recordings/sweep-orphans.js');
  const { sweepRecordings } = await import('../../recordings/sweep-recordings.js');
  const retention = await retentionOf(settings.unclaimedTtl);
  if (retention.removeAfterMs === undefined) console.warn('without --unclaimed-ttl, recordings stay for ever');
  await withRecordings(settings.store, retention, environment, async ({ store, recordings }) => {
    const parts = { store, recordings, retention, now: Date.now };
    const sum = { count: 0, bytes: 0 };
    for await (const recording of sweepRecordings(parts, { isDryRun })) {
      console.print(lineOf(recording));
      sum.count += 1;
      sum.bytes += recording.byteLength;
    }
    if (!isDryRun) await sweepOrphans(parts);
    const what = `${sum.count} ${sum.count === 1 ? 'recording' : 'recordings'}, ${sum.bytes} bytes`;
    console.print(isDryRun ? `would remove ${what}\n` : `removed ${what}\n`);
  });
  return 0;
};

async function settingsOf(
  given: Parameters<typeof runSweep>[0],
  environment: Readonly<Record<string, string | undefined>>,
) {
  const { dryRun: _, ...rows } = SWEEP.options;
  const { dryRun = false, ...settings } = given.given;
  const { values } = await readCommandSettings(rows, { given: settings }, environment);
  return { isDryRun: dryRun, settings: values };
}

async function retentionOf(unclaimedTtl: readonly string[] | undefined) {
  const { readRetention } = await import('../../recordings/retention.js');
  try {
    return readRetention(unclaimedTtl);
  } catch (error) {
    throw asCast2gifError(error).withLabel('--unclaimed-ttl');
  }
}

/** Id, date and size; then the title, which may be anything. */
function lineOf({ id, uploadedMs, byteLength, title = '' }: StoredRecording): string {
  return `${[id, new Date(uploadedMs).toISOString().slice(0, 10), `${byteLength} bytes`, title].join('  ').trimEnd()}\n`;
}
