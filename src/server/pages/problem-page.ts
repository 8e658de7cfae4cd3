/** What is wrong, as a page: for people who have followed a link. */
import type { FastifyRequest } from 'fastify';
import { escapeXml } from '../../text/xml.js';
import { type PlainPage, plainPage } from './plain-page.js';
import type { SitePages } from './site-links.js';

/** What the page says of a problem. */
export interface ShownProblem {
  readonly status: number;
  /** The status in words. */
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string;
}

/**
 * Whether a person reads the answer: a browser that opens a page, or sends a form, asks for HTML by name; programs and
 * pictures do not.
 */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return (method === 'GET' || method === 'HEAD' || isForm) && /\btext\/html\b/.test(headers.accept ?? '');
}

/** A problem as a page for people. @param root the way to the first page @param site what other pages there are */
export function problemPage(
  { status, title, detail, requestId }: ShownProblem,
  root: string,
  site: SitePages,
): PlainPage {
  const sentence = detail.charAt(0).toUpperCase() + detail.slice(1) + (/[.!?]$/.test(detail) ? '' : '.');
  const main = `<div class="problem">
<h1 class="status" aria-label="${status} ${escapeXml(title)}">${status}<span></span></h1>
<p>${escapeXml(sentence)}</p>
<p><a href="${root}" target="_top">Make a picture of a recording</a></p>
${requestId === undefined ? '' : `<p class="soft">${escapeXml(title)} · request <code>${escapeXml(requestId)}</code></p>`}
</div>`;
  // Also in the frame that was to show a recording: there is nothing on it that a click could change.
  return plainPage(`${status} ${title} · cast2gif`, main, { root, isFramed: true, site });
}
