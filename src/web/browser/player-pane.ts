/** The recording as it plays, in asciinema-player. */
import type { Player } from 'asciinema-player';
import type { PageFacts } from '../page-facts.js';
import { element } from './dom.js';
import { loadPlayer, PLAYER_FONTS } from './player-files.js';

/** What the player follows. */
export interface Playing {
  readonly text: string;
  /** Name of a bundled theme; the recording's own colours without one. */
  readonly theme: string | undefined;
  readonly speed: number;
  readonly idleTimeLimitSeconds: number;
  /** What it shows until it plays, in seconds of the recording with its pauses shortened. */
  readonly posterSeconds: number;
}

const LOOK_AT_CLOCK_MS = 200;

let hasThemes = false;

/** Gives the player the colours of the bundled themes, under names of ours. */
function paintThemes(): void {
  if (hasThemes) return;
  hasThemes = true;
  const sheet = new CSSStyleSheet();
  for (const { name, foreground, background, palette } of BUNDLED_THEMES) {
    const colours = palette.map((colour, index) => `--term-color-${index}: ${colour};`).join('');
    const ground = `--term-color-foreground: ${foreground}; --term-color-background: ${background};`;
    sheet.insertRule(`.asciinema-player-theme-${playerTheme(name)} { ${ground} ${colours} }`);
  }
  document.adoptedStyleSheets.push(sheet);
}

const playerTheme = (name: string) => `bundled-${name}`;

/** Plays one recording; speed, idle limit and theme may change while it does. */
export class PlayerPane {
  readonly #place: HTMLElement;
  readonly #onTime: (seconds: number) => void;
  #player: Player | undefined;
  #isClosed = false;
  #isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  readonly #clock: number;

  /** @param onTime called with the player's position, in seconds of the recording with its pauses shortened */
  constructor(place: HTMLElement, onTime: (seconds: number) => void) {
    this.#place = place;
    this.#onTime = onTime;
    this.#clock = setInterval(() => this.#tellTime(), LOOK_AT_CLOCK_MS);
  }

  /** Plays on with what has changed. @throws Error if the player's files cannot be loaded */
  async play(files: NonNullable<PageFacts['player']>, playing: Playing): Promise<void> {
    paintThemes();
    await loadPlayer(files);
    if (this.#isClosed) return;
    const startAt = this.#player?.getCurrentTime() ?? 0;
    this.#player?.dispose();
    this.#place.replaceChildren();
    this.#player = this.#create(playing, startAt);
    this.#player.addEventListener('playing', () => (this.#isPlaying = true));
    this.#player.addEventListener('pause', () => (this.#isPlaying = false));
  }

  #create({ text, theme, speed, idleTimeLimitSeconds, posterSeconds }: Playing, startAt: number): Player {
    return AsciinemaPlayer.create({ data: text }, this.#place, {
      ...{ speed, startAt, idleTimeLimit: idleTimeLimitSeconds, autoPlay: this.#isPlaying },
      ...{ fit: 'width', loop: true, preload: true, controls: true, poster: `npt:${startAt || posterSeconds}` },
      ...(theme !== undefined && { theme: playerTheme(theme) }),
      terminalFontFamily: PLAYER_FONTS,
    });
  }

  /** Says why nothing plays. */
  explain(why: string): void {
    this.#player?.dispose();
    this.#player = undefined;
    this.#place.replaceChildren(element('p', { class: 'help' }, why));
  }

  /** @param seconds of the recording with its pauses shortened */
  seek(seconds: number): void {
    void this.#player?.pause();
    void this.#player?.seek(seconds);
  }

  #tellTime(): void {
    const seconds = this.#player?.getCurrentTime();
    if (typeof seconds === 'number') this.#onTime(seconds);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#clock);
    this.#player?.dispose();
    this.#place.replaceChildren();
  }
}
