/** One block of memory, given out from the start to the end and never taken back: `layOut` begins again. */

export const NONE: u32 = 0xffffffff;
export let top: usize = 0;

/** Forgets everything that was taken. */
export function beginMemory(): void {
  top = (__heap_base + 15) & ~(<usize>15);
}

export function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 31) & ~(<usize>15);
  return at;
}

/** Whether there is memory up to here. */
export function growTo(end: usize): bool {
  const pages = <i32>((end + 65535) >> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}
