/** Names and quantities in words. */
import type { Format } from '../../options/formats.js';

/** As its makers write it: `GIF`, `WebP`. */
export function formatName(format: Format): string {
  return format.toUpperCase().replace(/^WEB/, 'Web');
}

/** `31 kB`, `2.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`;
}

/** `0:07.5`, `1:20`, `1:02:03`. */
export function clockText(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [hours, minutes, rest] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
  const whole = rest.toFixed(tenths < 6000 ? 1 : 0).padStart(tenths < 6000 ? 4 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${whole}` : `${minutes}:${whole}`;
}

/** `7.5 seconds`, `1 minute 20 seconds`: for those who listen. */
export function spokenTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Number((seconds - minutes * 60).toFixed(1));
  const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return minutes > 0 ? `${counted(minutes, 'minute')} ${counted(rest, 'second')}` : counted(rest, 'second');
}

/** `1 hour`, `30 minutes`. */
export function periodText(seconds: number): string {
  for (const [unit, length] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    if (seconds >= length) {
      const count = Math.round(seconds / length);
      return `${count} ${unit}${count === 1 ? '' : 's'}`;
    }
  }
  return `${Math.round(seconds)} seconds`;
}
