/** The description of the routes as a page. */
import { ERROR_TABLE, type ErrorRow } from '../../errors.js';
import { escapeXml } from '../../text/xml.js';
import { type PlainPage, plainPage } from '../pages/plain-page.js';
import type { SitePages } from '../pages/site-links.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema?: { readonly description?: string; readonly default?: unknown };
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

/** One method of one path. */
interface Route {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const EXAMPLES = `<i># a GIF of a recording</i>
curl --fail --data-binary @demo.cast 'http://127.0.0.1:8000/render?format=gif&amp;theme=nord' --output demo.gif
<i># the same without waiting: the answer's Location tells how it is coming along</i>
curl -i --data-binary @demo.cast -H 'Prefer: respond-async' 'http://127.0.0.1:8000/render?format=mp4'`;

/** The page that describes the interface, made from its OpenAPI description. @param site what other pages there are */
export function docsPage({ info, paths }: OpenApi, site: SitePages): PlainPage {
  const routes = routesOf(paths);
  const links = routes.map(
    ({ id, method, path }) => `<li><a href="#${id}">${badge(method)}<span>${escapeXml(path)}</span></a></li>`,
  );
  const main = `<div class="docs"><header>
<div><h1>Pictures over HTTP</h1>
<p class="lead">Send a recording, get a picture. ${escapeXml(info.title)} ${escapeXml(info.version)};
for programs there is <a href="openapi.json">openapi.json</a>.</p></div>
<pre class="code"><code>${EXAMPLES}</code></pre></header>
<nav class="contents" aria-label="Routes"><ul>${links.join('')}<li><a href="#errors">Errors</a></li></ul></nav>
<div>${routes.map(routeHtml).join('\n')}
<section class="operation" id="errors"><h2>Errors</h2>
<p>What is no picture is <code>application/problem+json</code> with one of these codes; a browser that opens a page gets
the same as a page.</p>
${table(['code', 'status', 'meaning'], Object.entries<ErrorRow>(ERROR_TABLE).map(errorCells))}</section></div></div>`;
  return plainPage(`${info.title}: interface`, main, { root: './', site });
}

/** HEAD is as GET. */
function routesOf(paths: OpenApi['paths']): Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'head')
      .map(([method, operation]) => ({ id: idOf(method, path), method, path, operation })),
  );
}

function idOf(method: string, path: string): string {
  return `${method}${path.replace(/[^a-z]+/gi, '-').replace(/-$/, '')}`;
}

function badge(method: string): string {
  return `<span class="method ${method}">${method.toUpperCase()}</span>`;
}

function errorCells([code, { httpStatus, meaning }]: [string, ErrorRow]): string[] {
  return [`<code>${code}</code>`, String(httpStatus), escapeXml(meaning)];
}

function routeHtml({ id, method, path, operation }: Route): string {
  const { summary = '', description = '', parameters = [], responses = {} } = operation;
  const answers = Object.entries(responses).map(([status, { description: text = '', content = {} }]) => [
    status,
    marked(text),
    Object.keys(content).map(escapeXml).join(', '),
  ]);
  return `<section class="operation" id="${id}"><h2>${badge(method)}<code>${escapeXml(path)}</code></h2>
<p>${marked(summary)}. ${marked(description)}</p>
${parameters.length === 0 ? '' : `<h3>Parameters</h3>${table(['name', 'what it is'], parameters.map(parameterCells))}`}
<details><summary>Answers</summary>${table(['status', 'meaning', 'types'], answers)}</details></section>`;
}

function parameterCells({ name, in: place, schema, description = schema?.description ?? '' }: Parameter): string[] {
  const byDefault = schema?.default === undefined ? '' : `default <code>${escapeXml(String(schema.default))}</code>`;
  const where = place === 'header' ? 'a header' : '';
  const notes = [where, byDefault].filter((note) => note !== '').join(', ');
  return [`<code>${escapeXml(name)}</code>`, `${marked(description)}${notes && `<small>${notes}</small>`}`];
}

/** @param rows of HTML */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]) => texts.map((text) => `<${tag}>${text}</${tag}>`).join('');
  const lines = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
  return `<table><thead><tr>${cells('th', heads)}</tr></thead><tbody>${lines}</tbody></table>`;
}

/** Words between backquotes are code. */
function marked(text: string): string {
  return escapeXml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
