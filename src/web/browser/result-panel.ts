/** A picture that was made: itself, its facts, other formats, which sites take it, and text to copy. */
import { isGif, readGifStructure } from '../../inspect/gif-structure.js';
import { FORMATS, type Format, isVideo } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import { keptPicture } from '../kept-address.js';
import type { PageFacts } from '../page-facts.js';
import { queryOf } from '../picture-options.js';
import { unsignedPath } from '../remote-address.js';
import { type PictureMeasure, type SiteFit, siteFits } from '../site-fit.js';
import { pictureName, type Snippet, type SnippetPicture, snippetsFor } from '../snippets.js';
import { bytesText, clockText, formatName, siteName } from '../wording.js';
import { copyButton } from './copy-buttons.js';
import { element } from './dom.js';
import type { PictureOrder } from './make-bar.js';
import type { BroughtRecording } from './recording-file.js';
import { type MadePicture, renderRecording } from './service-requests.js';
import { counterpartOf, themeNamed, themesOf } from './theme-picker.js';

/** Everything about a picture that was made. */
export interface Result extends PictureOrder {
  readonly recording: BroughtRecording;
  readonly made: MadePicture;
  readonly tookSeconds: number;
  readonly altText: string;
}

/** What the panel knows of the page around it. */
export interface ResultSurroundings {
  readonly facts: PageFacts;
  /** Makes the picture again so that it fits a site. */
  readonly onFit: (site: string) => void;
}

interface ShownPicture {
  readonly figure: HTMLElement;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  readonly frameCount?: number | undefined;
}

/** Shows a result in `place`. Resolves when the picture is drawn. */
export async function showResult(place: HTMLElement, result: Result, surroundings: ResultSurroundings): Promise<void> {
  const address = URL.createObjectURL(result.made.blob);
  const shown = await showPicture(result, address);
  place.replaceChildren(...new ResultPanel(result, surroundings, address, shown).parts());
}

async function showPicture(result: Result, address: string): Promise<ShownPicture> {
  if (FORMATS[result.format].shows === 'words') {
    const text = element('pre', { tabindex: 0, 'aria-label': 'The text' }, await result.made.blob.text());
    return { figure: element('figure', { class: 'made' }, text), size: { widthPx: 0, heightPx: 0 } };
  }
  if (isVideo(result.format)) return showVideo(result, address);
  const picture = element('img', { src: address, alt: result.altText });
  await picture.decode();
  const size = { widthPx: picture.naturalWidth, heightPx: picture.naturalHeight };
  const frameCount = await frameCountOf(result);
  return { figure: element('figure', { class: 'made' }, picture), size, frameCount };
}

async function frameCountOf({ format, made }: Result): Promise<number | undefined> {
  if (FORMATS[format].shows === 'still') return 1;
  const bytes = new Uint8Array(await made.blob.arrayBuffer());
  return isGif(bytes) ? readGifStructure(bytes).frames.length : undefined;
}

async function showVideo(result: Result, address: string): Promise<ShownPicture> {
  const attributes = { src: address, controls: true, loop: true, playsinline: true, 'aria-label': result.altText };
  const video = element('video', attributes);
  video.muted = true;
  const isKnown = new Promise<void>((resolve) => {
    video.addEventListener('loadedmetadata', () => resolve(), { once: true });
    video.addEventListener('error', () => resolve(), { once: true });
  });
  await isKnown;
  const size = { widthPx: video.videoWidth, heightPx: video.videoHeight };
  return { figure: element('figure', { class: 'made' }, video), size };
}

class ResultPanel {
  readonly #result: Result;
  readonly #surroundings: ResultSurroundings;
  readonly #address: string;
  readonly #shown: ShownPicture;
  readonly #snippets = element('div', { class: 'snippets' });

  constructor(result: Result, surroundings: ResultSurroundings, address: string, shown: ShownPicture) {
    this.#result = result;
    this.#surroundings = surroundings;
    this.#address = address;
    this.#shown = shown;
  }

  /** The picture with what to know of it, text to copy, then what else there is. */
  parts(): HTMLElement[] {
    this.#showSnippets(undefined);
    const isPicture = FORMATS[this.#result.format].shows !== 'words';
    return [
      element('div', { class: 'made-card' }, this.#shown.figure, this.#facts()),
      card('Show it, make it again', 'snippet-card', this.#snippets, ...this.#recordingLink()),
      card('Other formats', 'format-card', this.#formats(), ...this.#schemes()),
      ...(isPicture ? [card('Sites that take it', 'site-card', this.#sites())] : []),
    ];
  }

  /** The commands read a file, which a visitor who pasted it does not have. */
  #recordingLink(): HTMLElement[] {
    const { blob, name, isOnDisk, address, page } = this.#result.recording;
    if (isOnDisk || address !== undefined || page !== undefined) return [];
    const link = element('a', { href: URL.createObjectURL(blob), download: name }, `Save ${name}`);
    return [element('p', { class: 'help' }, 'The commands read the recording from a file. ', link)];
  }

  #facts(): HTMLElement {
    const { made, tookSeconds, durationSeconds, format, recording } = this.#result;
    const { widthPx, heightPx } = this.#shown.size;
    const rows: [string, string][] = [
      ['Bytes', bytesText(made.blob.size)],
      ...(durationSeconds === undefined ? [] : [['Length', clockText(durationSeconds)] as [string, string]]),
      ...(widthPx === 0 ? [] : [['Size', `${widthPx} × ${heightPx} px`] as [string, string]]),
      ['Made in', tookSeconds < 0.1 ? 'under 0.1 s' : `${tookSeconds.toFixed(1)} s`],
    ];
    const name = pictureName(recording.name, format);
    const facts = rows.map(([term, text]) => element('div', {}, element('dt', {}, term), element('dd', {}, text)));
    const { gaveUp } = made;
    return element(
      'div',
      { class: 'made-facts' },
      element('h3', {}, name),
      element('a', { class: 'button', href: this.#address, download: name }, `Download ${formatName(format)}`),
      element('dl', {}, ...facts),
      ...(gaveUp === undefined ? [] : [element('p', { class: 'help' }, `To fit, it gave up: ${gaveUp}`)]),
    );
  }

  #formats(): HTMLElement {
    const others = this.#surroundings.facts.formats.filter((format) => format !== this.#result.format);
    return element('ul', { class: 'formats' }, ...others.map((format) => this.#otherFormat(format)));
  }

  #otherFormat(format: Format): HTMLElement {
    const { recording, options } = this.#result;
    const name = pictureName(recording.name, format);
    const get = downloadButton(`Get ${formatName(format)}`, name, () =>
      renderForDownload(recording, queryOf(format, { ...options, for: undefined })),
    );
    return element('li', {}, element('span', {}, element('b', {}, formatName(format)), helpOf(format)), get);
  }

  #sites(): HTMLElement {
    const measure: PictureMeasure = {
      ...this.#shown.size,
      format: this.#result.format,
      byteLength: this.#result.made.blob.size,
      frameCount: this.#shown.frameCount,
    };
    return element('ul', { class: 'sites' }, ...siteFits(measure).map((fit) => this.#siteRow(fit)));
  }

  #siteRow({ site, limit, isFine, showsFormat, used }: SiteFit): HTMLElement {
    const name = siteName(site);
    const meter = {
      min: 0,
      max: 1,
      value: Math.min(1, used),
      high: 0.99,
      'aria-label': `Share of the limit of ${name}`,
    };
    const fit = () => {
      const attributes = { type: 'button', class: 'quiet', 'aria-label': `Make it fit ${name}` };
      return element('button', { ...attributes, onclick: () => this.#surroundings.onFit(site) }, 'Make it fit');
    };
    const state = isFine
      ? element('span', { class: 'fits' }, 'fits')
      : showsFormat
        ? fit()
        : element('span', { class: 'help' }, `no ${formatName(this.#result.format)}`);
    return element(
      'li',
      { class: isFine ? '' : 'unfit' },
      element('b', {}, name),
      state,
      element('span', { class: 'help' }, limit),
      ...(used > 0 && showsFormat ? [element('meter', meter)] : []),
    );
  }

  /** The same picture for pages of the other colour scheme; nothing where a page cannot choose between pictures. */
  #schemes(): HTMLElement[] {
    const { format, options } = this.#result;
    if (FORMATS[format].shows === 'words' || isVideo(format)) return [];
    const isDark = themeNamed(options.theme)?.dark ?? true;
    const wanted = counterpartOf(options.theme);
    const choices = themesOf(!isDark).map(({ name }) => element('option', { selected: name === wanted }, name));
    const select = element('select', { id: 'other-theme' }, ...choices);
    const place = element('div', {}, this.#schemeButton(select.value, isDark));
    select.addEventListener('change', () => place.replaceChildren(this.#schemeButton(select.value, isDark)));
    return [
      element(
        'div',
        { class: 'schemes' },
        element('h3', {}, isDark ? 'For light pages too' : 'For dark pages too'),
        element('p', { class: 'help' }, 'A second picture for readers whose pages have the other colour scheme.'),
        element('div', { class: 'field' }, element('label', { for: 'other-theme' }, 'Theme'), select),
        place,
      ),
    ];
  }

  #schemeButton(theme: string, isDark: boolean): HTMLElement {
    const { recording, format, options } = this.#result;
    const name = pictureName(recording.name, format, theme);
    return downloadButton(`Get ${name}`, name, async () => {
      const blob = await renderForDownload(recording, queryOf(format, { ...options, theme }));
      this.#showSnippets({ theme, isDark: !isDark });
      return blob;
    });
  }

  #showSnippets(other: SnippetPicture['other']): void {
    const { recording, format, options, altText } = this.#result;
    const picture = this.#lastingAddress(options);
    const otherAddress = other && this.#lastingAddress({ ...options, theme: other.theme });
    const address = recording.page === undefined ? recording.address : `${serviceAddress()}/${recording.page}.cast`;
    const snippets = snippetsFor({
      ...{ castName: recording.name, format, options, altText, service: serviceAddress(), ...this.#shown.size },
      ...(address !== undefined && picture !== undefined && { remote: { recording: address, picture } }),
      ...(other !== undefined && { other: { ...other, ...(otherAddress !== undefined && { address: otherAddress }) } }),
    });
    this.#snippets.replaceChildren(...snippets.map(snippetBox));
  }

  /** Where the picture can be seen for good; undefined where the recording was sent. */
  #lastingAddress(options: RenderOptions): string | undefined {
    const { format, recording } = this.#result;
    const { page, address } = recording;
    if (page !== undefined) return `${serviceAddress()}/${keptPicture(page, queryOf(format, options))}`;
    return address && `${serviceAddress()}${unsignedPath(address, format, options)}`;
  }
}

/** Without a slash at its end. */
function serviceAddress(): string {
  return new URL('.', document.baseURI).href.replace(/\/$/, '');
}

function card(title: string, style: string, ...children: HTMLElement[]): HTMLElement {
  return element('section', { class: `card ${style}` }, element('h3', {}, title), ...children);
}

/** A button that makes a file, then saves it. */
function downloadButton(label: string, name: string, make: () => Promise<Blob>): HTMLElement {
  const status = element('span', { class: 'error', role: 'status' });
  const button = element('button', { type: 'button', class: 'quiet' }, label);
  button.addEventListener('click', async () => {
    button.disabled = true;
    button.textContent = 'Making it …';
    status.textContent = '';
    try {
      const blob = await make();
      const address = URL.createObjectURL(blob);
      const link = element(
        'a',
        { class: 'button quiet', href: address, download: name },
        `${label.replace(/^Get/, 'Save')} · ${bytesText(blob.size)}`,
      );
      button.replaceWith(link);
      link.click();
      link.focus();
    } catch (error) {
      status.textContent = (error as Error).message;
      button.textContent = label;
    }
    button.disabled = false;
  });
  return element('span', { class: 'download' }, button, status);
}

async function renderForDownload(recording: BroughtRecording, query: string): Promise<Blob> {
  const { signal } = new AbortController();
  return (await renderRecording(recording, query, { signal, onProgress: () => undefined })).blob;
}

function snippetBox({ title, text }: Snippet): HTMLElement {
  const copy = copyButton(title, text);
  const code = element('pre', { tabindex: 0, 'aria-label': title }, element('code', {}, text));
  return element('div', { class: 'snippet' }, element('h4', {}, title), copy, code);
}

/** Without what only concerns those who run the program. */
function helpOf(format: Format): string {
  return FORMATS[format].help.replace(/ \(.*\)$/, '');
}
