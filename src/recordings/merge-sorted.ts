/** Everything in several sorted lists, sorted; of each list only as much is read as is asked for. */
export async function* mergeSorted(lists: readonly AsyncGenerator<string>[]): AsyncGenerator<string> {
  const heads = new Map<AsyncGenerator<string>, string>();
  const advance = async (list: AsyncGenerator<string>) => {
    const { value, done } = await list.next();
    if (done) heads.delete(list);
    else heads.set(list, value);
  };
  await Promise.all(lists.map(advance));
  while (heads.size > 0) {
    const [least, value] = [...heads].reduce((one, other) => (other[1] < one[1] ? other : one));
    yield value;
    await advance(least);
  }
}
