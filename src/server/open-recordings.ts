/** What stands behind recordings that were uploaded: what reads them, and what makes pictures of them in advance. */
import { operatorOptions, type ServeSettings } from '../options/service-settings.js';
import { WantedPictures, type WantedPicturesParts } from '../pictures/wanted-pictures.js';
import { recordingLimitsOf } from '../recordings/recording-survey.js';
import { Recordings } from '../recordings/recordings.js';
import { readRetention } from '../recordings/retention.js';
import { SurveyThread } from '../recordings/survey-thread.js';

/** How often it is looked whether there is time for pictures that nobody has asked for. */
const LOOK_EVERY_MS = 250;

/** Recordings, and what has to be ended with them. */
export interface OpenedRecordings {
  readonly recordings: Recordings;
  readonly wanted: WantedPictures;
  /** No more pictures are made in advance. */
  stop(): void;
  /** Once the queue has ended. */
  close(): Promise<void>;
}

/** Undefined where nothing can be uploaded. */
export function openRecordings(settings: ServeSettings, parts: WantedPicturesParts): OpenedRecordings | undefined {
  if (!settings.uploads) return undefined;
  const thread = new SurveyThread(recordingLimitsOf(operatorOptions(settings)));
  const wanted = new WantedPictures(parts);
  const timer = setInterval(() => wanted.look(), LOOK_EVERY_MS);
  const { store, now } = parts;
  const retention = readRetention(settings.unclaimedTtl);
  return {
    recordings: new Recordings({ store, now, retention, survey: (bytes) => thread.survey(bytes) }),
    wanted,
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
