/** "Make it": the format, the site to fit, the render under way. */
import { DEFAULT_FORMAT, FORMATS, type Format } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import { SITES } from '../../options/sites.js';
import type { PageFacts } from '../page-facts.js';
import { queryOf } from '../picture-options.js';
import { countedText, formatName, siteName } from '../wording.js';
import { byId, element } from './dom.js';
import type { BroughtRecording } from './recording-file.js';
import { type MadePicture, type RefusedError, renderRecording } from './service-requests.js';

/** What is made: as it was chosen when the render began, whatever has been changed since. */
export interface PictureOrder {
  readonly format: Format;
  readonly options: RenderOptions;
  /** How long the picture lasts; undefined where the page cannot tell. */
  readonly durationSeconds: number | undefined;
}

/** What is made, and where it goes. */
export interface MakeTerms {
  readonly orderFor: (format: Format, site: string | undefined) => PictureOrder;
  readonly onMade: (order: PictureOrder, made: MadePicture, tookSeconds: number) => Promise<void>;
}

/** The controls that start a render, and its progress. */
export class MakeBar {
  readonly #recording: BroughtRecording;
  readonly #terms: MakeTerms;
  readonly #format = byId<HTMLSelectElement>('format');
  readonly #site = byId<HTMLSelectElement>('site');
  readonly #button = byId<HTMLButtonElement>('make');
  readonly #progress = byId<HTMLProgressElement>('progress');
  readonly #status = byId('make-status');
  readonly #closing = new AbortController();
  #render: AbortController | undefined;

  constructor(recording: BroughtRecording, { formats }: PageFacts, terms: MakeTerms) {
    this.#recording = recording;
    this.#terms = terms;
    const format = (name: Format) =>
      element(
        'option',
        { value: name, selected: name === DEFAULT_FORMAT, title: FORMATS[name].help },
        formatName(name),
      );
    this.#format.replaceChildren(...formats.map(format));
    const sites = Object.entries(SITES).map(([site, { help }]) =>
      element('option', { value: site, title: help }, siteName(site)),
    );
    this.#site.replaceChildren(element('option', { value: '' }, 'any site'), ...sites);
    this.#button.disabled = true;
    this.#say('');
    this.#progress.hidden = true;
    this.#button.addEventListener('click', () => this.#press(), { signal: this.#closing.signal });
  }

  /** The recording can be rendered. */
  enable(): void {
    this.#button.disabled = false;
  }

  /** An option has changed: what was said about the last picture no longer holds. */
  noteChange(): void {
    if (this.#render === undefined) this.#say('');
  }

  makeFor(format: Format, site: string): void {
    this.#format.value = format;
    this.#site.value = site;
    void this.#make();
  }

  #press(): void {
    if (this.#render === undefined) void this.#make();
    else this.#render.abort();
  }

  async #make(): Promise<void> {
    const order = this.#terms.orderFor(this.#format.value as Format, this.#site.value || undefined);
    const startedMs = performance.now();
    this.#render = new AbortController();
    this.#begin();
    try {
      const terms = {
        signal: this.#render.signal,
        onProgress: (share: number | undefined) => this.#showProgress(share),
      };
      const made = await renderRecording(this.#recording, queryOf(order.format, order.options), terms);
      await this.#terms.onMade(order, made, (performance.now() - startedMs) / 1000);
      this.#say('Done.');
    } catch (error) {
      if (this.#render.signal.aborted) this.#say('Cancelled.');
      else this.#say(messageOf(error as Error), true);
    } finally {
      this.#render = undefined;
      this.#end();
    }
  }

  #begin(): void {
    this.#button.textContent = 'Cancel';
    this.#button.classList.add('quiet');
    this.#progress.hidden = false;
    this.#progress.removeAttribute('value');
    this.#say('Waiting for its turn …');
  }

  #showProgress(share: number | undefined): void {
    if (share === undefined || share === 0) return;
    this.#progress.value = share;
    this.#say(`${Math.round(share * 100)} %`);
  }

  #end(): void {
    this.#button.textContent = 'Make it';
    this.#button.classList.remove('quiet');
    this.#progress.hidden = true;
  }

  #say(text: string, isProblem = false): void {
    this.#status.textContent = text;
    this.#status.classList.toggle('error', isProblem);
  }

  close(): void {
    this.#closing.abort();
    this.#render?.abort();
  }
}

function messageOf({ message, retryAfterSeconds }: Error & Partial<RefusedError>): string {
  if (retryAfterSeconds === undefined || /try again/i.test(message)) return message;
  return `${message} Try again in ${countedText(retryAfterSeconds, 'second')}.`;
}
