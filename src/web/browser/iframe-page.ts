/** `/a/<id>/iframe`: the player fills the frame. */
import { IFRAME_FACTS_ID, type IframeFacts } from '../iframe-facts.js';
import { readPlayerOptions } from '../player-parameters.js';
import { byId } from './dom.js';
import { PLAYER_FONTS } from './player-files.js';

const { cast, posterSeconds, audioUrl } = JSON.parse(byId(IFRAME_FACTS_ID).textContent ?? '{}') as IframeFacts;

function play(place: HTMLElement): void {
  const asked = readPlayerOptions(new URLSearchParams(location.search));
  const wantsRest = matchMedia('(prefers-reduced-motion: reduce)').matches;
  AsciinemaPlayer.create(cast, place, {
    ...{ fit: 'both', controls: true, preload: true, terminalFontFamily: PLAYER_FONTS },
    poster: `npt:${asked.startAt ?? posterSeconds}`,
    ...(audioUrl !== undefined && { audioUrl }),
    ...asked,
    ...(wantsRest && { autoPlay: false }),
  });
}

const place = byId('player');
const withoutScripts = place.textContent ?? '';
place.replaceChildren();
if (typeof AsciinemaPlayer !== 'undefined') play(place);
// What readers without scripts see, where the player could not be loaded.
else place.innerHTML = withoutScripts;
