import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contrast, isDark } from '#cast2gif/colour/contrast.js';
import { Cast2gifError } from '#cast2gif/errors.js';
import { DEFAULT_THEME, loadAllThemes, loadTheme, themeNames } from '#cast2gif/theme/load-theme.js';
import { parseTheme } from '#cast2gif/theme/parse-theme.js';

const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof Cast2gifError && error.exitStatus === 2 && pattern.test(error.message);

test('every bundled theme is complete and says who made it', async (context) => {
  const themes = await loadAllThemes();
  assert.deepEqual(
    themes.map((theme) => theme.name),
    await themeNames(),
  );
  for (const theme of themes) {
    assert.equal(theme.palette.length, 16, theme.name);
    assert.ok(theme.credits, theme.name);
    assert.equal(theme.dark, isDark(theme.background), `${theme.name}: its dark flag and its background disagree`);
    const readable = contrast(theme.foreground, theme.background);
    // Solarized's own text is the faintest of all on purpose; anything below it is a mistake.
    assert.ok(readable >= 4, `${theme.name}: text has a contrast of ${readable.toFixed(1)}`);
    context.diagnostic(`${theme.name}: text ${readable.toFixed(1)}:1`);
  }
});

test('the themes that people ask for are there', async () => {
  const names = await themeNames();
  const wanted = `asciinema dracula github-dark github-light gruvbox-dark gruvbox-light kanagawa kanagawa-dragon
    kanagawa-light monokai nord one-dark one-light solarized-dark solarized-light tango seti tokyo-night
    tokyo-night-storm catppuccin-latte catppuccin-frappe catppuccin-macchiato catppuccin-mocha rose-pine
    rose-pine-moon rose-pine-dawn`;
  for (const name of wanted.split(/\s+/)) assert.ok(names.includes(name), name);
  assert.ok(names.includes(DEFAULT_THEME));
});

/** agg 1.9 has its background and foreground swapped, so that "dark" comes out as dark text on cream. */
test('gruvbox-dark is dark: 282828 behind ebdbb2, as its maker has it', async () => {
  const theme = await loadTheme('gruvbox-dark');
  assert.equal(theme.background, 0x282828);
  assert.equal(theme.foreground, 0xebdbb2);
});

/** agg 1.9 gives github-light the palette of github-dark, whose white text equals the light background. */
test('github-light has a palette of its own, readable on white', async () => {
  const [light, dark] = await Promise.all([loadTheme('github-light'), loadTheme('github-dark')]);
  assert.notDeepEqual(light.palette, dark.palette);
  for (const [index, colour] of light.palette.entries()) {
    assert.ok(contrast(colour, light.background) >= 3, `colour ${index} is lost on the background`);
  }
});

/** agg 1.9 has 657c83 for colour 11 of solarized-light; Solarized's base00 is 657b83, in both of its modes. */
test('solarized-light has the sixteen colours of solarized-dark', async () => {
  const [light, dark] = await Promise.all([loadTheme('solarized-light'), loadTheme('solarized-dark')]);
  assert.equal(light.palette[11], 0x657b83);
  assert.deepEqual(light.palette, dark.palette);
});

test('colours can be written out', async () => {
  const eight = 'a,b,c,d,e,f,0,1'.replace(/\w/g, (letter) => `#${letter.repeat(6)}`);
  const theme = await loadTheme(`101010, eeeeee,${eight}`);
  assert.equal(theme.background, 0x101010);
  assert.equal(theme.foreground, 0xeeeeee);
  assert.equal(theme.palette[8], theme.palette[0]);
  assert.ok(theme.dark);
  await assert.rejects(loadTheme('101010,eeeeee,ff0000'), usage(/8 or 16 colours, .* not 3 colours/));
  await assert.rejects(loadTheme(`101010,eeeeee,${eight.replace('#c', '#x')}`), usage(/palette colour 2: .*"#xccccc"/));
});

test('a theme file of the user is read, and its mistakes are named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-theme-'));
  try {
    const path = join(folder, 'mine.json');
    writeFileSync(path, JSON.stringify({ fg: '#fff', bg: '#000', palette: Array(8).fill('#123456').join(':') }));
    const theme = await loadTheme(path);
    assert.equal(theme.foreground, 0xffffff);
    assert.equal(theme.palette[15], 0x123456);
    writeFileSync(path, '{"foreground": 3}');
    await assert.rejects(loadTheme(path), usage(/mine\.json: foreground: expected a colour like #1e90ff, not number/));
    writeFileSync(path, '[');
    await assert.rejects(loadTheme(path), usage(/mine\.json: not a JSON file/));
    await assert.rejects(loadTheme(join(folder, 'none.json')), usage(/none\.json: no such file/));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a wrong name gets a hint', async () => {
  await assert.rejects(loadTheme('monakai'), usage(/^theme: unknown theme "monakai", did you mean "monokai"\?$/));
  await assert.rejects(loadTheme('zzzzzzzz'), usage(/"cast2gif themes" lists them/));
  await assert.rejects(loadTheme('z'.repeat(5000)), usage(/^theme: unknown theme "z{80}…";/));
  await assert.rejects(loadTheme('constructor'), usage(/unknown theme/));
});

test('JSON that is not an object is refused', () => {
  for (const text of ['null', '[]', '3', '"x"'])
    assert.throws(() => parseTheme(text, 'x'), usage(/expected a JSON object/));
});
