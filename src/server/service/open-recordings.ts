/** What stands behind recordings that were uploaded: what reads them, and what makes pictures of them in advance. */
import { operatorOptions, type ServeSettings } from '../../options/service-settings.js';
import type { DropParts } from '../../pictures/drop-pictures.js';
import { WantedPictures, type WantedPicturesParts } from '../../pictures/wanted-pictures.js';
import { recordingLimitsOf } from '../../recordings/recording-survey.js';
import type { Recordings } from '../../recordings/recordings.js';
import { readRetention } from '../../recordings/retention.js';
import { SurveyThread } from '../../recordings/survey-thread.js';
import { configuredRecordings, sweepRecordingsInTurn } from './configured-recordings.js';

/** How often it is looked whether there is time for pictures that nobody has asked for. */
const LOOK_EVERY_MS = 250;

/** Recordings, and what has to be ended with them. */
export interface OpenedRecordings {
  readonly recordings: Recordings;
  readonly wanted: WantedPictures;
  /** Removes what has been unclaimed for too long, from time to time on one of all servers. */
  sweep(): Promise<void>;
  /** No more pictures are made in advance. */
  stop(): void;
  /** Once the queue has ended. */
  close(): Promise<void>;
}

/** Undefined where nothing can be uploaded. */
export function openRecordings(
  settings: ServeSettings,
  parts: WantedPicturesParts & DropParts,
): OpenedRecordings | undefined {
  if (!settings.uploads) return undefined;
  const thread = new SurveyThread(recordingLimitsOf(operatorOptions(settings)));
  const wanted = new WantedPictures(parts);
  const timer = setInterval(() => wanted.look(), LOOK_EVERY_MS);
  const retention = readRetention(settings.unclaimedTtl);
  const recordings = configuredRecordings({ ...parts, retention, survey: (bytes) => thread.survey(bytes) });
  return {
    recordings,
    wanted,
    sweep: () => sweepRecordingsInTurn({ ...parts, recordings, retention }),
    stop: () => {
      clearInterval(timer);
      wanted.stop();
    },
    close: async () => {
      await wanted.settled();
      await thread.close();
    },
  };
}
