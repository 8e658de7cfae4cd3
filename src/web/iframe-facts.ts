/** What the page of the player alone knows of its recording: embedded as JSON, so that no request is needed. */
export interface IframeFacts {
  /** Address of the recording. */
  readonly cast: string;
  /** What is shown until it plays, in seconds of the recording with its pauses shortened. */
  readonly posterSeconds: number;
  /** Where the recording's sound is. */
  readonly audioUrl?: string;
}

/** The id of the element that holds the facts. */
export const IFRAME_FACTS_ID = 'iframe-facts';
