/** Names and quantities in words. */
import type { Format } from '../options/formats.js';

const SITE_NAMES: Readonly<Record<string, string>> = {
  devto: 'DEV',
  github: 'GitHub',
  linkedin: 'LinkedIn',
  npm: 'npm',
  pypi: 'PyPI',
};

/** As its makers write it: `GIF`, `WebP`. */
export function formatName(format: Format): string {
  return format.toUpperCase().replace(/^WEB/, 'Web');
}

/** As it calls itself: `GitHub`, `Slack`. */
export function siteName(site: string): string {
  return SITE_NAMES[site] ?? site.charAt(0).toUpperCase() + site.slice(1);
}

/** `1 second`, `2.5 seconds`. */
export function countedText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
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

/** `0:07`, `1:02:03`: in whole seconds, as players count them: those that have passed. */
export function wholeClockText(seconds: number): string {
  return clockText(Math.floor(seconds)).replace(/\.0$/, '');
}

/** `7.5 seconds`, `1 minute 20 seconds`: for those who listen. */
export function spokenTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Number((seconds - minutes * 60).toFixed(1));
  const restText = countedText(rest, 'second');
  return minutes > 0 ? `${countedText(minutes, 'minute')} ${restText}` : restText;
}

/** `1 hour`, `30 minutes`. */
export function periodText(seconds: number): string {
  for (const [unit, length] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    if (seconds >= length) {
      return countedText(Math.round(seconds / length), unit);
    }
  }
  return countedText(Math.round(seconds), 'second');
}
