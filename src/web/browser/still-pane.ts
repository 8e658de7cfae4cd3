/** One frame of the picture as it will be; it follows the options. */
import { Allowance } from '../allowance.js';
import { countedText } from '../wording.js';
import { element, pause } from './dom.js';
import type { BroughtRecording } from './recording-file.js';
import { type RefusedError, renderRecording } from './service-requests.js';

/** A still, and what it shows, in words. */
export interface StillRequest {
  readonly query: string;
  readonly altText: string;
}

/** Where a still is shown, and what is said about it. */
export interface StillPlace {
  readonly picture: HTMLElement;
  readonly facts: HTMLElement;
}

/** Stills that were shown lately are shown again at once. */
const MOST_KEPT = 40;

/**
 * A change is followed at once. There is only one request under way: what is wanted when it is answered is asked for
 * next, so that a slider that is dragged shows stills all along, and no render is begun in vain.
 */
export class StillPane {
  readonly #place: StillPlace;
  readonly #recording: BroughtRecording;
  readonly #allowance: Allowance;
  readonly #onFirst: () => void;
  readonly #kept = new Map<string, string>();
  readonly #closing = new AbortController();
  #wanted: StillRequest | undefined;
  #isFollowing = false;

  /** @param onFirst called when a still shows that the recording can be rendered */
  constructor(place: StillPlace, recording: BroughtRecording, requestsPerMinute: number, onFirst: () => void) {
    this.#place = place;
    this.#recording = recording;
    this.#allowance = new Allowance(requestsPerMinute, performance.now());
    this.#onFirst = onFirst;
  }

  /** Shows another still as soon as it is there. */
  show(wanted: StillRequest): void {
    if (wanted.query === this.#wanted?.query) return;
    this.#wanted = wanted;
    if (!this.#isFollowing) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#isFollowing = true;
    this.#place.picture.setAttribute('aria-busy', 'true');
    for (let shown: StillRequest | undefined; shown !== this.#wanted && !this.#isClosed; ) {
      shown = this.#wanted!;
      await this.#showStill(shown);
    }
    this.#isFollowing = false;
    if (!this.#isClosed) this.#place.picture.setAttribute('aria-busy', 'false');
  }

  async #showStill({ query, altText }: StillRequest): Promise<void> {
    try {
      const address = this.#kept.get(query) ?? (await this.#fetch(query));
      this.#keep(query, address);
      await this.#showPicture(address, altText);
    } catch (error) {
      if (!this.#isClosed) await this.#showProblem(error as Error);
    }
  }

  async #fetch(query: string): Promise<string> {
    const { signal } = this.#closing;
    await pause(this.#allowance.take(performance.now()), signal);
    return URL.createObjectURL((await renderRecording(this.#recording, query, { signal })).blob);
  }

  async #showPicture(address: string, altText: string): Promise<void> {
    const picture = element('img', { src: address, alt: altText });
    await picture.decode();
    if (this.#isClosed) return;
    this.#place.picture.replaceChildren(picture);
    this.#place.facts.textContent = `${picture.naturalWidth} × ${picture.naturalHeight} px`;
    this.#onFirst();
  }

  /** What will pass is waited for, and a still that is there stays. */
  async #showProblem(error: Error): Promise<void> {
    const { retryAfterSeconds } = error as Partial<RefusedError>;
    const wait = retryAfterSeconds && `Trying again in ${countedText(retryAfterSeconds, 'second')} …`;
    if (wait !== undefined && this.#place.picture.querySelector('img') !== null) {
      this.#place.facts.textContent = `${error.message} ${wait}`;
    } else {
      const lines = [error.message, ...(wait ? [wait] : [])].map((line) => element('p', {}, line));
      const again = element('button', { type: 'button', class: 'quiet', onclick: () => this.#again() }, 'Try again');
      this.#place.picture.replaceChildren(
        element('div', { class: 'problem', role: 'alert' }, ...lines, ...(wait ? [] : [again])),
      );
      this.#place.facts.textContent = '';
    }
    if (retryAfterSeconds !== undefined) await this.#waitForServer(retryAfterSeconds);
  }

  /** What is wanted then is asked for, be it the same. */
  async #waitForServer(seconds: number): Promise<void> {
    await pause(seconds * 1000, this.#closing.signal).catch(() => undefined);
    if (this.#wanted !== undefined) this.#wanted = { ...this.#wanted };
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

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  close(): void {
    this.#closing.abort();
    for (const address of this.#kept.values()) URL.revokeObjectURL(address);
  }
}
