/** Where everything about an uploaded recording is. */

/** The absolute addresses of a recording. */
export interface RecordingAddresses {
  /** The server's first page, with a slash at its end. */
  readonly site: string;
  readonly page: string;
  /** The player alone, to be shown in other pages. */
  readonly iframe: string;
  /** The script that puts the player into other pages. */
  readonly script: string;
  /** A picture by its extension: `gif`. */
  readonly picture: (extension: string) => string;
  /** How to embed it, as a document. */
  readonly oembed: (format: 'json' | 'xml') => string;
}

/** @param base address of the server, without a slash at its end */
export function recordingAddresses(base: string, id: string): RecordingAddresses {
  const page = `${base}/a/${id}`;
  return {
    site: `${base}/`,
    page,
    iframe: `${page}/iframe`,
    script: `${page}.js`,
    picture: (extension) => `${page}.${extension}`,
    oembed: (format) => `${base}/oembed?${new URLSearchParams({ url: page, format })}`,
  };
}

/** What an address is about. */
export interface AddressedRecording {
  readonly id: string;
  /** What comes after the page's own address: `gif`, `iframe`; empty for the page. */
  readonly part: string;
}

/** Reads any of these addresses, whatever its query; undefined where it leads elsewhere. @param base as above */
export function readRecordingAddress(address: string, base: string): AddressedRecording | undefined {
  const url = parseUrl(address);
  const home = new URL(base);
  // Sites that know a page by http ask about https, and the other way round.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.host !== home.host) return undefined;
  const folder = `${home.pathname.replace(/\/$/, '')}/a/`;
  if (!url.pathname.startsWith(folder)) return undefined;
  const [, id, , part = ''] = /^([^/.]+)(?:([./])([a-z0-9]+))?\/?$/.exec(url.pathname.slice(folder.length)) ?? [];
  return id === undefined ? undefined : { id, part };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
