/** Pages for people that need no script: the description of the routes, and what is wrong. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { escapeXml } from '../../text/xml.js';
import { type SitePages, siteLinks } from './site-links.js';

/** HTML, and the policy under which it is sent: its own style, pictures of this server, and nothing else. */
export interface PlainPage {
  readonly html: string;
  readonly policy: string;
}

/** The style that the build has made, and what the policy calls it. */
let style: { readonly text: string; readonly hash: string } | undefined;

function loadStyle(): NonNullable<typeof style> {
  const text = readFileSync(new URL('../../web/page/plain.css', import.meta.url), 'utf8');
  return { text, hash: createHash('sha256').update(text).digest('base64') };
}

/** What a page is like beside its text. */
export interface PlainPageTerms {
  /** The way to the first page, such as `../`. */
  readonly root: string;
  /** Whether it has forms that are sent to this server. */
  readonly hasForms?: boolean;
  /** Whether pages of other sites may show it in a frame. */
  readonly isFramed?: boolean;
  /** What other pages there are. */
  readonly site: SitePages;
}

/** @param title text @param main HTML */
export function plainPage(title: string, main: string, terms: PlainPageTerms): PlainPage {
  const { root, site } = terms;
  style ??= loadStyle();
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title><link rel="icon" href="${root}favicon.ico" type="image/svg+xml"><style>${style.text}</style></head><body>
<header class="top"><a class="wordmark" href="${root}" aria-label="cast2gif, first page">cast<b>2</b>gif</a>
<nav aria-label="Site">${siteLinks(root, site)}</nav></header>
<main>${main}</main></body></html>
`;
  return { html, policy: policyOf(style.hash, terms) };
}

/** The way to the first page from any other: relative, as a proxy may have put the server below a path. */
export function wayToFirstPage(url: string): string {
  const depth = url.split('?', 1)[0]!.split('/').length - 2;
  return depth > 0 ? '../'.repeat(depth) : './';
}

function policyOf(styleHash: string, { hasForms, isFramed }: PlainPageTerms): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "img-src 'self'",
    "base-uri 'none'",
    `form-action ${hasForms ? "'self'" : "'none'"}`,
    `frame-ancestors ${isFramed ? '*' : "'none'"}`,
  ].join('; ');
}
