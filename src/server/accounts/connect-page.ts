/** Where an owner signs in, or takes over what an installation of the recorder has uploaded. */

import { escapeXml } from '../../text/xml.js';
import { type PlainPage, plainPage } from '../pages/plain-page.js';
import type { SitePages } from '../pages/site-links.js';
import { FORM_MARK } from './forms.js';
import { TOKEN_FIELD } from './sign-in.js';

/** What the page shows, whatever installation it is about. */
export interface SignInTerms {
  /** Of the form. */
  readonly mark: string;
  /** Who has signed in. */
  readonly owner: string | undefined;
  /** Why the form has to be sent again. */
  readonly problem?: string | undefined;
  readonly site: SitePages;
}

/** The page that the recorder's `auth` leads to. Its form is sent to its own address. */
export function connectPage(terms: SignInTerms): PlainPage {
  const main = `<div class="sign-in">
<h1>Keep your recordings</h1>
<p class="lead">Everything that your recorder has uploaded from this computer becomes yours, and so does all that it will upload: it stays, and you can rename it, hide it or delete it.</p>
${terms.owner === undefined ? tokenForm(terms, 'Make them mine') : ownerForm(terms.owner, terms)}
</div>`;
  return plainPage('Keep your recordings · cast2gif', main, { root: '../', hasForms: true, site: terms.site });
}

/** The page that asks who somebody is before it shows their recordings. */
export function signInPage(terms: SignInTerms): PlainPage {
  const main = `<div class="sign-in">
<h1>Your recordings</h1>
<p class="lead">Sign in to see what you have uploaded, and to rename, hide or delete it.</p>
${tokenForm(terms, 'Sign in', 'me/sign-in')}
</div>`;
  return plainPage('Sign in · cast2gif', main, { root: './', hasForms: true, site: terms.site });
}

function tokenForm({ mark, problem }: SignInTerms, button: string, action = ''): string {
  return `${problemText(problem)}<form method="post"${action === '' ? '' : ` action="${action}"`}>
${hiddenMark(mark)}
<label for="token">Your token</label>
<input id="token" name="${TOKEN_FIELD}" type="password" required autocomplete="current-password" spellcheck="false" aria-describedby="token-help"${problem === undefined ? '' : ' aria-invalid="true" autofocus'}>
<p class="soft" id="token-help">It begins with <code>c2g_</code>. Whoever runs this server gives you one, with <code>cast2gif owner add NAME</code>.</p>
<button>${button}</button>
</form>`;
}

function ownerForm(owner: string, { mark, problem }: SignInTerms): string {
  return `${problemText(problem)}<form method="post">
${hiddenMark(mark)}
<button>Make them mine</button>
<p class="soft">You have signed in as <b>${escapeXml(owner)}</b>.</p>
</form>`;
}

function problemText(problem: string | undefined): string {
  if (problem === undefined) return '';
  return `<p class="notice" role="alert">${escapeXml(problem.charAt(0).toUpperCase() + problem.slice(1))}.</p>\n`;
}

/** The field that shows where a form comes from. */
export function hiddenMark(mark: string): string {
  return `<input type="hidden" name="${FORM_MARK}" value="${mark}">`;
}
