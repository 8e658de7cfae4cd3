/** All of ffmpeg's arguments for a codec. Fixed words and one number: no text from a user gets in here. */
import { Cast2gifError, optionError } from '../../errors.js';
import type { VideoContainer } from '../../options/formats.js';
import type { Ffmpeg } from './find-ffmpeg.js';

const VIDEO_CODECS = ['h264', 'vp9', 'av1'] as const;
/** Name of a codec, as `--video-codec` takes it. */
export type VideoCodec = (typeof VIDEO_CODECS)[number];

/** What a container may hold and how ffmpeg writes it. */
interface ContainerSettings {
  /** Codecs it may hold; first the default, which every player of it knows. */
  readonly codecs: readonly [VideoCodec, ...VideoCodec[]];
  /** Of its timestamps. */
  readonly ticksPerSecond: number;
  /** Arguments for ffmpeg's muxer. */
  readonly arguments: readonly string[];
  /** The tag that ffmpeg keeps and that suits what made the file. */
  readonly noteTag: string;
}

/** MP4's usual 90 kHz. */
const MP4_TICKS_PER_SECOND = 90_000;

const CONTAINERS: Readonly<Record<VideoContainer, ContainerSettings>> = {
  mp4: {
    codecs: ['h264', 'av1'],
    ticksPerSecond: MP4_TICKS_PER_SECOND,
    arguments: ['-video_track_timescale', `${MP4_TICKS_PER_SECOND}`, '-movflags', '+faststart'],
    noteTag: 'ENCODING_TOOL',
  },
  // WebM prescribes milliseconds.
  webm: { codecs: ['vp9', 'av1'], ticksPerSecond: 1000, arguments: [], noteTag: 'ENCODER_SETTINGS' },
};

/** One of ffmpeg's encoders and what to tell it. */
export interface EncoderChoice {
  /** As `ffmpeg -encoders` calls it. */
  readonly name: string;
  readonly arguments: (crf: number) => readonly string[];
}

interface CodecSettings {
  /** For messages. */
  readonly title: string;
  /** Quality where letters keep their edges; the scales of the codecs differ. */
  readonly defaultCrf: number;
  readonly maxCrf: number;
  /** The first one that an ffmpeg has is taken. */
  readonly encoders: readonly EncoderChoice[];
}

const CODEC_SETTINGS: Readonly<Record<VideoCodec, CodecSettings>> = {
  h264: {
    title: 'H.264',
    defaultCrf: 18,
    maxCrf: 51,
    encoders: [
      {
        name: 'libx264',
        // No B-frames: with frames of very different lengths they delay the first one by seconds, which then
        // depends on an edit list that not every player honours.
        // `veryfast`: on text, slower presets take twice the time and save nothing.
        arguments: (crf) => ['-preset', 'veryfast', '-crf', `${crf}`, '-bf', '0', '-profile:v', 'high'],
      },
    ],
  },
  vp9: {
    title: 'VP9',
    defaultCrf: 26,
    maxCrf: 63,
    encoders: [
      {
        name: 'libvpx-vp9',
        // The settings for live screen sharing: a fifth of the time of the careful ones, at equal SSIM some 10 %
        // larger.
        arguments: (crf) => [
          ...['-crf', `${crf}`, '-b:v', '0', '-deadline', 'realtime', '-cpu-used', '6'],
          ...['-tune-content', 'screen', '-row-mt', '1', '-tile-columns', '1'],
        ],
      },
    ],
  },
  av1: {
    title: 'AV1',
    defaultCrf: 28,
    maxCrf: 63,
    encoders: [
      { name: 'libsvtav1', arguments: (crf) => ['-preset', '8', '-crf', `${crf}`] },
      {
        name: 'libaom-av1',
        arguments: (crf) => [
          ...['-crf', `${crf}`, '-b:v', '0', '-usage', 'realtime', '-cpu-used', '8'],
          ...['-row-mt', '1', '-tiles', '2x1', '-aom-params', 'tune-content=screen'],
        ],
      },
    ],
  },
};

/** What a video is to be made of. */
export interface VideoFormat {
  readonly container: VideoContainer;
  readonly encoder: EncoderChoice;
  /** On the scale of the encoder's codec. */
  readonly crf: number;
}

/** What a caller may leave open. */
export interface VideoChoice {
  readonly container: VideoContainer;
  /** MP4: h264 (default) or av1; WebM: vp9 (default) or av1. */
  readonly codec?: VideoCodec | undefined;
  /** Constant rate factor on the codec's own scale: less is better and larger. */
  readonly crf?: number | undefined;
}

/** A choice in which nothing is left open. */
interface SettledChoice {
  readonly codec: VideoCodec;
  readonly crf: number;
}

/**
 * Fills in what was left open, without asking ffmpeg.
 * @throws Cast2gifError `usage` for a codec that its container cannot hold or a crf out of range
 */
export function settleVideoChoice(choice: VideoChoice): SettledChoice {
  const { container } = choice;
  const { codecs } = CONTAINERS[container];
  const codec = choice.codec ?? codecs[0];
  if (!codecs.includes(codec)) {
    throw optionError('videoCodec', `${container} holds ${codecs.join(' or ')}, not ${codec}`);
  }
  const { defaultCrf, maxCrf } = CODEC_SETTINGS[codec];
  const crf = choice.crf ?? defaultCrf;
  if (!Number.isInteger(crf) || crf < 0 || crf > maxCrf) {
    throw optionError('crf', `expected a whole number from 0 to ${maxCrf} for ${codec}, not ${crf}`);
  }
  return { codec, crf };
}

/**
 * Decides what a video is made of.
 * @throws Cast2gifError `usage` for what `settleVideoChoice` refuses; `helper` where this ffmpeg has no encoder for
 *   the codec
 */
export function chooseVideoFormat(choice: VideoChoice, ffmpeg: Ffmpeg): VideoFormat {
  const { codec, crf } = settleVideoChoice(choice);
  const { encoders, title } = CODEC_SETTINGS[codec];
  const encoder = encoders.find(({ name }) => ffmpeg.encoders.has(name));
  if (encoder) return { container: choice.container, encoder, crf };
  const wanted = encoders.map(({ name }) => name).join(' nor ');
  throw new Cast2gifError(
    'helper',
    `${ffmpeg.program} cannot make ${title}: it has no ${wanted}${otherWays(codec, ffmpeg)}`,
  );
}

/** What works with this ffmpeg instead. */
function otherWays(missing: VideoCodec, ffmpeg: Ffmpeg): string {
  const works = (codec: VideoCodec) =>
    codec !== missing && CODEC_SETTINGS[codec].encoders.some(({ name }) => ffmpeg.encoders.has(name));
  const ways = Object.entries(CONTAINERS).flatMap(([container, { codecs }]) =>
    codecs.filter(works).map((codec) => `.${container}${codec === codecs[0] ? '' : ` with --video-codec ${codec}`}`),
  );
  return `; install a fuller ffmpeg and name it with --ffmpeg${ways.length > 0 ? `, or write ${ways[0]}` : ''}`;
}

/** The tag that holds what made a video. */
export function noteTagOf(container: VideoContainer): string {
  return CONTAINERS[container].noteTag;
}

/**
 * The command line up to the output's name.
 * @param knowsFpsMode whether this ffmpeg has `-fps_mode` in place of `-vsync`
 */
export function ffmpegArguments({ container, encoder, crf }: VideoFormat, knowsFpsMode: boolean): string[] {
  const settings = CONTAINERS[container];
  const whitelist = ['-protocol_whitelist', 'pipe,file'];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...whitelist,
    ...['-f', 'matroska', '-i', 'pipe:0', '-map', '0:v:0', '-map_metadata', '0', '-map_chapters', '0'],
    ...['-c:v', encoder.name, ...encoder.arguments(crf)],
    ...['-pix_fmt', 'yuv420p', '-color_range', 'tv', '-colorspace', 'bt709'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
    // Each frame once and at its own time; left to itself ffmpeg repeats frames at an even rate.
    ...[knowsFpsMode ? '-fps_mode' : '-vsync', 'vfr'],
    // The encoder counts in the container's ticks, so each frame keeps its own time.
    ...['-enc_time_base', `1/${settings.ticksPerSecond}`],
    // A viewer who jumps to a chapter sees it at once.
    ...['-force_key_frames', 'chapters'],
    // No clock and no version in the file.
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...settings.arguments,
    ...whitelist,
    ...['-f', container, '-y'],
  ];
}
