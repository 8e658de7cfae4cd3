/** The page of a recording: without this script it shows the picture; with it, it plays, and what is pending arrives. */
import { type PlayerOptions, readPlayerOptions } from '../player-parameters.js';
import { RECORDING_PAGE_FACTS_ID, type RecordingPageFacts } from '../recording-page-facts.js';
import { addCopyButtons } from './copy-buttons.js';
import { byId } from './dom.js';
import { downloadWhenMade } from './pending-download.js';
import { awaitPicture } from './pending-picture.js';
import { RecordingPlayer } from './recording-player.js';

const facts = JSON.parse(byId(RECORDING_PAGE_FACTS_ID).textContent ?? '{}') as RecordingPageFacts;
const playButton = byId<HTMLButtonElement>('play');
const picture = byId<HTMLImageElement>('picture');
const status = byId('status');

const player = facts.player && new RecordingPlayer(facts, facts.player, { place: byId('player'), picture });

function showPlayer(options: PlayerOptions, chapter?: number): void {
  if (player === undefined) return;
  playButton.querySelector('span')!.textContent = 'Back to the picture';
  playButton.classList.add('playing');
  player.open(options, chapter).catch((error: Error) => {
    showPicture();
    status.textContent = error.message;
  });
}

function showPicture(): void {
  player?.close();
  playButton.querySelector('span')!.textContent = 'Play';
  playButton.classList.remove('playing');
}

/** The chapter that the address names, counted from 0; undefined: none. */
function namedChapter(): number | undefined {
  const number = /^#chapter-(\d+)$/.exec(location.hash)?.[1];
  return number !== undefined && document.getElementById(`chapter-${number}`) !== null ? Number(number) - 1 : undefined;
}

function scrollToPlayer(): void {
  byId('main').scrollIntoView({ block: 'start' });
}

/** Nothing moves by itself for visitors who want less motion, whatever a link says. */
function withoutMotionUnasked(options: PlayerOptions): PlayerOptions {
  const wantsLess = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return wantsLess && options.autoPlay ? { ...options, autoPlay: false } : options;
}

function listenForPlaying(): void {
  const asked = withoutMotionUnasked(readPlayerOptions(new URLSearchParams(location.search)));
  const play = (chapter?: number) => showPlayer({ ...asked, autoPlay: true }, chapter);
  playButton.hidden = false;
  playButton.addEventListener('click', () => (player?.isOpen ? showPicture() : play()));
  for (const [index, link] of document.querySelectorAll<HTMLAnchorElement>('.chapters a').entries()) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      history.replaceState(null, '', link.hash);
      play(index);
      scrollToPlayer();
    });
  }
  const chapter = namedChapter();
  if (chapter !== undefined) {
    play(chapter);
    // Until the page has loaded the browser goes to the chapter's entry in the list.
    if (document.readyState === 'complete') scrollToPlayer();
    else addEventListener('load', () => requestAnimationFrame(scrollToPlayer));
  } else if (Object.keys(asked).length > 0) showPlayer(asked);
}

byId('turn').hidden = false;
if (player !== undefined) listenForPlaying();
addCopyButtons(document.body);
downloadWhenMade(document.body);
if (!facts.isMade) {
  const parts = await awaitPicture(facts.id, { picture, status });
  addCopyButtons(parts);
  downloadWhenMade(parts);
}
