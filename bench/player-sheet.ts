/**
 * Moments of the corpus as we draw them beside what asciinema-player draws in a browser at the same second:
 * `npm run player-sheet -- [out.png]` (default: bench/out/player-sheet.png; further pages end in -2.png and so on).
 * Needs `../shared/corpus`, `../shared/tools/player-shot` and Chromium (CHROMIUM says where); without them it says
 * what is missing and exits with status 0.
 */
import { execFile, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createCanvas, type Image, loadImage } from '@napi-rs/canvas';
import { render } from '#cast2gif/index.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
const shared = join(project, '../shared');
const corpus = process.env.CAST2GIF_CORPUS ?? join(shared, 'corpus');
const tool = join(shared, 'tools/player-shot');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What the tool asks of the player; ours must be drawn by the same. */
const IDLE_LIMIT_SECONDS = 5;
const THEME = 'asciinema';

/**
 * A recording and a second of its own time (pauses shortened as above): player and `select` both count from the
 * first event on, while `at` counts from the first visible change.
 */
type Moment = readonly [recording: string, second: number];

const MOMENTS: readonly Moment[] = [
  ['self-dec-features.cast', 14],
  ['self-unicode-print.cast', 4.6],
  ['self-tmux-htop-vim.cast', 14],
  ['v2-carapace-manual.cast', 30],
  ['v2-nuttx-menuconfig.cast', 40],
  ['v2-freyr-logo.cast', 3],
  ['v2-vim-rules.cast', 40],
  ['v3-carapace-integrate.cast', 20],
  ['v3-zellij-leap.cast', 20],
  ['v2-azure-capi.cast', 10],
];

const PICTURES_A_PAGE = 2;
const GAP_PX = 12;
const LABEL_PX = 26;

interface Pair {
  readonly label: string;
  readonly ours: Image;
  readonly player: Image;
}

function missing(): string | undefined {
  if (!existsSync(corpus)) return 'no ../shared/corpus beside the checkout';
  if (!existsSync(tool)) return 'no ../shared/tools/player-shot beside the checkout';
  if (spawnSync(chromium, ['--version'], { stdio: 'ignore' }).status !== 0) return `${chromium} does not run`;
  return undefined;
}

/** Copies the tool to where its packages may be installed. */
function installTool(folder: string): string {
  for (const name of readdirSync(tool)) {
    if (/\.(mjs|json)$/.test(name)) copyFileSync(join(tool, name), join(folder, name));
  }
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (install.status !== 0) throw new Error('the player could not be installed');
  return join(folder, 'shot.mjs');
}

async function drawPair(shot: string, folder: string, [recording, second]: Moment): Promise<Pair> {
  const path = join(corpus, 'recordings', recording);
  const output = join(folder, 'shot.png');
  const font = join(project, 'fonts/jetbrains-mono/regular.ttf');
  const run = promisify(execFile)(process.execPath, [shot, path, String(second), output, THEME, font], {
    env: { ...process.env, CHROMIUM: chromium },
  });
  const result = await render(
    path,
    { buffer: true, format: 'png' },
    { select: String(second), idleTimeLimitSeconds: IDLE_LIMIT_SECONDS, theme: THEME },
  );
  await run;
  return {
    label: `${recording}, second ${second}`,
    ours: await loadImage(Buffer.from(result.outputs[0]!.bytes!)),
    player: await loadImage(readFileSync(output)),
  };
}

/** One page: each pair in a row, ours at the left. */
function drawPage(pairs: readonly Pair[]): Buffer {
  const leftPx = Math.max(...pairs.map(({ ours }) => ours.width));
  const rightPx = Math.max(...pairs.map(({ player }) => player.width));
  const heights = pairs.map(({ ours, player }) => LABEL_PX + Math.max(ours.height, player.height) + GAP_PX);
  const canvas = createCanvas(
    leftPx + rightPx + 3 * GAP_PX,
    heights.reduce((sum, height) => sum + height, 0),
  );
  const context = canvas.getContext('2d');
  context.fillStyle = '#808080';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = '16px sans-serif';
  let topPx = 0;
  for (const [index, { label, ours, player }] of pairs.entries()) {
    context.fillStyle = '#ffffff';
    context.fillText(`cast2gif: ${label}`, GAP_PX, topPx + LABEL_PX - 8);
    context.fillText('asciinema-player', leftPx + 2 * GAP_PX, topPx + LABEL_PX - 8);
    context.drawImage(ours, GAP_PX, topPx + LABEL_PX);
    context.drawImage(player, leftPx + 2 * GAP_PX, topPx + LABEL_PX);
    topPx += heights[index]!;
  }
  return canvas.toBuffer('image/png');
}

async function main(): Promise<void> {
  const lack = missing();
  if (lack !== undefined) {
    console.log(`skipped: ${lack}`);
    return;
  }
  const first = resolve(process.argv[2] ?? join(project, 'bench/out/player-sheet.png'));
  mkdirSync(dirname(first), { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-player-'));
  try {
    const shot = installTool(folder);
    for (let page = 0; page * PICTURES_A_PAGE < MOMENTS.length; page += 1) {
      const pairs: Pair[] = [];
      for (const moment of MOMENTS.slice(page * PICTURES_A_PAGE, (page + 1) * PICTURES_A_PAGE)) {
        pairs.push(await drawPair(shot, folder, moment));
      }
      const path = page === 0 ? first : first.replace(/(\.png)?$/, `-${page + 1}.png`);
      writeFileSync(path, drawPage(pairs));
      console.log(path);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await main();
