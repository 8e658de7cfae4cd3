/** A recording as other sites see it. */
import type { PixelSize } from './expected-size.js';
import type { RecordingAddresses } from './recording-addresses.js';

/** What other sites are told of a recording. All of it is known before anything is rendered. */
export interface EmbeddedRecording {
  readonly title: string;
  readonly description: string;
  /** What its picture shows, in words. */
  readonly altText: string;
  /** ISO 8601. */
  readonly uploadedAt: string;
  readonly durationUs: number;
  /** Of its pictures. */
  readonly size: PixelSize;
  /** Of the player, where it is as wide as the picture. */
  readonly playerSize: PixelSize;
  readonly addresses: RecordingAddresses;
  /** Whether search engines may show it. */
  readonly isListed: boolean;
  /** Whether there is a video: the server may lack the program that makes it. */
  readonly hasVideo: boolean;
  /** Whether its GIF is known to be too large for most sites. */
  readonly isLargeGif: boolean;
}
