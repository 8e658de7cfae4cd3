/**
 * The part of a page's head that tells other sites what it shows: oEmbed discovery, Open Graph, Twitter cards and
 * schema.org's VideoObject. Nothing in it waits for a render.
 */
import { scriptData } from '../text/script-data.js';
import { escapeXml } from '../text/xml.js';
import type { EmbeddedRecording } from './embedded-recording.js';
import type { PixelSize } from './expected-size.js';

/** Sites show no more of them. */
const LONGEST_TITLE = 120;
const LONGEST_DESCRIPTION = 300;

/** HTML for the head of the recording's page, some 4 kB; discovery comes first, for readers that stop early. */
export function metadataHtml(recording: EmbeddedRecording): string {
  return [
    ...discovery(recording),
    ...(recording.isListed ? [] : ['<meta name="robots" content="noindex">']),
    ...openGraph(recording),
    ...twitterCard(recording),
    videoObject(recording),
  ].join('\n');
}

const meta = (name: string, content: string | number) =>
  `<meta name="${name}" content="${escapeXml(String(content))}">`;
const property = (name: string, content: string | number) =>
  `<meta property="${name}" content="${escapeXml(String(content))}">`;

function discovery({ title, description, addresses }: EmbeddedRecording): string[] {
  const named = `title="${escapeXml(cut(title, LONGEST_TITLE))}"`;
  const alternate = (type: string, format: 'json' | 'xml') =>
    `<link rel="alternate" type="${type}" href="${escapeXml(addresses.oembed(format))}" ${named}>`;
  return [
    `<link rel="canonical" href="${escapeXml(addresses.page)}">`,
    alternate('application/json+oembed', 'json'),
    alternate('text/xml+oembed', 'xml'),
    meta('description', cut(description, LONGEST_DESCRIPTION)),
  ];
}

/**
 * Chats animate a GIF that is the page's picture, and forums play a video of type `video/mp4`; a GIF that they would
 * refuse is replaced by the still.
 */
function openGraph(recording: EmbeddedRecording): string[] {
  const { title, description, altText, addresses, hasVideo, isLargeGif } = recording;
  const [extension, type] = isLargeGif ? ['png', 'image/png'] : ['gif', 'image/gif'];
  return [
    property('og:site_name', 'cast2gif'),
    property('og:type', hasVideo ? 'video.other' : 'website'),
    property('og:title', cut(title, LONGEST_TITLE)),
    property('og:description', cut(description, LONGEST_DESCRIPTION)),
    property('og:url', addresses.page),
    ...medium('og:image', addresses.picture(extension!), type!, recording.size),
    property('og:image:alt', cut(altText, LONGEST_DESCRIPTION)),
    ...(hasVideo ? medium('og:video', addresses.picture('mp4'), 'video/mp4', recording.size) : []),
  ];
}

/** A picture or video with everything that readers want to know before they fetch it. */
function medium(name: string, address: string, type: string, { widthPx, heightPx }: PixelSize): string[] {
  return [
    property(name, address),
    ...(isSecure(address) ? [property(`${name}:secure_url`, address)] : []),
    property(`${name}:type`, type),
    property(`${name}:width`, widthPx),
    property(`${name}:height`, heightPx),
  ];
}

function isSecure(address: string): boolean {
  return address.startsWith('https:');
}

/** Players must have secure addresses. The picture is a still: of a GIF, only the first frame would be shown. */
function twitterCard({ title, description, altText, addresses, playerSize, hasVideo }: EmbeddedRecording): string[] {
  const player = [
    meta('twitter:card', 'player'),
    meta('twitter:player', addresses.iframe),
    meta('twitter:player:width', playerSize.widthPx),
    meta('twitter:player:height', playerSize.heightPx),
    ...(hasVideo
      ? [
          meta('twitter:player:stream', addresses.picture('mp4')),
          meta('twitter:player:stream:content_type', 'video/mp4'),
        ]
      : []),
  ];
  return [
    ...(isSecure(addresses.iframe) ? player : [meta('twitter:card', 'summary_large_image')]),
    meta('twitter:title', cut(title, LONGEST_TITLE)),
    meta('twitter:description', cut(description, LONGEST_DESCRIPTION)),
    meta('twitter:image', addresses.picture('png')),
    meta('twitter:image:alt', cut(altText, LONGEST_DESCRIPTION)),
  ];
}

/** https://schema.org/VideoObject. A data block is no script: the page's policy does not touch it. */
function videoObject(recording: EmbeddedRecording): string {
  const { title, description, addresses, size, uploadedAt, durationUs, hasVideo } = recording;
  const video = {
    '@context': 'https://schema.org',
    '@type': 'VideoObject',
    name: cut(title, LONGEST_TITLE),
    description: cut(description, LONGEST_DESCRIPTION),
    url: addresses.page,
    thumbnailUrl: addresses.picture('png'),
    uploadDate: uploadedAt,
    duration: isoDuration(durationUs),
    embedUrl: addresses.iframe,
    ...(hasVideo && { contentUrl: addresses.picture('mp4'), encodingFormat: 'video/mp4' }),
    width: size.widthPx,
    height: size.heightPx,
  };
  return `<script type="application/ld+json">${scriptData(video)}</script>`;
}

/** In whole seconds: fractions are rarely understood. */
function isoDuration(durationUs: number): string {
  return `PT${Math.max(1, Math.round(durationUs / 1e6))}S`;
}

/** A text on one line, cut between words where it is long. */
function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const start = line.slice(0, most - 1);
  return `${start.slice(0, Math.max(start.lastIndexOf(' '), most / 2))}…`;
}
