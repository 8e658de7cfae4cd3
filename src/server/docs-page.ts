/** The description of the routes as a page that needs no script. */
import { ERROR_TABLE, type ErrorRow } from '../errors.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema?: { readonly description?: string };
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: object }>>;
}

/** What the page reads of an OpenAPI document. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: #8884; --accent: light-dark(#0a6, #4d9) }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 58rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.8rem; margin-bottom: 0 }
h2 { font-size: 1.15rem; margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line) }
h2 b { color: var(--accent); margin-right: .5rem }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) }
td:first-child { white-space: nowrap }
summary { cursor: pointer; margin: .5rem 0 }
@media (max-width: 36rem) { td:first-child { white-space: normal } }
`;

/** @returns HTML; its style is `DOCS_STYLE`, which its policy may name by hash */
export function docsPage({ info, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'head')
      .map(([method, operation]) => operationHtml(path, method, operation)),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)}: interface</title><style>${DOCS_STYLE}</style></head><body>
<h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>Pictures of terminal recordings over HTTP. For programs: <a href="openapi.json">openapi.json</a>.</p>
<pre><code>curl --data-binary @demo.cast 'http://127.0.0.1:8000/render?format=gif&amp;theme=nord' -o demo.gif</code></pre>
${operations.join('\n')}
<h2>Errors</h2>
<p>What is no picture is <code>application/problem+json</code> with one of these codes.</p>
${table(['code', 'status', 'meaning'], Object.entries<ErrorRow>(ERROR_TABLE).map(errorCells))}
</body></html>
`;
}

function errorCells([code, { httpStatus, meaning }]: [string, ErrorRow]): string[] {
  return [`<code>${code}</code>`, String(httpStatus), escaped(meaning)];
}

function operationHtml(path: string, method: string, operation: Operation): string {
  const { summary = '', description = '', parameters = [], responses = {} } = operation;
  const named = parameters.map(({ name, schema, description: text = schema?.description ?? '' }) => [
    `<code>${escaped(name)}</code>`,
    marked(text),
  ]);
  const answers = Object.entries(responses).map(([status, { description: text = '', content = {} }]) => [
    status,
    marked(text),
    Object.keys(content).map(escaped).join(', '),
  ]);
  return `<h2><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></h2>
<p>${marked(summary)}. ${marked(description)}</p>
${named.length === 0 ? '' : folded(`Parameters (${named.length})`, table(['name', ''], named), named.length < 6)}
${folded('Answers', table(['status', '', 'types'], answers), false)}`;
}

function folded(title: string, html: string, isOpen: boolean): string {
  return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>${html}</details>`;
}

/** @param rows of HTML */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]) => texts.map((text) => `<${tag}>${text}</${tag}>`).join('');
  const lines = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
  return `<table><thead><tr>${cells('th', heads)}</tr></thead><tbody>${lines}</tbody></table>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Words between backquotes are code. */
function marked(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
