/** One frame of the picture as it will be; it follows the options. */
import { debounced, element } from './dom.js';
import type { BroughtRecording } from './recording-file.js';
import { renderRecording } from './service-requests.js';

/** A still, and what it shows, in words. */
export interface StillRequest {
  readonly query: string;
  readonly altText: string;
}

const DEBOUNCE_MS = 150;
/** Stills that were shown lately are shown again at once. */
const MOST_KEPT = 40;

export class StillPane {
  readonly #place: HTMLElement;
  readonly #facts: HTMLElement;
  readonly #recording: BroughtRecording;
  readonly #onFirst: () => void;
  readonly #kept = new Map<string, string>();
  #wanted: StillRequest | undefined;
  #request = new AbortController();
  readonly #fetchSoon = debounced(() => void this.#fetch(), DEBOUNCE_MS);

  /** @param onFirst called once, when the recording has been found to render */
  constructor(place: HTMLElement, facts: HTMLElement, recording: BroughtRecording, onFirst: () => void) {
    this.#place = place;
    this.#facts = facts;
    this.#recording = recording;
    this.#onFirst = onFirst;
  }

  /** Shows another still as soon as it is there; what is under way for an earlier one is given up. */
  show(wanted: StillRequest): void {
    if (wanted.query === this.#wanted?.query) return;
    this.#wanted = wanted;
    this.#request.abort();
    this.#place.setAttribute('aria-busy', 'true');
    this.#fetchSoon();
  }

  async #fetch(): Promise<void> {
    const { query, altText } = this.#wanted!;
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      const address = this.#kept.get(query) ?? URL.createObjectURL((await this.#still(query, signal)).blob);
      if (signal.aborted) return;
      this.#keep(query, address);
      await this.#showPicture(address, altText);
    } catch (error) {
      if (!signal.aborted) this.#showProblem((error as Error).message);
    }
    if (!signal.aborted) this.#place.setAttribute('aria-busy', 'false');
  }

  #still(query: string, signal: AbortSignal) {
    return renderRecording(this.#recording, query, { signal });
  }

  async #showPicture(address: string, altText: string): Promise<void> {
    const picture = element('img', { src: address, alt: altText });
    await picture.decode();
    this.#place.replaceChildren(picture);
    this.#facts.textContent = `${picture.naturalWidth} × ${picture.naturalHeight} px`;
    this.#onFirst();
  }

  #showProblem(message: string): void {
    const again = element('button', { type: 'button', class: 'quiet', onclick: () => this.#again() }, 'Try again');
    this.#place.replaceChildren(element('div', { class: 'problem', role: 'alert' }, element('p', {}, message), again));
    this.#facts.textContent = '';
  }

  #again(): void {
    const wanted = this.#wanted!;
    this.#wanted = undefined;
    this.show(wanted);
  }

  #keep(query: string, address: string): void {
    this.#kept.delete(query);
    this.#kept.set(query, address);
    const [oldest] = this.#kept;
    if (this.#kept.size <= MOST_KEPT || oldest === undefined) return;
    this.#kept.delete(oldest[0]);
    URL.revokeObjectURL(oldest[1]);
  }

  close(): void {
    this.#request.abort();
    for (const address of this.#kept.values()) URL.revokeObjectURL(address);
  }
}
