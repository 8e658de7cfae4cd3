/** What the script of a recording's page is told: embedded as JSON, so that no request is needed. */
import type { PageFacts } from './page-facts.js';

/** Facts about a recording and its page. */
export interface RecordingPageFacts {
  readonly id: string;
  /** Whether the animation is made; until then the page shows a still. */
  readonly isMade: boolean;
  /** What the player shows until it plays, in seconds of its own time. */
  readonly posterSeconds: number;
  /** Where the recording's sound is. */
  readonly audioUrl?: string;
  /** Addresses of the player's files seen from the page, where it is installed. */
  readonly player?: NonNullable<PageFacts['player']>;
}

/** The id of the element that holds the facts. */
export const RECORDING_PAGE_FACTS_ID = 'recording-page-facts';
