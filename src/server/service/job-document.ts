import type { JobStatus } from '../../jobs/jobs.js';
import type { Pictures } from '../../pictures/picture-service.js';
import { pictureOfJob } from './picture-path.js';
import { type Problem, problemOf } from './problem-document.js';

/** What `GET /jobs/<token>` answers. */
export interface JobDocument {
  /** Path of this document; where it is not what was asked for. */
  readonly job?: string;
  readonly state: JobStatus['state'];
  /** 0 to 1. */
  readonly progress: number;
  /** Path of the picture, once it is there. */
  readonly picture?: string;
  /** What the picture shows, in words, for an `alt` attribute. */
  readonly alt?: string;
  /** Why there is none. */
  readonly error?: Problem;
}

/** @param jobPath under which the document is: it says where the picture is, too */
export async function jobDocument(
  pictures: Pictures,
  key: string,
  status: JobStatus,
  jobPath: string,
): Promise<JobDocument> {
  const { state } = status;
  if (status.state === 'running') return { state, progress: status.progress };
  if (status.state === 'failed') return { state, progress: 0, error: problemOf(status.error) };
  if (status.state === 'waiting') return { state, progress: 0 };
  const picture = await pictures.find(key);
  if (picture === undefined) return { state, progress: 1 };
  const { extension, altText } = picture;
  return { state, progress: 1, picture: pictureOfJob(jobPath, extension), ...(altText && { alt: altText }) };
}
