/** A recording for tests of what other sites are told. */
import type { EmbeddedRecording } from '#cast2gif/web/embedded-recording.js';
import { recordingAddresses } from '#cast2gif/web/recording-addresses.js';

export const EXAMPLE_BASE = 'https://casts.example/sub';

export function embeddedRecording(changes: Partial<EmbeddedRecording> = {}): EmbeddedRecording {
  return {
    title: 'A demo',
    description: 'What it shows.',
    altText: 'A terminal: ls prints files.',
    uploadedAt: '2026-11-29T12:00:00.000Z',
    durationUs: 83_400_000,
    size: { widthPx: 820, heightPx: 550 },
    playerSize: { widthPx: 820, heightPx: 587 },
    addresses: recordingAddresses(EXAMPLE_BASE, 'abc123'),
    isListed: true,
    hasVideo: true,
    isLargeGif: false,
    ...changes,
  };
}
