/**
 * Video beside ffmpeg alone, and all formats in one run beside each alone: `npm run bench:formats -- [recordings…]`,
 * each a file or the name of one in the corpus. `--runs N` (default 5; runs alternate, medians count),
 * `--parts video,together` (either or both), `--write` puts the tables into docs/benchmarks.md.
 *
 * "ffmpeg alone" gets the same frames with their times, raw, from a file, and the same arguments: once as RGB, as they
 * are painted, which it has to convert, and once as the YUV that the program hands it. CPU seconds are those of the
 * process and everything it started (Linux).
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findFfmpeg } from '#cast2gif/encode/video/find-ffmpeg.js';
import { median, writeBetween } from './measure.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
const corpus = process.env.CAST2GIF_CORPUS ?? join(project, '../shared/corpus');
const command = join(project, 'bin/cast2gif.js');

/** Few frames of a large screen; a short demo; many frames. */
const RECORDINGS = ['self-tmux-htop-vim', 'v3-agg-demo', 'v2-carapace-manual'];

/** A typical choice, and every format. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  'GIF, MP4, PNG, SVG, text': ['gif', 'mp4', 'png', 'svg', 'txt'],
  'all nine': ['gif', 'mp4', 'webm', 'webp', 'apng', 'png', 'svg', 'txt', 'vtt'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    parts: { type: 'string', default: 'video,together' },
    write: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const parts = new Set(values.parts.split(','));
const folder = mkdtempSync(join(tmpdir(), 'cast2gif-bench-'));

interface Time {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** CPU seconds of all ended children and theirs; NaN where the system does not say. */
function childrenCpuSeconds(): number {
  if (process.platform !== 'linux') return Number.NaN;
  // After the name in brackets: fields 16 and 17 of proc(5), in hundredths of a second.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function timeOf(program: string, args: readonly string[]): Promise<Time> {
  const [start, cpuStart] = [performance.now(), childrenCpuSeconds()];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${status}`);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: childrenCpuSeconds() - cpuStart };
}

/** Each piece of work in turn, again and again, so that other load on the machine affects all of them equally. */
async function alternate<Name extends string>(
  works: Readonly<Record<Name, () => Promise<Time>>>,
): Promise<Record<Name, Time>> {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, [] as Time[]])) as Record<Name, Time[]>;
  for (let run = 0; run < runs; run++) for (const name in works) times[name].push(await works[name]());
  const medians = {} as Record<Name, Time>;
  for (const name in works) {
    medians[name] = {
      seconds: median(times[name].map(({ seconds }) => seconds)),
      cpuSeconds: median(times[name].map(({ cpuSeconds }) => cpuSeconds)),
    };
  }
  return medians;
}

function recordingPath(name: string): string {
  const inCorpus = ['.cast', '.json', ''].map((ending) => join(corpus, 'recordings', name + ending));
  const path = [name, ...inCorpus].find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`no recording ${name} in ${corpus}`);
  return path;
}

const convert = (recording: string, formats: readonly string[], ...options: string[]) =>
  timeOf(process.execPath, [
    command,
    recording,
    ...formats.map((format) => join(folder, `out.${format}`)),
    '--quiet',
    '--no-provenance',
    ...options,
  ]);

/** Runs the program with a stand-in that keeps what ffmpeg would have been given. */
async function captureStream(recording: string, format: string, ffmpeg: string) {
  const standIn = join(folder, 'stand-in');
  const [stream, words] = [join(folder, 'stream.mkv'), join(folder, 'words')];
  writeFileSync(
    standIn,
    `#!/bin/sh\ncase "$*" in *pipe:0*) ;; *) exec '${ffmpeg}' "$@" ;; esac\nprintf '%s\\n' "$@" > '${words}'; cat > '${stream}'\n`,
  );
  chmodSync(standIn, 0o755);
  await convert(recording, [format], '--ffmpeg', standIn);
  const given = readFileSync(words, 'utf8').trimEnd().split('\n').slice(0, -1);
  const args = given.map((word) => (word === 'pipe:0' ? stream : word));
  const output = join(folder, `alone.${format}`);
  return { fromYuv: [...args, output], fromRgb: [...rgbArguments(args, stream, ffmpeg), output] };
}

/** The same arguments for the same frames as RGB; writes them beside the others. */
function rgbArguments(args: readonly string[], stream: string, ffmpeg: string): string[] {
  const rgb = join(folder, 'rgb.nut');
  const convertFrames = ['-y', '-v', 'error', '-i', stream, '-fps_mode', 'passthrough', '-enc_time_base', '1/1000000'];
  const run = spawnSync(ffmpeg, [...convertFrames, '-c:v', 'rawvideo', '-pix_fmt', 'rgb24', rgb], { stdio: 'inherit' });
  if (run.status !== 0) throw new Error('ffmpeg could not make RGB frames');
  const given = args.slice(args.indexOf('-i') + 2);
  const filter = ['-vf', 'scale=in_range=pc:out_color_matrix=bt709:out_range=tv'];
  return ['-v', 'error', '-nostdin', '-protocol_whitelist', 'pipe,file', '-f', 'nut', '-i', rgb, ...filter, ...given];
}

/** Shown as soon as it is known: the whole run takes minutes. */
function row(cells: readonly (string | number)[]): string {
  const text = `| ${cells.join(' | ')} |`;
  console.error(text);
  return text;
}

const fixed = (value: number, digits = 2) => (Number.isNaN(value) ? '–' : value.toFixed(digits));

async function videoRow(name: string, format: string, ffmpeg: string): Promise<string> {
  const recording = recordingPath(name);
  const { fromYuv, fromRgb } = await captureStream(recording, format, ffmpeg);
  const { ours, yuv, rgb } = await alternate({
    ours: () => convert(recording, [format], '--ffmpeg', ffmpeg),
    rgb: () => timeOf(ffmpeg, fromRgb),
    yuv: () => timeOf(ffmpeg, fromYuv),
  });
  const cells = [
    ...[name, format, fixed(rgb.seconds), fixed(yuv.seconds), fixed(ours.seconds)],
    ...[fixed(ours.seconds / rgb.seconds), fixed(ours.seconds / yuv.seconds), fixed(ours.cpuSeconds / rgb.cpuSeconds)],
  ];
  return row(cells);
}

async function togetherRow(name: string, set: string): Promise<string> {
  const recording = recordingPath(name);
  const formats = SETS[set]!;
  const works: Record<string, () => Promise<Time>> = { together: () => convert(recording, formats) };
  for (const format of formats) works[format] = () => convert(recording, [format]);
  const { together, ...alone } = await alternate(works);
  const slowest = formats.reduce((most, format) => (alone[format]!.seconds > alone[most]!.seconds ? format : most));
  const sum = formats.reduce((total, format) => total + alone[format]!.seconds, 0);
  const cells = [
    ...[name, set, `${slowest} ${fixed(alone[slowest]!.seconds)}`, fixed(sum), fixed(together!.seconds)],
    ...[fixed(together!.seconds / alone[slowest]!.seconds), fixed(together!.seconds / sum)],
  ];
  const each = (format: string) =>
    `${format} ${fixed(alone[format]!.seconds)} (CPU ${fixed(alone[format]!.cpuSeconds)})`;
  console.error(`${formats.map(each).join(', ')}, together CPU ${fixed(together!.cpuSeconds)}`);
  return row(cells);
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

async function main(): Promise<void> {
  const ffmpeg = await findFfmpeg();
  const names = positionals.length > 0 ? positionals : RECORDINGS;
  const videos: string[] = [];
  const together: string[] = [];
  for (const name of names) {
    for (const format of parts.has('video') ? ['mp4', 'webm'] : []) videos.push(await videoRow(name, format, ffmpeg));
    for (const set of parts.has('together') ? Object.keys(SETS) : []) together.push(await togetherRow(name, set));
  }
  const text = [
    table(
      ['recording', 'format', 'ffmpeg from RGB, s', 'ffmpeg from YUV, s', 'cast2gif, s', '÷ RGB', '÷ YUV', 'CPU ÷ RGB'],
      videos,
    ),
    table(
      ['recording', 'outputs', 'slowest alone, s', 'one by one, s', 'together, s', '÷ slowest', '÷ one by one'],
      together,
    ),
  ].join('\n\n');
  console.log(text);
  if (values.write) writeBetween(join(project, 'docs/benchmarks.md'), 'bench:formats', text);
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}
