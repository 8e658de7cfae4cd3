/** A thread that surveys recordings: one message in, one out, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RecordingLimits } from '../asciicast/limits.js';
import { asCast2gifError, type ErrorJson } from '../errors.js';
import { type RecordingSurvey, surveyRecording } from './recording-survey.js';

/** What it answers with. */
export type SurveyAnswer = { readonly survey: RecordingSurvey } | { readonly error: ErrorJson };

const port = parentPort!;
const limits: Partial<RecordingLimits> = workerData;

port.on('message', async (bytes: Uint8Array) => {
  let answer: SurveyAnswer;
  try {
    answer = { survey: await surveyRecording(bytes, limits) };
  } catch (error) {
    answer = { error: asCast2gifError(error).toJSON() };
  }
  port.postMessage(answer);
});
