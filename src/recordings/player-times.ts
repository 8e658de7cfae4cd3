/** The times of a player, which shortens pauses where the recording asks for it, and otherwise does not. */
import type { RecordingSurvey, SurveyedMarker } from './recording-survey.js';

/** How long a recording plays, in seconds. */
export function playerSeconds({ idleTimeLimitUs, durationUs, pictureDurationUs }: RecordingSurvey): number {
  return (idleTimeLimitUs === undefined ? durationUs : pictureDurationUs) / 1e6;
}

/** When a marker is reached, in seconds. */
export function playerSecondsOf(
  { timeUs, pictureUs }: SurveyedMarker,
  { idleTimeLimitUs }: Pick<RecordingSurvey, 'idleTimeLimitUs'>,
): number {
  return (idleTimeLimitUs === undefined ? timeUs : pictureUs) / 1e6;
}

/** What a player shows until it plays, in seconds: the middle. */
export function posterSeconds(survey: RecordingSurvey): number {
  return Math.round(playerSeconds(survey) * 50) / 100;
}
