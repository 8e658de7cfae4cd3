/** What the page knows about the server: embedded as JSON, so that no request is needed. */
import type { Format } from '../options/formats.js';
import type { ServiceBounds } from '../options/request.js';

/** Facts about the server that shows the page. */
export interface PageFacts {
  /** Whether visitors may have recordings rendered without a token. */
  readonly canRender: boolean;
  /** Whether recordings may be given by their addresses. */
  readonly takesAddresses: boolean;
  readonly maximumUploadBytes: number;
  /** How many requests a visitor may make in a minute that start a render. */
  readonly requestsPerMinute: number;
  /** How long pictures and recordings are kept after they were last asked for. */
  readonly keepSeconds: number;
  /** Those that can be made here. */
  readonly formats: readonly Format[];
  /** Bounds of options, where they are not those of the option table. */
  readonly bounds: ServiceBounds;
  /** Addresses of the player's files, where it is installed. */
  readonly player?: { readonly script: string; readonly style: string };
  /** A recording to try the page with. */
  readonly example: string;
}

/** The id of the element that holds the facts. */
export const PAGE_FACTS_ID = 'page-facts';
