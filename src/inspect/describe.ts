import type { InspectedGif, InspectedImage } from './gif.js';

/** Images told one by one as the costliest. */
const COSTLIEST = 10;

/**
 * Tells why a GIF is as large as it is: a summary, then the images that cost most, with their times.
 * @returns lines, each ended
 */
export function describeGif(gif: InspectedGif): string {
  return [...summary(gif), '', ...costliest(gif)].map((line) => `${line}\n`).join('');
}

function summary(gif: InspectedGif): string[] {
  const { images } = gif;
  const imageBytes = images.reduce((sum, image) => sum + image.byteLength, 0);
  const area = images.reduce((sum, image) => sum + image.widthPx * image.heightPx, 0);
  const screen = gif.widthPx * gif.heightPx * Math.max(images.length, 1);
  const count = (test: (image: InspectedImage) => boolean) => images.filter(test).length;
  return [
    `GIF${gif.version}, ${gif.widthPx}×${gif.heightPx} px, ${gif.byteLength} bytes`,
    `${images.length} images in ${seconds(gif.durationCs)}, played ${playsText(gif.plays)}`,
    `global palette: ${gif.globalColours} colours; images with one of their own: ${count((image) => image.localColours > 0)}`,
    `images undone afterwards: ${count((image) => image.disposal === 'previous')}; with transparency: ${count((image) => image.hasTransparency)}`,
    `images cover ${percent(area, screen)} of the screen on average and hold ${percent(imageBytes, gif.byteLength)} of the bytes`,
  ];
}

function costliest(gif: InspectedGif): string[] {
  const images = [...gif.images].sort((a, b) => b.byteLength - a.byteLength || a.index - b.index);
  const rows = images
    .slice(0, COSTLIEST)
    .map((image) => [
      timeText(image.timeCs),
      String(image.index),
      String(image.byteLength),
      percent(image.byteLength, gif.byteLength),
      `${image.widthPx}×${image.heightPx} at ${image.leftPx},${image.topPx}`,
      image.localColours === 0 ? 'global' : `own, ${image.localColours}`,
      seconds(image.delayCs),
    ]);
  const all = [['time', 'image', 'bytes', 'share', 'rectangle', 'palette', 'shown for'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const isNumber = (column: number) => column < 4;
  const pad = (text: string, column: number) =>
    isNumber(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return [`costliest moments:`, ...all.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`)];
}

function playsText(plays: number | 'forever'): string {
  if (plays === 'forever') return 'for ever';
  return plays === 1 ? 'once' : `${plays} times`;
}

const seconds = (cs: number) => `${(cs / 100).toFixed(2)} s`;
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

function timeText(cs: number): string {
  const minutes = Math.floor(cs / 6000);
  return `${minutes}:${((cs % 6000) / 100).toFixed(2).padStart(5, '0')}`;
}
