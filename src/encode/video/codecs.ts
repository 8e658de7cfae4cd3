/** Everything ffmpeg is told about a codec. Fixed words and one number: no text of a user gets in here. */

export const VIDEO_CODECS = ['h264', 'vp9', 'av1'] as const;
export type VideoCodec = (typeof VIDEO_CODECS)[number];

export const VIDEO_CONTAINERS = ['mp4', 'webm'] as const;
export type VideoContainer = (typeof VIDEO_CONTAINERS)[number];

/** What a container holds unless asked otherwise: the codec every player of it knows. */
export const DEFAULT_CODEC: Readonly<Record<VideoContainer, VideoCodec>> = { mp4: 'h264', webm: 'vp9' };

/** Codecs a container may hold. */
export const CODECS_OF: Readonly<Record<VideoContainer, readonly VideoCodec[]>> = {
  mp4: ['h264', 'av1'],
  webm: ['vp9', 'av1'],
};

interface CodecSettings {
  /** Quality where letters keep their edges; the scales of the codecs differ. */
  readonly defaultCrf: number;
  readonly maxCrf: number;
  readonly arguments: (crf: number) => readonly string[];
}

export const CODEC_SETTINGS: Readonly<Record<VideoCodec, CodecSettings>> = {
  h264: {
    defaultCrf: 18,
    maxCrf: 51,
    // No B-frames: with frames of very different lengths they delay the first one by seconds, which then
    // depends on an edit list that not every player honours.
    // `veryfast`: on text, slower presets take twice the time and save nothing.
    arguments: (crf) => ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', `${crf}`, '-bf', '0', '-profile:v', 'high'],
  },
  vp9: {
    defaultCrf: 26,
    maxCrf: 63,
    // The settings for live screen sharing: a fifth of the time of the careful ones, at equal SSIM some 10 % larger.
    arguments: (crf) => [
      ...['-c:v', 'libvpx-vp9', '-crf', `${crf}`, '-b:v', '0', '-deadline', 'realtime', '-cpu-used', '6'],
      ...['-tune-content', 'screen', '-row-mt', '1', '-tile-columns', '1'],
    ],
  },
  av1: {
    defaultCrf: 28,
    maxCrf: 63,
    arguments: (crf) => ['-c:v', 'libsvtav1', '-preset', '8', '-crf', `${crf}`],
  },
};

/** Ticks per second of the timestamps: MP4's usual 90 kHz, WebM's prescribed milliseconds. */
const TICKS: Readonly<Record<VideoContainer, number>> = { mp4: 90_000, webm: 1000 };

/** What a video is to be made of. */
export interface VideoFormat {
  readonly container: VideoContainer;
  readonly codec: VideoCodec;
  readonly crf: number;
}

/**
 * The command line up to the output's name.
 * @param knowsFpsMode whether this ffmpeg has `-fps_mode` (5.1 and later) in place of `-vsync`
 */
export function ffmpegArguments({ container, codec, crf }: VideoFormat, knowsFpsMode: boolean): string[] {
  const whitelist = ['-protocol_whitelist', 'pipe,file'];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...whitelist,
    ...['-f', 'matroska', '-i', 'pipe:0', '-map', '0:v:0', '-map_metadata', '0', '-map_chapters', '0'],
    ...CODEC_SETTINGS[codec].arguments(crf),
    ...['-pix_fmt', 'yuv420p', '-color_range', 'tv', '-colorspace', 'bt709'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
    // Each frame once and at its own time; left to itself ffmpeg repeats frames at an even rate.
    ...[knowsFpsMode ? '-fps_mode' : '-vsync', 'vfr'],
    // The encoder counts in the container's ticks, so each frame keeps its own time.
    ...['-enc_time_base', `1/${TICKS[container]}`],
    // A viewer who jumps to a chapter sees it at once.
    ...['-force_key_frames', 'chapters'],
    // No clock and no version in the file.
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...(container === 'mp4' ? ['-video_track_timescale', `${TICKS.mp4}`, '-movflags', '+faststart'] : []),
    ...whitelist,
    ...['-f', container, '-y'],
  ];
}
