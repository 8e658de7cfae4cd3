/** Text to copy from the page of a recording: how to show it elsewhere. */
import { type EmbeddedPicture, snippet } from '../embed/snippet.js';
import { escapeXml } from '../text/xml.js';
import type { PixelSize } from './expected-size.js';
import type { RecordingAddresses } from './recording-addresses.js';
import type { Snippet } from './snippets.js';

/** What a page copies. */
export interface ShownRecording {
  readonly id: string;
  readonly addresses: RecordingAddresses;
  readonly altText: string;
  readonly size: PixelSize;
  /** Options that the pictures of the snippets have beside their theme: `for=github`; empty for none. */
  readonly query: string;
}

/** Themes for readers whose pages are light or dark. */
const LIGHT_THEME = 'github-light';
const DARK_THEME = 'github-dark';

/** In the order in which they are mostly wanted. */
export function recordingSnippets(recording: ShownRecording): Snippet[] {
  const { addresses, altText: alt, id } = recording;
  const picture = pictureOf(recording);
  const [light, dark] = [LIGHT_THEME, DARK_THEME].map((theme) => pictureOf(recording, theme));
  const linked = (markup: string) => `<a href="${escapeXml(addresses.page)}">${markup.trim()}</a>`;
  return [
    { title: 'Markdown', text: `[${snippet({ picture, alt }, 'markdown').trim()}](${addresses.page})` },
    { title: 'HTML', text: linked(snippet({ picture, alt }, 'image')) },
    { title: 'Light and dark', text: snippet({ picture: light!, dark: dark!, alt }, 'picture').trim() },
    { title: 'BBCode', text: `[url=${addresses.page}][img]${picture.address}[/img][/url]` },
    {
      title: 'Player',
      text: `<script src="${escapeXml(addresses.script)}" id="asciicast-${escapeXml(id)}" async></script>`,
    },
    { title: 'Address', text: picture.address },
  ];
}

function pictureOf({ addresses, size, query }: ShownRecording, theme?: string): EmbeddedPicture {
  const options = [...(theme === undefined ? [] : [`theme=${theme}`]), ...(query === '' ? [] : [query])].join('&');
  return { address: `${addresses.picture('gif')}${options && `?${options}`}`, ...size };
}
