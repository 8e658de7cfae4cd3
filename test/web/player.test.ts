/** The real player shows what `cast2gif rec` writes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realCommand, run, temporaryFolder } from '../cli/run.js';
import { projectFolder } from '../support.js';
import { startBrowser, withoutProgram } from './browser.js';

const skip = process.platform === 'win32' ? 'written for a Unix shell' : withoutProgram('chromium');

const playerFile = (name: string) => join(projectFolder, 'node_modules/asciinema-player/dist/bundle', name);

/** Plays a recording to its end. @returns the lines of the screen then, and what the page complained about */
async function playedLines(cast: string): Promise<{ readonly lines: string[]; readonly complaints: string[] }> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.setContent('<!doctype html><div id="player"></div><p id="state">playing</p>');
    await page.addStyleTag({ path: playerFile('asciinema-player.css') });
    await page.addScriptTag({ path: playerFile('asciinema-player.min.js') });
    await page.evaluate(`{
      const player = AsciinemaPlayer.create({ data: ${JSON.stringify(cast)} }, document.getElementById('player'), {
        autoPlay: true,
        speed: 10,
      });
      player.addEventListener('ended', () => { document.getElementById('state').textContent = 'ended'; });
    }`);
    await page.locator('#state', { hasText: 'ended' }).waitFor({ timeout: 120_000 });
    const lines = await page.locator('.ap-term .ap-line').allTextContents();
    return { lines: lines.map((line) => line.trimEnd()), complaints };
  } finally {
    await browser.close();
  }
}

test('asciinema-player plays a new recording to its end', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const command = 'printf "one\\r\\n\\033[1;32mtwo\\033[m äß 日本\\r\\n"; sleep 0.2; printf "three"';
  const recorded = await run(['rec', '-q', '-c', command, '--size', '20x5', 'a.cast'], {
    command: realCommand,
    folder,
  });
  assert.equal(recorded.status, 0, recorded.stderr);
  const cast = readFileSync(join(folder, 'a.cast'), 'utf8');
  assert.match(cast, /^\{"version": ?3/);
  const { lines, complaints } = await playedLines(cast);
  assert.deepEqual(complaints, []);
  assert.deepEqual(lines.slice(0, 3), ['one', 'two äß 日本', 'three']);
});
