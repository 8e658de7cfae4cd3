/** The player on the page of a recording, in the place of its picture. */
import type { Player } from 'asciinema-player';
import type { PlayerOptions } from '../player-parameters.js';
import type { RecordingPageFacts } from '../recording-page-facts.js';
import { loadPlayer, PLAYER_FONTS } from './player-files.js';
import { recordingText } from './recording-file.js';

/** Where the player stands, and what it stands in for. */
export interface PlayerStage {
  readonly place: HTMLElement;
  readonly picture: HTMLImageElement;
}

/** Loads the player and the recording when somebody wants to see it play. */
export class RecordingPlayer {
  readonly #facts: RecordingPageFacts;
  readonly #files: NonNullable<RecordingPageFacts['player']>;
  readonly #stage: PlayerStage;
  #text: Promise<string> | undefined;
  #player: Player | undefined;
  /** Counts openings, so that one that takes long does not undo what came after it. */
  #turn = 0;

  constructor(facts: RecordingPageFacts, files: NonNullable<RecordingPageFacts['player']>, stage: PlayerStage) {
    this.#facts = facts;
    this.#files = files;
    this.#stage = stage;
  }

  /** Whether the player is, or is about to be, where the picture was. */
  get isOpen(): boolean {
    return !this.#stage.place.hidden;
  }

  /**
   * Shows the player. @param chapter counted from 0: where it starts
   * @throws Error if the player or the recording cannot be loaded
   */
  async open(options: PlayerOptions, chapter?: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#takeThePicturesPlace();
    this.#text ??= fetchText(`${encodeURIComponent(this.#facts.id)}.cast`);
    const [text] = await Promise.all([this.#text, loadPlayer(this.#files)]).catch((error) => {
      this.#text = undefined;
      throw error;
    });
    if (turn !== this.#turn) return;
    this.#dispose();
    this.#player = this.#create(text, chapter === undefined ? options : { ...options, autoPlay: false });
    if (chapter !== undefined) await this.#startAt(this.#player, chapter);
    this.#stage.place.querySelector<HTMLElement>('.ap-player')?.focus({ preventScroll: true });
  }

  #create(text: string, options: PlayerOptions): Player {
    const { audioUrl, posterSeconds } = this.#facts;
    return AsciinemaPlayer.create({ data: text }, this.#stage.place, {
      ...{ fit: 'width', preload: true, controls: true, terminalFontFamily: PLAYER_FONTS },
      ...(audioUrl !== undefined && { audioUrl }),
      poster: `npt:${options.startAt ?? posterSeconds}`,
      ...options,
    });
  }

  async #startAt(player: Player, marker: number): Promise<void> {
    await player.seek({ marker });
    await player.play();
  }

  #takeThePicturesPlace(): void {
    const { place, picture } = this.#stage;
    place.style.width = `min(100%, ${picture.width}px)`;
    place.style.minHeight = `${picture.height}px`;
    picture.hidden = true;
    place.hidden = false;
  }

  /** Shows the picture again. */
  close(): void {
    this.#turn += 1;
    this.#dispose();
    this.#stage.place.hidden = true;
    this.#stage.picture.hidden = false;
  }

  #dispose(): void {
    this.#player?.dispose();
    this.#player = undefined;
    this.#stage.place.replaceChildren();
  }
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address).catch(() => undefined);
  if (!response?.ok) throw new Error('The recording could not be loaded; try again in a moment.');
  const text = await recordingText(await response.blob());
  if (text === undefined) throw new Error('The player cannot read this recording.');
  return text;
}
