/** Text to copy once a picture is ready: how to show it, and how to make it again. */
import { FORMATS, type Format, isVideo } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import { escapeXml } from '../text/xml.js';
import { flagsFor, queryOf } from './picture-options.js';

/** A picture that was made. */
export interface SnippetPicture {
  /** Name of the recording's file. */
  readonly castName: string;
  readonly format: Format;
  readonly options: RenderOptions;
  readonly altText: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of a recording elsewhere: its own address, and where its picture can be seen for good. Without it the snippets name files. */
  readonly remote?: { readonly recording: string; readonly picture: string };
  /** The same picture in a theme for the other colour scheme. */
  readonly other?: { readonly theme: string; readonly isDark: boolean; readonly address?: string };
  /** Address of this service, without a slash at its end. */
  readonly service: string;
}

/** Something to copy. */
export interface Snippet {
  readonly title: string;
  readonly text: string;
}

/** All that make sense for the format. */
export function snippetsFor(picture: SnippetPicture): Snippet[] {
  const isPicture = FORMATS[picture.format].shows !== 'words' && !isVideo(picture.format);
  return [
    ...(isPicture ? [{ title: 'Markdown', text: markdownOf(picture) }] : []),
    ...(FORMATS[picture.format].shows === 'words' ? [] : [{ title: 'HTML', text: htmlOf(picture) }]),
    ...(isPicture && picture.other ? [{ title: 'Light and dark', text: schemesOf(picture) }] : []),
    { title: 'Command', text: commandOf(picture) },
    { title: 'curl', text: curlOf(picture) },
  ];
}

/** Name of the file that a picture is saved as. */
export function pictureName(castName: string, format: Format, theme?: string): string {
  const base = castName.replace(/(\.(cast|json|txt|gz|zst))+$/i, '') || 'recording';
  return `${base}${theme === undefined ? '' : `-${theme}`}.${FORMATS[format].extensions[0]}`;
}

function sourceOf({ remote, castName, format }: SnippetPicture): string {
  return remote?.picture ?? encodeURI(pictureName(castName, format));
}

function markdownOf(picture: SnippetPicture): string {
  const altText = picture.altText.replaceAll(/[\\[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
  const target = sourceOf(picture).replaceAll('(', '%28').replaceAll(')', '%29');
  return `![${altText}](${target})`;
}

function htmlOf(picture: SnippetPicture): string {
  const size = `width="${picture.widthPx}" height="${picture.heightPx}"`;
  const source = escapeXml(sourceOf(picture));
  if (!isVideo(picture.format)) return `<img src="${source}" ${size} alt="${escapeXml(picture.altText)}">`;
  const label = `aria-label="${escapeXml(picture.altText)}"`;
  return `<video src="${source}" ${size} ${label} autoplay loop muted playsinline controls></video>`;
}

function schemesOf(picture: SnippetPicture): string {
  const other = picture.other!;
  const otherSource = escapeXml(other.address ?? encodeURI(pictureName(picture.castName, picture.format, other.theme)));
  const scheme = other.isDark ? 'dark' : 'light';
  return [
    '<picture>',
    `  <source media="(prefers-color-scheme: ${scheme})" srcset="${otherSource}">`,
    `  ${htmlOf(picture)}`,
    '</picture>',
  ].join('\n');
}

function commandOf({ remote, castName, format, options }: SnippetPicture): string {
  return shellWords([
    'cast2gif',
    ...[remote?.recording ?? castName, pictureName(castName, format)].map(asPath),
    ...flagsFor(format, options),
  ]);
}

function curlOf({ remote, castName, format, options, service }: SnippetPicture): string {
  const output = ['--output', asPath(pictureName(castName, format))];
  const body = remote === undefined ? ['--data-binary', `@${castName}`] : [];
  return shellWords([
    // An error is not saved in place of the picture.
    ...['curl', '--fail', ...body, ...output],
    remote?.picture ?? `${service}/render?${queryOf(format, options)}`,
  ]);
}

/** A file name that no program takes for an option. */
function asPath(name: string): string {
  return name.startsWith('-') ? `./${name}` : name;
}

/** Words as a POSIX shell reads them back. */
function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
