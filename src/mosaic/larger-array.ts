type Numbers = Uint16Array | Uint32Array | Int32Array;

/** A copy of an array at its start, zeros behind it. */
export function largerArray<T extends Numbers>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}
