/** The recording as it plays, in asciinema-player. */
import type { Player } from 'asciinema-player';
import type { PageFacts } from '../page-facts.js';
import { element } from './dom.js';
import { themeNamed } from './theme-picker.js';

/** What the player follows. */
export interface Playing {
  readonly text: string;
  readonly theme?: string | undefined;
  readonly speed: number;
  readonly idleTimeLimitSeconds: number;
}

const LOOK_AT_CLOCK_MS = 200;

/** Loads the player once, when there is something to play. */
let loading: Promise<void> | undefined;

function loadPlayer({ script, style }: NonNullable<PageFacts['player']>): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(element('link', { rel: 'stylesheet', href: style }));
    const fail = () => reject(new Error('The player could not be loaded.'));
    document.head.append(element('script', { src: script, onload: () => resolve(), onerror: fail }));
  });
  return loading;
}

/** Plays one recording; speed, idle limit and theme may change while it does. */
export class PlayerPane {
  readonly #place: HTMLElement;
  readonly #onTime: (seconds: number) => void;
  #player: Player | undefined;
  #playing: Playing | undefined;
  readonly #clock: number;

  /** @param onTime told where the player is, in seconds of the recording with its pauses shortened */
  constructor(place: HTMLElement, onTime: (seconds: number) => void) {
    this.#place = place;
    this.#onTime = onTime;
    this.#clock = setInterval(() => this.#tellTime(), LOOK_AT_CLOCK_MS);
  }

  /** @throws Error if the player's files cannot be loaded */
  async play(files: NonNullable<PageFacts['player']>, playing: Playing): Promise<void> {
    await loadPlayer(files);
    const before = this.#playing;
    this.#playing = playing;
    const isSamePace = before?.speed === playing.speed && before.idleTimeLimitSeconds === playing.idleTimeLimitSeconds;
    if (!isSamePace) this.#start(playing);
    this.#paint(playing.theme);
  }

  #start({ text, speed, idleTimeLimitSeconds }: Playing): void {
    this.#player?.dispose();
    const autoPlay = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#player = AsciinemaPlayer.create({ data: text }, this.#place, {
      ...{ speed, autoPlay, idleTimeLimit: idleTimeLimitSeconds },
      ...{ fit: 'width', loop: true, preload: true, controls: true, poster: 'npt:2' },
      terminalFontFamily:
        'ui-monospace, "JetBrains Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    });
  }

  /** Gives the player the colours of a theme; without one it takes the recording's. */
  #paint(name: string | undefined): void {
    const theme = themeNamed(name);
    const style = this.#place.querySelector<HTMLElement>('.ap-player')?.style;
    if (style === undefined) return;
    const set = (property: string, colour: string | undefined) => {
      if (colour === undefined) style.removeProperty(property);
      else style.setProperty(property, colour, 'important');
    };
    set('--term-color-foreground', theme?.foreground);
    set('--term-color-background', theme?.background);
    for (let index = 0; index < 16; index += 1) set(`--term-color-${index}`, theme?.palette[index]);
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
    clearInterval(this.#clock);
    this.#player?.dispose();
  }
}
