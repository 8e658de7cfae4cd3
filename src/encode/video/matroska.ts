/**
 * Just enough Matroska (RFC 9559) to hand raw frames to ffmpeg through a pipe with a timestamp each, together
 * with what must never become part of its command line: title, command and chapters.
 */

const IDS = {
  ebml: 0x1a45dfa3,
  ebmlVersion: 0x4286,
  ebmlReadVersion: 0x42f7,
  ebmlMaxIdLength: 0x42f2,
  ebmlMaxSizeLength: 0x42f3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  title: 0x7ba9,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  codecId: 0x86,
  defaultDuration: 0x23e383,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  colourSpace: 0x2eb524,
  colour: 0x55b0,
  matrixCoefficients: 0x55b1,
  range: 0x55b9,
  transferCharacteristics: 0x55ba,
  primaries: 0x55bb,
  chapters: 0x1043a770,
  editionEntry: 0x45b9,
  chapterAtom: 0xb6,
  chapterUid: 0x73c4,
  chapterTimeStart: 0x91,
  chapterTimeEnd: 0x92,
  chapterDisplay: 0x80,
  chapterString: 0x85,
  chapterLanguage: 0x437c,
  tags: 0x1254c367,
  tag: 0x7373,
  targets: 0x63c0,
  simpleTag: 0x67c8,
  tagName: 0x45a3,
  tagString: 0x4487,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  blockGroup: 0xa0,
  block: 0xa1,
  blockDuration: 0x9b,
} as const;

type Content = Uint8Array | string | number;

/** An element: id, size, content. Numbers become unsigned integers, texts UTF-8. */
function element(id: keyof typeof IDS, ...content: readonly Content[]): Uint8Array {
  const parts = content.map(contentBytes);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([elementHead(id, size), ...parts]);
}

function elementHead(id: keyof typeof IDS, size: number): Uint8Array {
  return Buffer.concat([unsigned(IDS[id]), variableSize(size)]);
}

function contentBytes(content: Content): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content, 'utf8');
  return typeof content === 'number' ? unsigned(content) : content;
}

/** Big-endian, as few bytes as hold it; safe integers only. */
function unsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(rest % 256);
    rest = Math.floor(rest / 256);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** Always eight bytes: a marker bit, then 56 bits of size. */
function variableSize(size: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE((1n << 56n) | BigInt(size));
  return bytes;
}

/** Size of an element that goes on until the stream ends. */
const UNKNOWN_SIZE = Uint8Array.of(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

/** A named part of the video. */
export interface Chapter {
  readonly startUs: number;
  readonly endUs: number;
  readonly title: string;
}

/** What the stream says before the first frame. */
export interface StreamFacts {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Four letters for the layout of raw pixels, such as `I420`. */
  readonly fourCc: string;
  /** Duration of a frame that says nothing else: a hint at the frame rate. */
  readonly frameDurationUs: number;
  /** Whether pixels are limited-range BT.709; otherwise full-range RGB. */
  readonly limitedBt709: boolean;
  readonly title: string | undefined;
  /** Tags by their names; those without a text are left out. */
  readonly tags: Readonly<Record<string, string | undefined>>;
  readonly chapters: readonly Chapter[];
}

/** Everything up to the first frame. Timestamps count microseconds. */
export function matroskaHeader(facts: StreamFacts): Uint8Array {
  const ebml = element(
    'ebml',
    element('ebmlVersion', 1),
    element('ebmlReadVersion', 1),
    element('ebmlMaxIdLength', 4),
    element('ebmlMaxSizeLength', 8),
    element('docType', 'matroska'),
    element('docTypeVersion', 4),
    element('docTypeReadVersion', 2),
  );
  const info = element(
    'info',
    element('timestampScale', 1000),
    element('muxingApp', 'cast2gif'),
    element('writingApp', 'cast2gif'),
    ...(facts.title ? [element('title', facts.title)] : []),
  );
  return Buffer.concat([
    ebml,
    unsigned(IDS.segment),
    UNKNOWN_SIZE,
    info,
    element('tracks', trackEntry(facts)),
    ...(facts.chapters.length > 0
      ? [element('chapters', element('editionEntry', ...facts.chapters.map(chapterAtom)))]
      : []),
    ...tagElements(facts.tags),
  ]);
}

function trackEntry(facts: StreamFacts): Uint8Array {
  // The numbers are those of ITU-T H.273; range: 1 is limited, 2 is full.
  const colour = facts.limitedBt709
    ? [element('matrixCoefficients', 1), element('range', 1)]
    : [element('matrixCoefficients', 0), element('range', 2)];
  return element(
    'trackEntry',
    element('trackNumber', 1),
    element('trackUid', 1),
    element('trackType', 1),
    element('flagLacing', 0),
    element('defaultDuration', facts.frameDurationUs * 1000),
    element('codecId', 'V_UNCOMPRESSED'),
    element(
      'video',
      element('pixelWidth', facts.widthPx),
      element('pixelHeight', facts.heightPx),
      element('colourSpace', facts.fourCc),
      element('colour', ...colour, element('transferCharacteristics', 1), element('primaries', 1)),
    ),
  );
}

function chapterAtom({ startUs, endUs, title }: Chapter, index: number): Uint8Array {
  return element(
    'chapterAtom',
    element('chapterUid', index + 1),
    element('chapterTimeStart', startUs * 1000),
    element('chapterTimeEnd', endUs * 1000),
    element('chapterDisplay', element('chapterString', title), element('chapterLanguage', 'und')),
  );
}

function tagElements(tags: StreamFacts['tags']): Uint8Array[] {
  const simpleTags = Object.entries(tags).flatMap(([name, text]) =>
    text ? [element('simpleTag', element('tagName', name), element('tagString', text))] : [],
  );
  return simpleTags.length === 0 ? [] : [element('tags', element('tag', element('targets'), ...simpleTags))];
}

/** What comes before one frame's `byteLength` bytes of pixels: each frame is a cluster of its own. */
export function matroskaFrameHead(timeUs: number, durationUs: number, byteLength: number): Uint8Array {
  // Track 1, no offset from the cluster's time, no flags.
  const blockHead = Uint8Array.of(0x81, 0, 0, 0);
  const duration = element('blockDuration', durationUs);
  const block = elementHead('block', blockHead.length + byteLength);
  const group = elementHead('blockGroup', duration.length + block.length + blockHead.length + byteLength);
  const timestamp = element('timestamp', timeUs);
  const clusterSize = timestamp.length + group.length + duration.length + block.length + blockHead.length + byteLength;
  return Buffer.concat([elementHead('cluster', clusterSize), timestamp, group, duration, block, blockHead]);
}
