/** The list of public recordings as a page: a still for each, which leads to its page. */
import { playerSeconds } from '../../recordings/player-times.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import { escapeXml } from '../../text/xml.js';
import { wholeClockText } from '../../web/wording.js';
import { dateElement } from '../pages/date-element.js';
import { type PlainPage, plainPage } from '../pages/plain-page.js';
import type { SitePages } from '../pages/site-links.js';
import { titleOf } from './embedding.js';

/** A part of the list. */
export interface ExploreView {
  readonly recordings: readonly StoredRecording[];
  /** Where the next part begins; undefined: there is none. */
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly site: SitePages;
}

/** Stills that are in sight at once are not waited for. */
const EAGER = 4;

/** The page of a part of the list. */
export function explorePage({ recordings, next, isFirst, site }: ExploreView): PlainPage {
  const main = `<h1>Explore</h1>
<p class="lead">Recordings that were made public here, the newest first.</p>
${recordings.length === 0 ? `<p class="none">${emptyText(isFirst)}</p>` : `<ul class="cards">${recordings.map(card).join('\n')}</ul>`}
${turns(next, isFirst)}`;
  return plainPage('Explore · cast2gif', main, { root: './', site });
}

function emptyText(isFirst: boolean): string {
  return isFirst ? 'There is none yet.' : 'There are no older ones.';
}

function card(recording: StoredRecording, index: number): string {
  const { id, owner, survey, uploadedMs } = recording;
  const by = owner === undefined ? '' : `by ${escapeXml(owner)} · `;
  const loading = index < EAGER ? '' : ' loading="lazy"';
  return `<li><a href="a/${id}"><span class="poster"><img src="a/${id}.png" alt="" width="320" height="200"${loading}>
<span class="clock">${wholeClockText(playerSeconds(survey))}</span></span><strong>${escapeXml(titleOf(recording))}</strong></a>
<small>${by}${dateElement(uploadedMs, 'medium')}</small></li>`;
}

function turns(next: string | undefined, isFirst: boolean): string {
  const links = [
    ...(isFirst ? [] : ['<a href="explore">Newest</a>']),
    ...(next === undefined ? [] : [`<a rel="next" href="explore?after=${next}">Older</a>`]),
  ];
  return links.length === 0 ? '' : `<nav class="pager" aria-label="Parts of the list">${links.join('')}</nav>`;
}
