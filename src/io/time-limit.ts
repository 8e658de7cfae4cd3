const LATE = Symbol('late');

/**
 * Waits for a promise, but not longer than some time.
 * @param late says what holds when the time is over, or throws; what becomes of the promise then is not heard of
 */
export async function within<T, L>(promise: Promise<T>, longestMs: number, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<typeof LATE>((resolve) => {
    // Where this process was held up itself, the promise may be kept already, and is heard first.
    timer = setTimeout(() => setImmediate(() => resolve(LATE)), longestMs);
  });
  try {
    const first = await Promise.race([promise, over]);
    return first === LATE ? late() : first;
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when something has ended, well or badly, or the time is over. */
export async function endedWithin(action: Promise<unknown>, longestMs: number): Promise<void> {
  await within(
    action.catch(() => {}),
    longestMs,
    () => {},
  );
}
