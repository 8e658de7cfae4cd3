/** How to embed a recording, as a document that sites ask for: https://oembed.com, version 1.0. */
import { escapeXml } from '../text/xml.js';
import type { EmbeddedRecording } from './embedded-recording.js';
import { fitWithin, type PixelSize } from './expected-size.js';

/** How the recording is to be shown: its GIF, or the player. */
export type OembedType = 'photo' | 'video';

/** How the document is asked for. */
export interface OembedTerms {
  readonly type: OembedType;
  /** The largest size; infinite where none is given. */
  readonly bounds: PixelSize;
  readonly cacheSeconds: number;
}

/** The fields of a document, by their names in the specification. */
export type OembedDocument = Readonly<Record<string, string | number>>;

/** The document. Sizes are those to show it at: a picture keeps its own number of pixels. */
export function oembedDocument(
  recording: EmbeddedRecording,
  { type, bounds, cacheSeconds }: OembedTerms,
): OembedDocument {
  const { title, addresses, size } = recording;
  const picture = fitWithin(size, bounds);
  return {
    version: '1.0',
    type,
    title,
    provider_name: 'cast2gif',
    provider_url: addresses.site,
    cache_age: cacheSeconds,
    ...(type === 'photo' ? photoOf(recording, picture) : videoOf(recording, fitWithin(recording.playerSize, bounds))),
    thumbnail_url: addresses.picture('png'),
    thumbnail_width: picture.widthPx,
    thumbnail_height: picture.heightPx,
  };
}

function photoOf({ addresses }: EmbeddedRecording, { widthPx, heightPx }: PixelSize): OembedDocument {
  return { url: addresses.picture('gif'), width: widthPx, height: heightPx };
}

/** One iframe and nothing else: sites keep no other element of strangers. */
function videoOf({ title, addresses }: EmbeddedRecording, { widthPx, heightPx }: PixelSize): OembedDocument {
  const place = `src="${escapeXml(addresses.iframe)}" width="${widthPx}" height="${heightPx}"`;
  const html = `<iframe ${place} title="${escapeXml(title)}" frameborder="0" loading="lazy" allowfullscreen></iframe>`;
  return { html, width: widthPx, height: heightPx };
}

/** The same document as XML. */
export function oembedXml(document: OembedDocument): string {
  const elements = Object.entries(document).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>\n${elements.join('\n')}\n</oembed>\n`;
}
