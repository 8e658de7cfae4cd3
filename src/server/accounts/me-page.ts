/** An owner's recordings as a page: each with its picture, and forms that change it. All of it works without scripts. */

import { playerSeconds } from '../../recordings/player-times.js';
import { VISIBILITIES, type Visibility } from '../../recordings/recording-document.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import { escapeXml } from '../../text/xml.js';
import { bytesText, wholeClockText } from '../../web/wording.js';
import { dateElement } from '../pages/date-element.js';
import { type PlainPage, plainPage } from '../pages/plain-page.js';
import type { SitePages } from '../pages/site-links.js';
import { titleOf } from '../recordings/embedding.js';
import { hiddenMark } from './connect-page.js';

/** What the page shows. */
export interface MePageTerms {
  readonly owner: string;
  /** Whether the owner can sign out here: a proxy signs its users out itself. */
  readonly canSignOut: boolean;
  readonly recordings: readonly StoredRecording[];
  /** Where the older ones begin. */
  readonly next: string | undefined;
  /** Whether these are the newest. */
  readonly isFirst: boolean;
  /** Of the forms. */
  readonly mark: string;
  readonly site: SitePages;
}

const VISIBLE_TO: Readonly<Record<Visibility, string>> = {
  public: 'Public: for everybody',
  unlisted: 'Unlisted: by its address',
  private: 'Private: for you alone',
};

/** Longest title that is taken. */
const LONGEST_TITLE = 255;

/** The page where an owner sees and changes their recordings. */
export function mePage(terms: MePageTerms): PlainPage {
  const { owner, recordings, mark, site } = terms;
  const main = `<div class="mine">
<header><div><h1>Your recordings</h1><p class="soft">Signed in as <b>${escapeXml(owner)}</b></p></div>${signOut(terms)}</header>
${recordings.length === 0 ? nothing(terms) : `<ul class="recordings">${recordings.map((each) => card(each, mark)).join('\n')}</ul>`}
${pager(terms)}
</div>`;
  return plainPage('Your recordings · cast2gif', main, { root: './', hasForms: true, site });
}

function signOut({ canSignOut, mark }: MePageTerms): string {
  if (!canSignOut) return '';
  return `<form method="post" action="me/sign-out">${hiddenMark(mark)}<button class="quiet">Sign out</button></form>`;
}

function nothing({ isFirst }: MePageTerms): string {
  if (!isFirst) return '<p class="lead">There are no older ones.</p>';
  return `<p class="lead">There are none yet. Two commands bring the first one here:</p>
<pre class="code"><i># once on each computer: open the address that it prints</i>
asciinema auth
<i># as often as you like</i>
asciinema upload demo.cast</pre>`;
}

function card(recording: StoredRecording, mark: string): string {
  const { id, visibility, survey, byteLength, uploadedMs } = recording;
  const title = titleOf(recording);
  const facts = [
    dateElement(uploadedMs, 'medium'),
    wholeClockText(playerSeconds(survey)),
    `${survey.columns} × ${survey.rows}`,
    bytesText(byteLength),
  ];
  return `<li id="${id}">
<a class="still" href="a/${id}" tabindex="-1" aria-hidden="true"><img src="a/${id}.png" alt="" loading="lazy" decoding="async"></a>
<div class="about">
<h2><a href="a/${id}">${escapeXml(title)}</a></h2>
<p class="soft">${facts.map((fact) => `<span>${fact}</span>`).join(' ')} <span class="chip ${visibility}">${visibility}</span></p>
${editForm(recording, mark)}
</div></li>`;
}

function editForm({ id, title, visibility }: StoredRecording, mark: string): string {
  const choices = VISIBILITIES.map(
    (each) => `<option value="${each}"${each === visibility ? ' selected' : ''}>${VISIBLE_TO[each]}</option>`,
  );
  return `<details><summary>Change</summary>
<form class="change" method="post" action="me/recordings/${id}">${hiddenMark(mark)}
<div><label for="title-${id}">Title</label><input id="title-${id}" name="title" value="${escapeXml(title ?? '')}" maxlength="${LONGEST_TITLE}"></div>
<div><label for="visibility-${id}">Who sees it</label><select id="visibility-${id}" name="visibility">${choices.join('')}</select></div>
<button>Save</button></form>
<details class="delete"><summary>Delete…</summary>
<form method="post" action="me/recordings/${id}/delete">${hiddenMark(mark)}
<p>The recording and its pictures are gone at once, on every page that shows them. This cannot be undone.</p>
<button class="danger">Delete for good</button></form></details>
</details>`;
}

function pager({ next, isFirst }: MePageTerms): string {
  const links = [
    ...(isFirst ? [] : ['<a href="me">Newest</a>']),
    ...(next === undefined ? [] : [`<a href="me?after=${encodeURIComponent(next)}" rel="next">Older</a>`]),
  ];
  return links.length === 0 ? '' : `<nav class="pager" aria-label="Pages">${links.join('')}</nav>`;
}
