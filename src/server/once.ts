/** Does it once for all who ask; what has failed is done again for the next. */
export function once<T>(action: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= action().catch((error) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}
