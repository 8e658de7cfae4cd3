/** What somebody has written about a recording, as HTML: paragraphs, lists, code and links; all else stays text. */
import { escapeXml } from '../text/xml.js';

/** Not followed by search engines, and not told where the reader came from. */
const LINK_TERMS = 'rel="nofollow ugc noopener noreferrer"';

/**
 * A span of code, a link with a text, an address, bold, or emphasised text. None of them may hold the sign that begins
 * it: so a text is read once, however many signs of it begin nothing.
 */
const SPANS =
  /`(?<code>[^`\n]+)`|\[(?<text>[^[\]\n]+)\]\((?<target>https?:\/\/[^\s()]+)\)|(?<address>https?:\/\/[^\s<>"`]*[\w/])|\*\*(?<strong>[^*\n]+)\*\*|\*(?<emphasis>[^*\s][^*\n]*)\*/g;

/** @param markdown a stranger's: what it says is shown, and nothing of it is taken for HTML */
export function descriptionHtml(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(blockHtml)
    .join('\n');
}

function blockHtml(block: string): string {
  const lines = block.split('\n');
  const items = lines.map((line) => /^\s*[-*+]\s+(\S.*|)$/.exec(line)?.[1]);
  if (items.every((item) => item !== undefined)) {
    return `<ul>${items.map((item) => `<li>${spansHtml(item!)}</li>`).join('')}</ul>`;
  }
  const heading = /^#{1,6}\s+(\S.*)$/.exec(block)?.[1];
  if (heading !== undefined && lines.length === 1) return `<p><strong>${spansHtml(heading)}</strong></p>`;
  return `<p>${lines.map(spansHtml).join('<br>')}</p>`;
}

function spansHtml(line: string): string {
  let html = '';
  let at = 0;
  for (const { 0: whole, index, groups = {} } of line.matchAll(SPANS)) {
    html += escapeXml(line.slice(at, index)) + spanHtml(groups);
    at = index + whole.length;
  }
  return html + escapeXml(line.slice(at));
}

function spanHtml({ code, text, target, address, strong, emphasis }: Record<string, string | undefined>): string {
  if (code !== undefined) return `<code>${escapeXml(code)}</code>`;
  if (strong !== undefined) return `<strong>${escapeXml(strong)}</strong>`;
  if (emphasis !== undefined) return `<em>${escapeXml(emphasis)}</em>`;
  const href = target ?? address!;
  return `<a href="${escapeXml(href)}" ${LINK_TERMS}>${escapeXml(text ?? href)}</a>`;
}
