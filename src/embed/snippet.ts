/** What goes into a page to show a recording: markup that reads well without pictures and without motion. */
import type { PageKind } from '../options/sites.js';

/** A picture by its address in the page. */
export interface EmbeddedPicture {
  readonly address: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Everything a page may show of a recording. */
export interface Embedding {
  readonly picture: EmbeddedPicture;
  /** For readers who prefer dark pages. */
  readonly dark?: EmbeddedPicture | undefined;
  /** For readers who want less motion: the picture as it stands still, and the same for dark pages. */
  readonly still?: EmbeddedPicture | undefined;
  readonly darkStill?: EmbeddedPicture | undefined;
  readonly alt: string;
  /** What is shown, as text; undefined where there is none. */
  readonly transcript?: string | undefined;
}

/** The snippet for a kind of page. Where pictures are uploaded, it is the alternative text and the transcript. */
export function snippet(embedding: Embedding, page: PageKind): string {
  const transcript = embedding.transcript?.trim() ? embedding.transcript.trimEnd() : undefined;
  switch (page) {
    case 'picture':
      return `${pictureElement(embedding)}\n${transcript === undefined ? '' : details(transcript)}`;
    case 'image':
      return `${imageElement(embedding)}\n`;
    case 'markdown':
      return `![${markdownText(embedding.alt)}](${embedding.picture.address})\n`;
    case 'upload':
      return `${embedding.alt}\n${transcript === undefined ? '' : `\n${transcript}\n`}`;
  }
}

const REDUCED = 'prefers-reduced-motion: reduce';
const DARK = 'prefers-color-scheme: dark';

/** The first source that applies is shown, so the more special ones come first. */
function pictureElement(embedding: Embedding): string {
  const { dark, still, darkStill } = embedding;
  const sources = [
    ...source(darkStill, `(${REDUCED}) and (${DARK})`),
    ...source(still, `(${REDUCED})`),
    ...source(dark, `(${DARK})`),
  ];
  if (sources.length === 0) return imageElement(embedding);
  return ['<picture>', ...sources, `  ${imageElement(embedding)}`, '</picture>'].join('\n');
}

function source(picture: EmbeddedPicture | undefined, media: string): string[] {
  return picture === undefined ? [] : [`  <source media="${media}" srcset="${attribute(picture.address)}">`];
}

function imageElement({ picture: { address, widthPx, heightPx }, alt }: Embedding): string {
  return `<img src="${attribute(address)}" width="${widthPx}" height="${heightPx}" alt="${attribute(alt)}">`;
}

/** Blank lines around a fence make it Markdown inside of HTML. */
function details(transcript: string): string {
  const longest = Math.max(2, ...Array.from(transcript.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `\n<details>\n<summary>Transcript</summary>\n\n${fence}text\n${transcript}\n${fence}\n\n</details>\n`;
}

/** On one line: a blank line would end the HTML block of a Markdown page. */
function attribute(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/\s+/g, ' ').replace(/[&<>"]/g, (sign) => entities[sign]!);
}

function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\[\]`*_<>&!]/g, '\\$&');
}

/** The words of a WebVTT transcript, without its times. */
export function wordsOfTranscript(vtt: string): string {
  const blocks = vtt.split(/\n{2,}/).map((block) => block.split('\n'));
  const cues = blocks.flatMap((lines) => {
    const timing = lines.findIndex((line) => line.includes('-->'));
    return timing < 0 ? [] : [lines.slice(timing + 1).join('\n')];
  });
  const entities: Readonly<Record<string, string>> = {
    '&lt;': '<',
    '&gt;': '>',
    '&lrm;': '',
    '&rlm;': '',
    '&nbsp;': ' ',
    '&amp;': '&',
  };
  return cues
    .join('\n')
    .trimEnd()
    .replace(/&(?:lt|gt|lrm|rlm|nbsp|amp);/g, (entity) => entities[entity]!);
}
