/** The path of a picture that was made of a body. */
export function picturePath(token: string, extension: string): string {
  return `/p/${token}.${extension}`;
}

/** The path of the picture that a job makes: of a body, or of a recording elsewhere. */
export function pictureOfJob(jobPath: string, extension: string): string {
  const path = jobPath.slice('/jobs'.length);
  return path.startsWith('/r/') ? path : picturePath(path.slice(1), extension);
}
