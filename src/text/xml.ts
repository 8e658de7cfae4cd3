/** What XML 1.0 cannot hold even as a reference: control characters, lone surrogates, two non-characters. */
const FORBIDDEN = /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for an element or an attribute in double quotes, of XML or HTML; characters that XML forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}

/** Schemes that a link may have: nothing that runs in the viewer. */
const SAFE_LINK = /^(?:https?|mailto|ftps?|gemini):/i;

/** The target of a link as an attribute's text, or undefined where it is better left out. */
export function linkTarget(uri: string): string | undefined {
  return SAFE_LINK.test(uri) ? escapeXml(uri) : undefined;
}
