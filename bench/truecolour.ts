/** Made-up recordings in 24-bit colour: what image viewers, visualisers and gradients show in terminals. */

type Rgb = readonly [red: number, green: number, blue: number];
/** Colour of a half cell in a frame. */
type Shader = (column: number, halfRow: number, frame: number) => Rgb;

const COLUMNS = 80;
const ROWS = 24;
const FRAMES = 40;
const ESC = '\x1b';

/** Each as an asciicast. */
export const TRUECOLOUR_RECORDINGS: Readonly<Record<string, () => string>> = {
  plasma: () => recording((frame) => screen(plasma, frame)),
  scrolling: () => recording((frame) => screen(scrolling, frame)),
  'fade-in': () => recording((frame) => screen(fadeIn, frame)),
  caption: () => recording((frame) => (frame === 0 ? screen(picture, 0) : '') + caption(frame)),
};

function recording(output: (frame: number) => string): string {
  const lines = [JSON.stringify({ version: 2, width: COLUMNS, height: ROWS })];
  for (let frame = 0; frame < FRAMES; frame += 1) lines.push(JSON.stringify([frame / 10, 'o', output(frame)]));
  return `${lines.join('\n')}\n`;
}

/** Two pixels a cell: the upper half block in one colour on the other. */
function screen(shade: Shader, frame: number): string {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const cells = Array.from({ length: COLUMNS }, (_, column) => {
      const [upper, lower] = [shade(column, row * 2, frame), shade(column, row * 2 + 1, frame)];
      return `${ESC}[38;2;${upper.join(';')};48;2;${lower.join(';')}m▀`;
    });
    return `${ESC}[${row + 1};1H${cells.join('')}`;
  });
  return `${rows.join('')}${ESC}[0m`;
}

/** Text over a still picture, and a line that grows. */
function caption(frame: number): string {
  const line = `${ESC}[23;1H${ESC}[0m $ view picture.png ${'.'.repeat(frame % 20)}${ESC}[K`;
  return frame % 5 === 4 ? `${line}${ESC}[${3 + frame / 5};10H${ESC}[1;97;44m caption ${frame} ${ESC}[0m` : line;
}

const plasma: Shader = (x, y, frame) => {
  const wave = Math.sin(x / 9 + frame / 7) + Math.sin(y / 7 - frame / 11) + Math.sin((x + y) / 13 + frame / 5);
  return hue(wave / 6 + 0.5 + frame / 120, 0.55 + 0.4 * Math.sin(wave * 1.7));
};

const scrolling: Shader = (x, y, frame) => {
  const along = ((x + frame) % 160) / 160;
  return [byte(along), byte(1 - y / (2 * ROWS)), byte(0.5 + 0.5 * Math.sin(along * 2 * Math.PI))];
};

const picture: Shader = (x, y) => {
  const away = Math.hypot(x - 30, y - 20) / 40;
  const grain = 0.03 * Math.sin(x * 1.3) + 0.03 * Math.cos(x * y * 0.05);
  return [byte(0.9 - 0.45 * away + grain), byte(0.55 - 0.25 * away + grain), byte(0.35 + 0.35 * away - grain)];
};

const fadeIn: Shader = (x, y, frame) => {
  const [red, green, blue] = picture(x, y, frame).map((value) => byte((value / 255) * Math.min(1, frame / 30)));
  return [red!, green!, blue!];
};

function hue(turns: number, value: number): Rgb {
  const channel = (offset: number) => {
    const place = (offset + turns * 6) % 6;
    return byte(value * (1 - 0.75 * Math.max(0, Math.min(place, 4 - place, 1))));
  };
  return [channel(5), channel(3), channel(1)];
}

function byte(share: number): number {
  return Math.max(0, Math.min(255, Math.round(share * 255)));
}
