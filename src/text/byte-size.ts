/** Bytes in the largest unit that divides them, for messages: `64 MiB`. */
export function describeBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  let count = bytes;
  for (; unit < units.length - 1 && count >= 1024 && count % 1024 === 0; unit += 1) count /= 1024;
  return `${count} ${units[unit]}`;
}
