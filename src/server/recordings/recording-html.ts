/** The page of a recording, as HTML that is complete without scripts. */
import { FORMATS, type Format, isVideo } from '../../options/formats.js';
import { scriptData } from '../../text/script-data.js';
import { escapeXml } from '../../text/xml.js';
import { descriptionHtml } from '../../web/description-html.js';
import type { PixelSize } from '../../web/expected-size.js';
import type { RecordingPageFacts } from '../../web/recording-page-facts.js';
import { RECORDING_PAGE_FACTS_ID } from '../../web/recording-page-facts.js';
import type { Snippet } from '../../web/snippets.js';
import { bytesText, formatName, wholeClockText } from '../../web/wording.js';
import { dateElement } from '../pages/date-element.js';
import { type SitePages, siteLinks } from '../pages/site-links.js';
import type { ShownTranscript } from './shown-transcript.js';

/** A chapter of the recording. */
interface Chapter {
  /** In the player. */
  readonly seconds: number;
  readonly label: string;
}

/** A format that the recording can be had in. */
interface OfferedFormat {
  readonly format: Format;
  /** Undefined until it is made. */
  readonly byteLength: number | undefined;
}

/** Everything that the page says. */
export interface RecordingView {
  readonly id: string;
  readonly title: string;
  readonly owner: string | undefined;
  readonly visibility: 'public' | 'unlisted' | 'private';
  /** When it was recorded or, where that is not known, uploaded; in milliseconds since 1970. */
  readonly datedMs: number;
  readonly isRecordedThen: boolean;
  readonly durationSeconds: number;
  readonly columns: number;
  readonly rows: number;
  /** Of the recording. */
  readonly byteLength: number;
  /** Markdown. */
  readonly description: string | undefined;
  readonly chapters: readonly Chapter[];
  /** When it will be hidden unless somebody claims it, in milliseconds since 1970. */
  readonly hiddenAtMs: number | undefined;
  readonly altText: string;
  readonly size: PixelSize;
  readonly formats: readonly OfferedFormat[];
  readonly snippets: readonly Snippet[];
  /** What it shows, as text, once that is made. */
  readonly transcript: ShownTranscript | undefined;
  /** HTML for the head. */
  readonly metadata: string;
  /** The absolute address of the recording. */
  readonly castAddress: string;
  /** Addresses seen from the page. */
  readonly assets: { readonly style: string; readonly script: string; readonly icon: string };
  /** What other pages there are. */
  readonly site: SitePages;
  readonly facts: RecordingPageFacts;
}

/** The way from the page to the server's first page. */
const ROOT = '../';

/** The whole document. */
export function recordingPage(view: RecordingView): string {
  const { assets, title, metadata, facts } = view;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeXml(title)} · cast2gif</title>
${metadata}
<link rel="alternate" type="application/x-asciicast" href="${escapeXml(view.castAddress)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style}">
<script type="module" src="${assets.script}"></script>
<script type="application/json" id="${RECORDING_PAGE_FACTS_ID}">${scriptData(facts)}</script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
  <a class="wordmark" href="${ROOT}" aria-label="cast2gif, first page">cast<b>2</b>gif</a>
  <nav aria-label="Site">${siteLinks(ROOT, view.site)}</nav>
</header>
<main id="main">
${screen(view)}
<div class="sheet">
<div class="about">
${heading(view)}
${actions(view)}
${notice(view)}
${description(view)}
${chapters(view)}
${transcript(view)}
</div>
${sharing(view)}
</div>
${downloads(view)}
</main>
<footer class="bottom"><span>${footer(view)}</span></footer>
</body>
</html>
`;
}

/** A still stands there until the animation is made, and for readers who want less motion. */
function screen(view: RecordingView): string {
  const { id, altText, size, facts } = view;
  const { isMade } = facts;
  const source = isMade ? `<source media="(prefers-reduced-motion: reduce)" srcset="${id}.png">` : '';
  const picture = `<img id="picture" src="${id}.${isMade ? 'gif' : 'png'}" width="${size.widthPx}" height="${size.heightPx}" alt="${escapeXml(altText)}">`;
  return `<section class="screen" aria-label="Recording">
<picture>${source}${picture}</picture>
<div id="player" hidden></div>
</section>`;
}

function heading(view: RecordingView): string {
  const { title, owner, durationSeconds, columns, rows, visibility } = view;
  const facts = [
    ...(owner === undefined ? [] : [`by ${escapeXml(owner)}`]),
    `${view.isRecordedThen ? 'recorded' : 'uploaded'} ${dateElement(view.datedMs, 'long')}`,
    `<span class="fact">${wholeClockText(durationSeconds)}</span>`,
    `<span class="fact">${columns} × ${rows}</span>`,
  ];
  const chip = visibility === 'public' ? '' : ` <span class="chip">${visibility}</span>`;
  return `<h1>${escapeXml(title)}</h1>
<p class="facts">${facts.join(' · ')}${chip}</p>`;
}

function actions(view: RecordingView): string {
  const { isMade } = view.facts;
  const status = isMade
    ? ''
    : `<noscript>The animation is being made: <a href="${view.id}.gif">look at it</a> in a moment.</noscript>`;
  return `<p class="actions">
<button type="button" id="play" class="button" hidden><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1.5v13l11-6.5z"/></svg><span>Play</span></button>
<a id="turn" class="button quiet" href="${ROOT}?recording=${encodeURIComponent(view.id)}" hidden>Customise</a>
<span id="status" class="help" role="status">${status}</span>
</p>`;
}

function notice({ hiddenAtMs }: RecordingView): string {
  if (hiddenAtMs === undefined) return '';
  return `<p class="note">Nobody has claimed this recording, so it is shown only until ${dateElement(hiddenAtMs, 'long')}. Is it yours? Run <code>asciinema auth</code> where you recorded it, and it stays.</p>`;
}

function description(view: RecordingView): string {
  if (view.description === undefined) return '';
  return `<div class="description">${descriptionHtml(view.description)}</div>`;
}

function chapters(view: RecordingView): string {
  if (view.chapters.length === 0) return '';
  const items = view.chapters.map(
    ({ seconds, label }, index) =>
      `<li><a id="chapter-${index + 1}" href="#chapter-${index + 1}"><span class="time">${wholeClockText(seconds)}</span> <span>${escapeXml(label || `Chapter ${index + 1}`)}</span></a></li>`,
  );
  return `<section aria-labelledby="chapters-heading">
<h2 id="chapters-heading">Chapters</h2>
<ol class="chapters">${items.join('')}</ol>
</section>`;
}

function transcript({ id, transcript: shown }: RecordingView): string {
  if (!shown?.text) return '<div id="transcript"></div>';
  const { text, isWhole } = shown;
  const extent = isWhole
    ? `What can be read aloud while it happens; “…” stands for the rest. <a href="${id}.vtt">With times</a>`
    : `Only the beginning: <a href="${id}.vtt">all of it, with times</a>`;
  return `<details id="transcript">
<summary>Transcript</summary>
<pre tabindex="0" aria-label="Transcript">${escapeXml(text)}</pre>
<p class="help">${extent} · <a href="${id}.txt">the last screen in full</a></p>
</details>`;
}

/** There once the picture is made: until then sites would copy the still. */
function sharing(view: RecordingView): string {
  const { id, visibility } = view;
  if (visibility === 'private') {
    return shareCard(
      'Show it to others',
      `<p class="help">Nobody else can see this recording, so whatever embeds it would show nothing. To share it, <a href="${ROOT}me#${id}">make it unlisted or public</a>.</p>`,
    );
  }
  const { isMade } = view.facts;
  const body = isMade
    ? `<div class="snippets">${view.snippets.map(snippetBox).join('')}</div>`
    : '<p class="help">Ready to copy as soon as the animation is made.</p>';
  return shareCard('Show it anywhere', body);
}

function shareCard(title: string, body: string): string {
  return `<section id="share" class="card" aria-labelledby="share-heading">
<h2 id="share-heading">${title}</h2>
${body}
</section>`;
}

function snippetBox({ title, text }: Snippet): string {
  return `<div class="snippet"><h3>${title}</h3><pre tabindex="0" aria-label="${title}"><code>${escapeXml(text)}</code></pre></div>`;
}

function downloads(view: RecordingView): string {
  const { id, formats, byteLength } = view;
  const rows = formats.map(({ format, byteLength: made }) => {
    const extension = FORMATS[format].extensions[0];
    const size = made === undefined ? 'on request' : bytesText(made);
    // An error rather than a still in its place, which nobody wants to save.
    const address = `${id}.${extension}?pending=error`;
    return downloadRow(address, `.${extension}`, nameOf(format), size, made !== undefined);
  });
  const recording = downloadRow(`${id}.cast`, '.cast', 'the recording', bytesText(byteLength), true);
  return `<section id="downloads" aria-labelledby="downloads-heading">
<h2 id="downloads-heading">Download</h2>
<ul class="downloads">${[...rows, recording].join('')}</ul>
</section>`;
}

function downloadRow(address: string, extension: string, what: string, size: string, isMade: boolean): string {
  const pending = isMade ? '' : ' data-pending';
  return `<li><a href="${escapeXml(address)}" download${pending}><b>${extension}</b><span>${what}</span><small>${size}</small></a></li>`;
}

function nameOf(format: Format): string {
  const { shows } = FORMATS[format];
  if (shows === 'words') return format === 'vtt' ? 'transcript' : 'final screen';
  if (shows === 'still') return 'still picture';
  return isVideo(format) ? `${formatName(format)} video` : `animated ${formatName(format).replace('APNG', 'PNG')}`;
}

function footer({ visibility }: RecordingView): string {
  if (visibility === 'private') return 'Only you can see this page and its pictures.';
  return 'Pictures of a terminal recording, made by cast2gif.';
}
