/** The recordings of a server's store, for commands that work on them beside the server. */
import { withServicePackages } from './service-packages.js';

type Recordings = import('../../recordings/recordings.js').Recordings;
type Retention = import('../../recordings/retention.js').Retention;
type Store = import('../../store/store.js').Store;

/** A use of a picture that these commands note counts for so long. */
const MARK_SPAN_MS = 60_000;

/** What such a command works with. */
export interface StoreRecordings {
  readonly store: Store;
  readonly recordings: Recordings;
  /** The installation that stands for an owner's recordings from elsewhere; nobody else can know its id. */
  readonly homeOf: (owner: string) => string;
}

/**
 * Opens the store, does something with its recordings, and closes it.
 * @param address of the store; the default one for undefined
 */
export async function withRecordings<T>(
  address: string | undefined,
  retention: Retention,
  environment: Readonly<Record<string, string | undefined>>,
  work: (opened: StoreRecordings) => Promise<T>,
): Promise<T> {
  const { defaultStoreAddress } = await import('../../store/default-store.js');
  const { openConfiguredStore } = await import('../../server/service/configured-parts.js');
  const { configuredRecordings } = await import('../../server/service/configured-recordings.js');
  const { surveyRecording } = await import('../../recordings/recording-survey.js');
  const { UseMarks } = await import('../../pictures/use-marks.js');
  const { Secrets } = await import('../../store/secrets.js');
  const store = await withServicePackages(() => openConfiguredStore(address ?? defaultStoreAddress(environment)));
  try {
    const [secrets, marks] = [await Secrets.open(store), new UseMarks(store, MARK_SPAN_MS, Date.now)];
    const parts = { store, secrets, marks, retention, now: Date.now, survey: surveyRecording };
    const homeOf = (owner: string) => uuidOf(secrets.tokenOf('installation', owner));
    return await work({ store, recordings: configuredRecordings(parts), homeOf });
  } finally {
    await store.close();
  }
}

/** The form of an installation's id, from 32 hexadecimal digits or more. */
function uuidOf(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
