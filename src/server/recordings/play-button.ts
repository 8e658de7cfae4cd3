/** A still with a play button over it: for links that lead to the player. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Cast2gifError } from '../../errors.js';
import { formatRow } from '../../options/formats.js';
import type { Picture } from '../../pictures/picture-service.js';
import type { RecordingSurvey } from '../../recordings/recording-survey.js';
import { expectedSize } from '../../web/expected-size.js';
import type { SentFile } from '../pictures/send-picture.js';

/** The button's radius, as a share of the shorter side. */
const RADIUS = 0.16;
/** It stays legible in a strip of a picture, and does not fill a large one. */
const RADIUS_PX = { least: 16, most: 72 } as const;

/** Of the default theme. */
const BACKGROUND = 0x121314;

/** @param still an SVG that the renderer has made */
export async function withPlayButton(still: Picture): Promise<Picture> {
  const text = (await buffer((await still.open()).stream)).toString();
  return { ...still, key: `${still.key}-play`, ...contentOf(drawButton(text)) };
}

/** An empty screen with a play button over it: for when there is no time, or no room, to make a still. */
export function emptyStill(survey: Pick<RecordingSurvey, 'columns' | 'rows' | 'theme'>): SentFile {
  const { widthPx, heightPx } = expectedSize(survey);
  const colour = (survey.theme?.background ?? BACKGROUND).toString(16).padStart(6, '0');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"><rect width="100%" height="100%" fill="#${colour}"/></svg>`;
  return { mediaType: formatRow('svg').mediaType, concessions: [], ...contentOf(drawButton(svg)) };
}

function contentOf(text: string): Pick<SentFile, 'byteLength' | 'contentHash' | 'open'> {
  const bytes = Buffer.from(text);
  return {
    byteLength: bytes.length,
    contentHash: createHash('sha256').update(bytes).digest('hex'),
    open: async (range) => ({ stream: Readable.from([bytes.subarray(range?.start, range?.end)]) }),
  };
}

/** The note of what made the document goes: it vouches for every byte. */
function drawButton(svg: string): string {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const end = svg.lastIndexOf('</svg>');
  if (width === undefined || height === undefined || end < 0) {
    throw new Cast2gifError('bug', 'the still of a recording has no size or no end');
  }
  const bare = svg.slice(0, end).replace(/<metadata>[^<]*<\/metadata>\s*$/, '');
  return `${bare}${button(Number(width), Number(height))}\n</svg>\n`;
}

function button(widthPx: number, heightPx: number): string {
  const share = Math.min(widthPx, heightPx) * RADIUS;
  const radius = Math.round(Math.min(RADIUS_PX.most, Math.max(RADIUS_PX.least, share)));
  const at = `translate(${Math.round(widthPx / 2)} ${Math.round(heightPx / 2)}) scale(${radius / 16})`;
  // The triangle's centre of mass is where the circle's centre is.
  return `<g transform="${at}"><circle r="16" fill="#000" fill-opacity=".62"/><circle r="15.25" fill="none" stroke="#fff" stroke-opacity=".9" stroke-width="1.5"/><path d="M-4.6-7.4 8-.35a.4.4 0 0 1 0 .7L-4.6 7.4a.4.4 0 0 1-.6-.35V-7.05a.4.4 0 0 1 .6-.35z" fill="#fff"/></g>`;
}
