/** Repeatable numbers below `limit`: the high bits of a linear congruence's states. */
export function noise(length: number, limit: number, seed: number): Uint16Array {
  let state = seed;
  return Uint16Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % limit;
  });
}
