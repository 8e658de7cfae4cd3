/** The path of a picture that was made of a body. */
export function picturePath(token: string, extension: string): string {
  return `/p/${token}.${extension}`;
}
