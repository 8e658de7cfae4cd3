/**
 * Reads what a listing names, some of it at a time, and yields it in the order of the listing: a store may be far away.
 * @param atOnce how many are read at the same time; as many may have been read in vain where the caller stops early
 */
export async function* readInOrder<K, V>(
  names: AsyncIterable<K>,
  read: (name: K) => Promise<V>,
  atOnce = READS_AT_ONCE,
): AsyncGenerator<readonly [name: K, value: V]> {
  const reading: { readonly name: K; readonly value: Promise<V> }[] = [];
  for await (const name of names) {
    const value = read(name);
    // A failure is heard of when its turn comes, if the caller has not stopped before.
    value.catch(() => {});
    reading.push({ name, value });
    if (reading.length < atOnce) continue;
    const first = reading.shift()!;
    yield [first.name, await first.value];
  }
  for (const { name, value } of reading) yield [name, await value];
}

const READS_AT_ONCE = 16;
